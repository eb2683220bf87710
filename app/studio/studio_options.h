// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QSize>
#include <QString>
#include <QStringList>
#include <optional>

namespace millrace {

/// What the command line of millrace-studio says.
struct StudioOptions {
    QString graph;
    bool run = false;
    bool simulate = false;
    QString theme;      ///< "dark", "light", "contrast"; empty = as last time
    QString screenshot; ///< write the window to this file and quit
    int afterMs = 1500; ///< before the screenshot
    QString picture;    ///< draw the graph, not the window, into this file and quit
    QSize size;
    QString select;      ///< node to select before the screenshot
    QString page;        ///< dock page to show
    QStringList plugins; ///< shared libraries with node kinds, to load beside those of the plugin folders
};

/// Takes --plugin FILE and --plugin=FILE out of the words that Qt is going to read: Qt has an option of that
/// name for plugins of its own and would swallow it. Returns them, for parseStudioOptions().
QStringList takePluginWords(int& argc, char** argv);

/// Nothing when the program should end at once (help, version, wrong usage); `exitCode` then says how.
std::optional<StudioOptions> parseStudioOptions(const QStringList& arguments, int& exitCode);

} // namespace millrace
