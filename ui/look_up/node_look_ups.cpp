// SPDX-License-Identifier: Apache-2.0
#include "ui/look_up/node_look_ups.h"

#include "ui/look_up/connection_row.h"
#include "ui/look_up/pick_popup.h"
#include "ui/param_editors/param_editor.h"

namespace millrace::ui {

NodeLookUps::NodeLookUps(GraphSession& session, QWidget& page)
    : QObject(&page),
      service_(session),
      row_(new ConnectionRow(session, service_, &page)),
      popup_(new PickPopup(&page)) {
    const auto ask = [this] { service_.ask(question_); };
    connect(popup_, &PickPopup::againRequested, this, ask);
    connect(popup_, &PickPopup::closed, this, [this] {
        if (service_.underWay() == question_) service_.giveUp();
    });
    connect(popup_, &PickPopup::picked, this, [this](const std::optional<boost::json::value>& value) {
        Q_EMIT picked(question_.parameter, value);
    });
    // The node is another one now: what the list would say is no longer asked for.
    connect(&service_, &LookUpService::givenUp, this, [this](const LookUpQuestion& question) {
        if (question == question_) popup_->hide();
    });
    connect(&service_, &LookUpService::answered, this, [this](const LookUpAnswer& answer) {
        if (answer.question != question_) return;
        if (answer.problems.empty())
            popup_->showFound(answer.found);
        else
            popup_->showProblems(answer.problems);
    });
}

void NodeLookUps::showNode(const NodeKind* kind, const QString& path) {
    if (path != path_) popup_->hide();
    path_ = path;
    row_->showNode(path);
    row_->setVisible(kind && kind->tryConnection);
}

void NodeLookUps::pick(const ParamEditor& editor, QWidget* button) {
    question_ = {path_, QString::fromStdString(editor.spec().name)};
    popup_->open(editor.spec(), editor.value(), button);
    service_.ask(question_);
}

} // namespace millrace::ui
