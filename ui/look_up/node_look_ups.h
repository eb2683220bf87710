// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/look_up/look_up_service.h"

namespace millrace::ui {

class ConnectionRow;
class ParamEditor;
class PickPopup;

/// What the page of a node asks the world outside: the connection, and what parameters could be. Opening a
/// graph or selecting a node asks nothing; only the user's buttons do.
class NodeLookUps : public QObject {
    Q_OBJECT
public:
    NodeLookUps(GraphSession& session, QWidget& page);

    /// "Test connection" and its answer; the page gives it a place.
    ConnectionRow* row() const { return row_; }
    /// The page shows this node now; what was asked about another one is given up.
    void showNode(const NodeKind* kind, const QString& path);
    /// What is looked up for this kind has a button.
    static bool offers(const NodeKind* kind) { return kind && kind->lookUp; }
    void pick(const ParamEditor& editor, QWidget* button);

Q_SIGNALS:
    void picked(const QString& parameter, const std::optional<boost::json::value>& value);

private:
    QString path_; ///< of the node that is shown
    LookUpService service_;
    ConnectionRow* row_;
    PickPopup* popup_;
    LookUpQuestion question_; ///< of the popup
};

} // namespace millrace::ui
