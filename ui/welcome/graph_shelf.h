// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_document.h"

#include <QString>
#include <optional>
#include <vector>

namespace millrace::ui {

/// A graph that is there to be opened: an example, a template, a recent file.
struct ShelvedGraph {
    QString path, title;
    GraphDocument document;

    /// The notes' first sentence without Markdown.
    QString gist() const;
};

/// The graphs of a folder (or of the program itself, ":/templates") in the order of their file names; files
/// that cannot be read are left out.
std::vector<ShelvedGraph> readShelf(const QString& folder);
std::optional<ShelvedGraph> readShelved(const QString& path);

inline constexpr const char* kTemplateFolder = ":/templates";

} // namespace millrace::ui
