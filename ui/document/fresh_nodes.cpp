// SPDX-License-Identifier: Apache-2.0
#include "ui/document/fresh_nodes.h"

#include "ui/document/graph_session.h"
#include "ui/document/shown_body.h"

namespace millrace::ui {

FreshNodes::FreshNodes(GraphSession& session) : QObject(&session), session_(session) {
    connect(&session, &GraphSession::edited, this, &FreshNodes::lookForNew);
    connect(&session, &GraphSession::documentReplaced, this, [this] {
        known_.clear();
        fresh_.clear();
        touched_.clear();
        filled_.clear();
        takeAllAsKnown();
    });
    connect(&ShownBody::of(session), &ShownBody::changed, this, &FreshNodes::takeAllAsKnown);
}

FreshNodes& FreshNodes::of(const GraphSession& session) {
    return *session.findChild<FreshNodes*>(QString(), Qt::FindDirectChildrenOnly);
}

void FreshNodes::takeAllAsKnown() {
    const ShownBody& body = ShownBody::of(session_);
    for (const GraphNode& node : session_.document().nodes)
        known_.insert(body.pathOf(QString::fromStdString(node.id)));
    count_ = static_cast<qsizetype>(session_.document().nodes.size());
}

void FreshNodes::lookForNew() {
    const auto count = static_cast<qsizetype>(session_.document().nodes.size());
    if (count == count_) return; // a setting, a place, a wire
    if (count > count_) {
        const ShownBody& body = ShownBody::of(session_);
        for (const GraphNode& node : session_.document().nodes) {
            const QString path = body.pathOf(QString::fromStdString(node.id));
            if (!known_.contains(path)) fresh_.insert(path);
        }
    }
    takeAllAsKnown();
}

bool FreshNodes::isMissingSetting(const Diagnostic& finding) { return finding.code == "MR3002"; }

bool FreshNodes::isMissingInput(const Diagnostic& finding) { return finding.code == "MR1106"; }

Diagnostics FreshNodes::softened(Diagnostics all) const {
    if (fresh_.isEmpty()) return all;
    for (Diagnostic& finding : all.items) {
        if (finding.severity == Severity::Note) continue;
        const QString path = QString::fromStdString(finding.node);
        const bool soft = isMissingInput(finding) || finding.code == "MR1107" || // an output goes nowhere
                          (isMissingSetting(finding) && !filled_.contains(path));
        if (soft && fresh_.contains(path)) finding.severity = Severity::Note;
    }
    return all;
}

void FreshNodes::touched(const QString& path) {
    if (fresh_.contains(path)) touched_.insert(path);
}

void FreshNodes::left(const QString& path) {
    if (!touched_.contains(path) || filled_.contains(path)) return;
    filled_.insert(path);
    Q_EMIT changed();
}

void FreshNodes::runWanted() {
    if (fresh_.isEmpty()) return;
    fresh_.clear();
    touched_.clear();
    filled_.clear();
    Q_EMIT changed();
}

} // namespace millrace::ui
