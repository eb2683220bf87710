// SPDX-License-Identifier: Apache-2.0
#include "ui/tour/tour_highlight.h"

#include "ui/settings/theme.h"

#include <QPainter>

namespace millrace::ui {
namespace {

constexpr int kReach = 4; ///< how far the frame stands off

} // namespace

TourHighlight::TourHighlight(QWidget* parent) : QWidget(parent) {
    setObjectName("tourHighlight");
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAttribute(Qt::WA_NoSystemBackground);
    setFocusPolicy(Qt::NoFocus);
    hide();
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void TourHighlight::surround(const QRect& target) {
    if (target.isNull()) {
        hide();
        return;
    }
    setGeometry(target.adjusted(-kReach, -kReach, kReach, kReach) & parentWidget()->rect());
    show();
    raise();
    update();
}

void TourHighlight::paintEvent(QPaintEvent*) {
    const Tokens& t = Theme::instance().tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF frame = QRectF(rect()).adjusted(1.5, 1.5, -1.5, -1.5);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(withAlpha(t.accent, 0.35), 3));
    painter.drawRoundedRect(frame, metric::kControlRadius + 1, metric::kControlRadius + 1);
    painter.setPen(QPen(t.accent, 1.5));
    painter.drawRoundedRect(frame, metric::kControlRadius + 1, metric::kControlRadius + 1);
}

} // namespace millrace::ui
