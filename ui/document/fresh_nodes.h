// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/diagnostic.h"

#include <QObject>
#include <QSet>
#include <QString>

namespace millrace::ui {

class GraphSession;

/// Nodes that were added since the last try to run: what they still lack, settings and wires, is no mistake
/// yet and is shown as work to do. A missing setting is a mistake once the user has filled in something there
/// and gone elsewhere; all of it is once the graph was to run. A part of the session. GUI thread only.
class FreshNodes : public QObject {
    Q_OBJECT
public:
    explicit FreshNodes(GraphSession& session);
    static FreshNodes& of(const GraphSession& session);

    /// What the planner says by paths, with that which is no mistake yet as a note.
    Diagnostics softened(Diagnostics all) const;
    /// Whether a finding tells of something to be filled in or connected, softened or not.
    static bool isMissingSetting(const Diagnostic& finding);
    static bool isMissingInput(const Diagnostic& finding);

    void touched(const QString& path); ///< a setting of the node was written
    void left(const QString& path);    ///< the inspector shows something else
    void runWanted();

Q_SIGNALS:
    void changed();

private:
    void lookForNew();
    void takeAllAsKnown();

    GraphSession& session_;
    QSet<QString> known_;
    QSet<QString> fresh_;
    QSet<QString> touched_, filled_; ///< of the fresh ones: written to; and left after that
    qsizetype count_ = 0;            ///< nodes of the shown body
};

} // namespace millrace::ui
