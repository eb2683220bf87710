// SPDX-License-Identifier: Apache-2.0
#include "ui/charts/charts_page.h"

#include "ui/charts/chart_card.h"
#include "ui/settings/number_text.h"
#include "ui/settings/theme.h"

#include <QAction>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QToolButton>
#include <cmath>

namespace millrace::ui {

namespace {

struct SpanChoice {
    const char* text;
    double seconds;
};
constexpr SpanChoice kSpans[] = {{QT_TRANSLATE_NOOP("ChartsPage", "15 s"), 15},
                                 {QT_TRANSLATE_NOOP("ChartsPage", "60 s"), 60},
                                 {QT_TRANSLATE_NOOP("ChartsPage", "5 min"), 300},
                                 {QT_TRANSLATE_NOOP("ChartsPage", "Whole run"), 0}};

constexpr int kDot = 9, kDotGap = 4;

QString percentTick(double value) { return QString::number(std::lround(value)); }
/// "1.5 M", "500 k": no zeros that say nothing beside an axis.
QString rateTick(double value) {
    if (value == 0) return QStringLiteral("0");
    const Quantity rate = rateText(value);
    QString figure = rate.figure;
    while (figure.contains('.') && (figure.endsWith('0') || figure.endsWith('.')))
        figure.chop(1);
    return (figure + ' ' + QString(rate.unit).remove(QStringLiteral("/s"))).trimmed();
}
QString milliseconds(double ms) { return durationText(ms * 1e-3).text(); }

/// One decade as a round number: "10 ms", "100 µs".
QString decadeText(double ms) {
    const int exponent = static_cast<int>(std::lround(std::log10(ms)));
    const auto power = [](int e) {
        return QString::number(static_cast<qint64>(std::llround(std::pow(10, e))));
    };
    if (exponent >= 3) return power(exponent - 3) + " s";
    if (exponent >= 0) return power(exponent) + " ms";
    if (exponent >= -3) return power(exponent + 3) + QStringLiteral(" µs");
    return power(exponent + 6) + " ns";
}

/// Percentiles are one hue in three strengths: never amber or red.
QColor percentileColor(const RunLine&, std::size_t index) {
    const Tokens& t = Theme::instance().tokens();
    if (index == 0) return mixed(t.muted, t.panel, 0.35);
    return index == 1 ? mixed(t.accent, t.muted, 0.6) : t.accent;
}

} // namespace

QColor lineColor(const RunLine& line, std::size_t index) {
    const Tokens& t = Theme::instance().tokens();
    const QColor base = Theme::instance().category(line.category);
    switch (index % 3) {
        case 1: return mixed(base, t.text, 0.35);
        case 2: return mixed(base, t.muted, 0.5);
        default: return base;
    }
}

ChartsPage::ChartsPage(QWidget* parent)
    : QWidget(parent), corner_(new QWidget), span_(new QToolButton), live_(new QToolButton) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 10, 12, 10);
    row->setSpacing(12);
    const auto addCard = [&](ChartCard::Options options) {
        auto* card = new ChartCard(std::move(options), window_, this);
        row->addWidget(card, 1);
        cards_.push_back(card);
    };
    addCard({tr("Throughput"), tr("records/s"), false, 0, rateTick,
             [](double v) { return rateText(v).text(); }, 5});
    addCard({tr("Latency"), tr("from intended send time"), true, 0, decadeText, milliseconds, 3});
    addCard({tr("Queue fill"), tr("% of capacity"), false, 100, percentTick,
             [](double v) { return percentText(v / 100); }, 5});
    addCard({tr("Worker use"), tr("% busy"), false, 100, percentTick,
             [](double v) { return percentText(v / 100); }, 5});

    auto* cornerRow = new QHBoxLayout(corner_);
    cornerRow->setContentsMargins(0, 0, 0, 0);
    auto* menu = new QMenu(span_);
    for (const SpanChoice& choice : kSpans)
        menu->addAction(tr(choice.text), this, [this, seconds = choice.seconds] {
            window_.setSpan(seconds);
            updateSpan(); // a young run shows the same stretch with every span
        });
    span_->setMenu(menu);
    span_->setPopupMode(QToolButton::InstantPopup);
    span_->setObjectName("span");
    span_->setToolTip(
        tr("How much time the charts show.<br>Wheel or a dragged band zooms, Shift and dragging "
           "moves,<br>a click measures from there, a double-click goes live."));
    live_->setText(tr("Live"));
    live_->setCheckable(true);
    live_->setObjectName("live");
    live_->setProperty("role", "live");
    live_->setIconSize({kDot + kDotGap, kDot});
    live_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    cornerRow->addWidget(span_);
    cornerRow->addWidget(live_);
    connect(live_, &QToolButton::clicked, this, [this](bool on) { window_.setLive(on); });
    connect(&window_, &TimeWindow::liveChanged, this, &ChartsPage::updateLive);
    connect(&window_, &TimeWindow::liveChanged, this, &ChartsPage::updateSpan);
    connect(&window_, &TimeWindow::rangeChanged, this, &ChartsPage::updateSpan);
    connect(&Theme::instance(), &Theme::changed, this, &ChartsPage::updateLive);
    updateLive();
    updateSpan();
    connectLines();
}

void ChartsPage::connectLines() {
    cards_[0]->setLines(&series_.throughput(), lineColor);
    cards_[1]->setLines(&series_.latency(), percentileColor);
    cards_[2]->setLines(&series_.queueFill(), lineColor);
    cards_[3]->setLines(&series_.workerUse(), lineColor);
}

void ChartsPage::begin(const RunShape& shape) {
    series_.reset(shape);
    window_.reset();
    updateSpan();
    connectLines();
}

void ChartsPage::update(const MetricsHistory& history) {
    series_.update(history);
    if (!isVisible()) return;
    refreshCards();
}

void ChartsPage::refreshCards() {
    const double before = window_.to();
    window_.setEnd(series_.end());
    if (window_.to() != before) return; // the moved window has refreshed them
    for (ChartCard* card : cards_)
        card->refresh();
}

void ChartsPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    refreshCards();
}

void ChartsPage::setMarkers(const std::vector<RunMarker>* markers) {
    for (ChartCard* card : cards_)
        card->setMarkers(markers);
}

void ChartsPage::setSelection(const QStringList& nodes) {
    for (ChartCard* card : {cards_[0], cards_[3]})
        card->setPinned(nodes);
}

void ChartsPage::updateSpan() {
    const double shown = window_.to() - window_.from();
    QString text = shown < 10 ? tr("%1 s").arg(shown, 0, 'f', 1) : tr("%1 s").arg(std::lround(shown));
    if (window_.isLive())
        for (const SpanChoice& choice : kSpans)
            if (choice.seconds == window_.span()) text = tr(choice.text);
    span_->setText(text + QStringLiteral(" ▾"));
}

void ChartsPage::updateLive() {
    const Tokens& t = Theme::instance().tokens();
    const QColor color = window_.isLive() ? t.accent : t.muted;
    QPixmap dot((kDot + kDotGap) * 4, kDot * 4);
    dot.setDevicePixelRatio(4);
    dot.fill(Qt::transparent);
    QPainter painter(&dot);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(window_.isLive() ? QPen(Qt::NoPen) : QPen(color, 1.25));
    painter.setBrush(window_.isLive() ? QBrush(color) : QBrush());
    const qreal edge = window_.isLive() ? 0 : 0.7;
    painter.drawEllipse(QRectF(0, 0, kDot, kDot).adjusted(edge, edge, -edge, -edge));
    painter.end();
    live_->setIcon(dot);
    live_->setChecked(window_.isLive());
    live_->setToolTip(window_.isLive() ? tr("The charts follow the run") : tr("Follow the run again"));
}

} // namespace millrace::ui
