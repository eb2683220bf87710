// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/diagnostic.h"

#include <QObject>
#include <QString>

namespace millrace::ui {

class GraphSession;

/// Whether runs of the open graph keep checkpoints, and where: in a folder beside its file. Not part of the
/// document; remembered for the file. A part of the session. GUI thread only.
class CheckpointChoice : public QObject {
    Q_OBJECT
public:
    explicit CheckpointChoice(GraphSession& session);
    static CheckpointChoice& of(const GraphSession& session);

    bool isOn() const { return on_; }
    /// No effect on a graph without a file: there is no place for its folder.
    void set(bool on);
    QString folder() const; ///< empty for a graph without a file
    /// What stands against runs with checkpoints, as the graph was planned last.
    const Diagnostics& obstacles() const { return obstacles_; }

    /// "fleet.state" for "fleet.mill".
    static QString folderOf(const QString& graphFile);

Q_SIGNALS:
    void changed(); ///< of the same document; another one says so itself

private:
    void followFile();
    void readRemembered();
    void findObstacles();

    GraphSession& session_;
    QString file_;
    bool on_ = false;
    Diagnostics obstacles_;
};

} // namespace millrace::ui
