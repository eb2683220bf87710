// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/breadcrumb.h"

#include "ui/canvas/instance_face.h"
#include "ui/document/graph_session.h"
#include "ui/document/shown_body.h"
#include "ui/settings/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QStyle>
#include <QToolButton>

namespace millrace::ui {

namespace {

constexpr int kLongestStep = 32; ///< characters

} // namespace

Breadcrumb::Breadcrumb(GraphSession& session, QWidget* canvas)
    : QFrame(canvas), session_(session), steps_(new QHBoxLayout(this)) {
    setObjectName("breadcrumb");
    setProperty("role", "floating");
    setAttribute(Qt::WA_StyledBackground);
    setAccessibleName(tr("Where the canvas is"));
    steps_->setContentsMargins(6, 3, 10, 3);
    steps_->setSpacing(2);
    connect(&ShownBody::of(session_), &ShownBody::changed, this, &Breadcrumb::rebuild);
    connect(&session_, &GraphSession::edited, this, &Breadcrumb::rebuild);
    connect(&session_, &GraphSession::fileChanged, this, &Breadcrumb::rebuild);
    connect(&Theme::instance(), &Theme::changed, this, &Breadcrumb::rebuild);
    rebuild();
}

void Breadcrumb::setDropTarget(bool on) {
    if (property("drop").toBool() == on) return;
    setProperty("drop", on);
    style()->unpolish(this);
    style()->polish(this);
}

void Breadcrumb::rebuild() {
    ShownBody& body = ShownBody::of(session_);
    while (QLayoutItem* item = steps_->takeAt(0)) {
        if (item->widget() != nullptr) item->widget()->deleteLater();
        delete item;
    }
    setVisible(!body.isTop());
    if (body.isTop()) return;
    const auto addStep = [this](const QString& text, const BodyPath& path, bool last) {
        auto* step = new QToolButton(this);
        step->setObjectName(QStringLiteral("crumb%1").arg(path.size()));
        step->setText(text.size() > kLongestStep ? text.left(kLongestStep - 1) + QStringLiteral("…") : text);
        step->setToolTip(last ? text : tr("Go back to %1").arg(text));
        step->setAutoRaise(true);
        step->setProperty("role", last ? "strong" : "crumb");
        connect(step, &QToolButton::clicked, this, [this, path] { ShownBody::of(session_).show(path); });
        steps_->addWidget(step);
        step->show();
        if (last) return;
        auto* arrow = new QLabel(QStringLiteral("›"), this);
        arrow->setProperty("role", "muted");
        steps_->addWidget(arrow);
        arrow->show();
    };
    BodyPath path;
    const std::string& name = body.whole().name;
    addStep(name.empty() ? session_.displayName() : QString::fromStdString(name), path, false);
    for (const std::string& instance : body.path()) {
        const GraphNode* node = bodyAt(body.whole(), path)->findNode(instance);
        path.push_back(instance);
        addStep(titleOf(*node, body.whole(), session_.registry()), path, path.size() == body.path().size());
    }
    adjustSize();
    raise();
}

} // namespace millrace::ui
