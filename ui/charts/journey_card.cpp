// SPDX-License-Identifier: Apache-2.0
#include "ui/charts/journey_card.h"

#include "ui/settings/number_text.h"
#include "ui/settings/text_painting.h"
#include "ui/settings/theme.h"

#include <QKeyEvent>
#include <QPainter>
#include <QToolButton>
#include <algorithm>
#include <cmath>
#include <numeric>

namespace millrace::ui {

namespace {

constexpr int kWidth = 440, kSide = 14, kHead = 46, kBar = 14, kBelowBar = 26, kRow = 18, kFoot = 10;
constexpr int kColumns[] = {222, 300, 376}; ///< right ends of wait, work and share, less than kWidth

QColor colorOf(const Plan& plan, std::size_t vertex, std::size_t index) {
    const Tokens& t = Theme::instance().tokens();
    const QColor base = Theme::instance().category(plan.vertices[vertex].kind->category);
    return index % 2 == 0 ? base : mixed(base, t.text, 0.35);
}

QString secondsText(double seconds) { return durationText(seconds).text(); }

/// Waiting: stripes in the colour of what is waited for.
void fillWaiting(QPainter& painter, const QRectF& box, const QColor& color) {
    const Tokens& t = Theme::instance().tokens();
    painter.fillRect(box, mixed(t.raised, color, 0.18));
    painter.save();
    painter.setClipRect(box);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, 1.25));
    for (double x = box.left() - box.height(); x < box.right(); x += 5)
        painter.drawLine(QPointF(x, box.bottom()), QPointF(x + box.height(), box.top()));
    painter.restore();
}

} // namespace

QString JourneyCard::Row::text() const { return name + '|' + secondsText(wait) + '|' + secondsText(work); }

JourneyCard::JourneyCard(QWidget* parent) : QFrame(parent), close_(new QToolButton(this)) {
    setObjectName("journeyCard");
    setProperty("role", "popup");
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Journey of a batch"));
    close_->setObjectName("journeyClose");
    close_->setText(QStringLiteral("×"));
    close_->setToolTip(tr("Close (Esc)"));
    close_->setFixedSize(26, 26);
    connect(close_, &QToolButton::clicked, this, &JourneyCard::closed);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
    hide();
}

void JourneyCard::show(const Journey& journey, const Plan& plan) {
    const auto titleOf = [&](std::size_t vertex) {
        return QString::fromStdString(plan.vertices[vertex].title);
    };
    rows_.clear();
    nodes_ = QStringList{QString::fromStdString(plan.vertices[journey.source].node)};
    MonotonicNs waits = 0;
    for (const JourneyHop& hop : journey.hops) {
        QString name = titleOf(hop.vertex);
        if (hop.parts > 1) name += tr(" (%1 parts)").arg(hop.parts);
        rows_.push_back({name, colorOf(plan, hop.vertex, rows_.size()),
                         static_cast<double>(hop.waitNs()) * 1e-9, static_cast<double>(hop.workNs()) * 1e-9});
        nodes_ << QString::fromStdString(plan.vertices[hop.vertex].node);
        waits += hop.waitNs();
    }
    total_ = std::max(static_cast<double>(journey.totalNs()) * 1e-9, 1e-9);
    title_ = tr("%1 from %2 to %3")
                 .arg(secondsText(total_), titleOf(journey.source),
                      journey.hops.empty() ? QString() : titleOf(journey.hops.back().vertex));
    subtitle_ = tr("of which %1 waiting").arg(percentText(static_cast<double>(waits) * 1e-9 / total_));
    setVisible(true);
    raise();
    update();
}

QStringList JourneyCard::rows() const {
    QStringList texts;
    for (const Row& row : rows_)
        texts << row.text() + '|' + percentText((row.wait + row.work) / total_);
    return texts;
}

QSize JourneyCard::sizeHint() const {
    return {kWidth, kHead + kBar + kBelowBar + kRow * static_cast<int>(rows_.size()) + kFoot};
}

void JourneyCard::resizeEvent(QResizeEvent*) { close_->move(width() - close_->width() - 8, 8); }

void JourneyCard::keyPressEvent(QKeyEvent* event) {
    if (event->key() != Qt::Key_Escape) return QFrame::keyPressEvent(event);
    Q_EMIT closed();
}

std::vector<JourneyCard::Row> JourneyCard::shown() const {
    const auto room =
        static_cast<std::size_t>(std::max(1, (height() - kHead - kBar - kBelowBar - kFoot) / kRow));
    if (rows_.size() <= room) return rows_;
    std::vector<std::size_t> order(rows_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [this](std::size_t a, std::size_t b) {
        return rows_[a].wait + rows_[a].work > rows_[b].wait + rows_[b].work;
    });
    std::sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(room - 1));
    std::vector<Row> rows;
    Row rest{tr("%n others", nullptr, static_cast<int>(rows_.size() - (room - 1))),
             Theme::instance().tokens().faint};
    for (std::size_t i = 0; i < order.size(); ++i) {
        const Row& row = rows_[order[i]];
        if (i + 1 < room) {
            rows.push_back(row);
            continue;
        }
        rest.wait += row.wait;
        rest.work += row.work;
    }
    rows.push_back(rest);
    return rows;
}

void JourneyCard::paintBar(QPainter& painter, const QRectF& box) const {
    double x = box.left();
    for (const Row& row : rows_) {
        const double wait = row.wait / total_ * box.width(), work = row.work / total_ * box.width();
        fillWaiting(painter, QRectF(x, box.top(), wait, box.height()), row.color);
        painter.fillRect(QRectF(x + wait, box.top(), work, box.height()), row.color);
        x += wait + work;
    }
}

void JourneyCard::paintEvent(QPaintEvent* event) {
    QFrame::paintEvent(event);
    const Theme& theme = Theme::instance();
    const Tokens& t = theme.tokens();
    QPainter painter(this);
    painter.setPen(t.text);
    drawElided(painter, {kSide, 22}, width() - 2.0 * kSide - 30, theme.font(TextRole::Title), title_);
    painter.setPen(t.muted);
    drawElided(painter, {kSide, 38}, width() - 2.0 * kSide, theme.font(TextRole::Secondary), subtitle_);
    const QRectF bar(kSide, kHead, width() - 2.0 * kSide, kBar);
    paintBar(painter, bar);
    const QFont caps = theme.font(TextRole::Secondary), label = theme.font(TextRole::Label);
    const auto rightAt = [&](int column, double baseline, const QFont& font, const QString& text) {
        drawTabular(painter, {kColumns[column] - tabularWidth(font, text) + 40, baseline}, font, text);
    };
    double baseline = kHead + kBar + 18;
    painter.setPen(t.muted);
    rightAt(0, baseline, caps, tr("waits"));
    rightAt(1, baseline, caps, tr("works"));
    rightAt(2, baseline, caps, tr("share"));
    for (const Row& row : shown()) {
        baseline += kRow;
        painter.fillRect(QRectF(kSide, baseline - 9, 8, 8), row.color);
        painter.setPen(t.text);
        drawElided(painter, {kSide + 16.0, baseline}, 150, label, row.name);
        rightAt(0, baseline, label, secondsText(row.wait));
        rightAt(1, baseline, label, secondsText(row.work));
        painter.setPen(t.muted);
        rightAt(2, baseline, label, percentText((row.wait + row.work) / total_));
    }
}

} // namespace millrace::ui
