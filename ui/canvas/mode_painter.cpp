// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/mode_painter.h"

#include "ui/canvas/node_face.h"
#include "ui/settings/theme.h"

#include <QCoreApplication>
#include <QPainterPath>
#include <algorithm>

namespace millrace::ui {
namespace {

QString tr(const char* text) { return QCoreApplication::translate("millrace::ui::ModePainter", text); }

} // namespace

qreal ModePainter::opacity() const {
    if (face_.mode == NodeMode::Disabled) return 0.55;
    return face_.silent || face_.mode == NodeMode::Bypassed ? 0.7 : 1.0;
}

bool ModePainter::isStruck() const { return face_.mode == NodeMode::Disabled; }

QString ModePainter::word() const {
    if (face_.mode == NodeMode::Disabled) return tr("disabled");
    if (face_.mode == NodeMode::Bypassed) return tr("bypassed");
    return face_.silent ? tr("gets no records") : QString();
}

void ModePainter::paintThroughLine(QPainter& painter) const {
    const auto& outputs = face_.shape.outputs;
    const auto out = std::find_if(outputs.begin(), outputs.end(),
                                  [](const PortShape& port) { return port.spec.role == PortRole::Data; });
    if (face_.mode != NodeMode::Bypassed || face_.shape.inputs.empty() || out == outputs.end()) return;
    const Tokens& t = Theme::instance().tokens();
    const QPointF from = face_.shape.inputs.front().position, to = out->position;
    // Between two lines of words, so that it crosses none of them.
    constexpr qreal kLevel = 40;
    constexpr qreal kBend = 14;
    QPainterPath path(from);
    path.cubicTo(from + QPointF(kBend, 0), QPointF(from.x() + 6, kLevel),
                 QPointF(from.x() + kBend + 6, kLevel));
    path.lineTo(to.x() - kBend - 6, kLevel);
    path.cubicTo(QPointF(to.x() - 6, kLevel), to - QPointF(kBend, 0), to);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(mixed(t.panel, t.text, 0.55), 2.4, Qt::SolidLine, Qt::RoundCap));
    painter.drawPath(path);
}

} // namespace millrace::ui
