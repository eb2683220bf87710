// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_document.h"

#include <QObject>
#include <QString>
#include <QTimer>
#include <optional>

namespace millrace::ui {

class GraphSession;

/// Keeps a copy of unsaved changes beside the user's settings, a few seconds after the last edit, and takes
/// it away once they are saved or given up. A copy found at the start belongs to a program that ended without
/// asking.
class Autosave : public QObject {
    Q_OBJECT
public:
    struct Recovered {
        GraphDocument document;
        QString filePath; ///< the graph file it belongs to; empty = never saved
        QString copyPath; ///< where the copy lies
    };

    /// `folder` empty: the program's data folder.
    explicit Autosave(GraphSession& session, const QString& folder = {}, QObject* parent = nullptr);
    ~Autosave() override;

    /// What an earlier program left behind, newest first. Copies of programs still alive are not touched.
    std::optional<Recovered> findRecovered() const;
    /// Takes it away, once the user has said what is to become of it: not before, or a second crash loses it.
    static void forget(const Recovered& recovered);
    void writeNow();
    void discard();
    QString copyPath() const { return path_; }

private:
    GraphSession& session_;
    QString folder_;
    QString path_;
    QTimer timer_;
};

} // namespace millrace::ui
