// SPDX-License-Identifier: Apache-2.0
#include "ui/main_window/status_line.h"

#include "ui/settings/text_painting.h"
#include "ui/settings/theme.h"

#include <QFontMetricsF>
#include <QHash>
#include <QHelpEvent>
#include <QPainter>
#include <QTimer>
#include <QToolTip>
#include <cmath>

namespace millrace::ui {
namespace {

constexpr int kGap = 22;

QFont factFont(bool strong) {
    return Theme::instance().font(strong ? TextRole::LabelStrong : TextRole::Label);
}

} // namespace

StatusLine::StatusLine(QWidget* parent) : QWidget(parent) {
    setObjectName("statusLine");
    setFixedHeight(metric::kStatusLineHeight);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void StatusLine::setState(const QString& text, const QColor& dot) {
    state_ = text;
    dot_ = dot;
    update();
}

void StatusLine::setFacts(const QList<Fact>& facts) {
    if (facts.isEmpty()) widest_.clear();
    facts_ = facts;
    update();
}

void StatusLine::setRightFacts(const QList<Fact>& facts) {
    right_ = facts;
    update();
}

void StatusLine::setZoom(qreal zoom) {
    zoom_ = zoom;
    update();
}

void StatusLine::showMessage(const QString& text, int ms) {
    message_ = text.simplified();
    const int serial = ++messageSerial_;
    QTimer::singleShot(ms, this, [this, serial] {
        if (serial != messageSerial_) return;
        message_.clear();
        update();
    });
    update();
}

int StatusLine::widthOf(const Fact& fact) {
    qreal width = tabularWidth(factFont(true), fact.value);
    if (!fact.before.isEmpty()) width += tabularWidth(factFont(false), fact.before + " ");
    if (!fact.after.isEmpty()) width += tabularWidth(factFont(false), " " + fact.after);
    int& widest = widest_[fact.id];
    widest = std::max(widest, static_cast<int>(std::ceil(width)));
    return widest;
}

int StatusLine::draw(QPainter& painter, const Fact& fact, int left) {
    const Tokens& t = Theme::instance().tokens();
    const qreal base = std::round((height() + QFontMetricsF(factFont(false)).capHeight()) / 2);
    qreal x = left;
    painter.setPen(t.muted);
    if (!fact.before.isEmpty())
        x += drawTabular(painter, QPointF(x, base), factFont(false), fact.before + " ");
    painter.setPen(t.text);
    x += drawTabular(painter, QPointF(x, base), factFont(!fact.before.isEmpty() || !fact.after.isEmpty()),
                     fact.value);
    painter.setPen(t.muted);
    if (!fact.after.isEmpty()) drawTabular(painter, QPointF(x, base), factFont(false), " " + fact.after);
    return left + widthOf(fact);
}

void StatusLine::paintEvent(QPaintEvent*) {
    const Tokens& t = Theme::instance().tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), t.panel);
    painter.fillRect(QRect(0, 0, width(), 1), t.hairline);
    painter.setPen(Qt::NoPen);
    painter.setBrush(dot_.isValid() ? dot_ : t.faint);
    painter.drawEllipse(QPointF(17, height() / 2.0), 4, 4);

    tips_.clear();
    int right = width() - 14;
    const Fact zoom{"zoom", {}, QStringLiteral("%1 %").arg(std::lround(zoom_ * 100)), {}};
    QList<Fact> atRight = right_;
    atRight.append(zoom);
    for (auto fact = atRight.crbegin(); fact != atRight.crend(); ++fact) {
        right -= widthOf(*fact);
        draw(painter, *fact, right);
        right -= kGap;
    }
    int left = 30;
    const Fact state{"state", {}, state_, {}};
    painter.setPen(t.text);
    const qreal base = std::round((height() + QFontMetricsF(factFont(true)).capHeight()) / 2);
    left +=
        static_cast<int>(std::ceil(drawTabular(painter, QPointF(left, base), factFont(true), state.value))) +
        kGap;
    if (!message_.isEmpty()) {
        painter.setPen(t.text);
        drawElided(painter, QPointF(left, base), right - left, factFont(false), message_);
        return;
    }
    for (const Fact& fact : facts_) {
        if (left + widthOf(fact) > right) break;
        const int from = left;
        left = draw(painter, fact, left) + kGap;
        if (!fact.tip.isEmpty()) tips_.append({QRect(from - kGap / 2, 0, left - from, height()), fact.tip});
    }
}

bool StatusLine::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* const help = static_cast<QHelpEvent*>(event);
    for (const auto& [place, tip] : tips_)
        if (place.contains(help->pos())) {
            QToolTip::showText(help->globalPos(), tip, this, place);
            return true;
        }
    QToolTip::hideText();
    event->ignore();
    return true;
}

} // namespace millrace::ui
