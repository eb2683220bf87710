// SPDX-License-Identifier: Apache-2.0
#include "ui/charts/charts_page.h"

#include "ui/charts/chart_card.h"
#include "ui/charts/journey_card.h"
#include "ui/settings/live_button.h"
#include "ui/settings/number_text.h"
#include "ui/settings/theme.h"
#include "ui/settings/turn_queue.h"
#include "ui/timeline/trace_feed.h"

#include <QAction>
#include <QHBoxLayout>
#include <QMenu>
#include <QSettings>
#include <QToolButton>
#include <algorithm>
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

/// Of a card, so that all of them find room in a narrow window.
constexpr int kLeastOfFour = 220, kLeastOfFive = 172;
constexpr const char* kShowCheckpoints = "chartsShowCheckpoints";

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

QColor lineColor(const RunLine& line, std::size_t rank) {
    // Told apart by lightness, and a little by hue: by eyes that mix up hues, too.
    const Tokens& t = Theme::instance().tokens();
    const QColor base = Theme::instance().category(line.category);
    const auto turned = [&](float by) {
        const float hue = base.hslHueF() + by;
        return QColor::fromHslF(hue - std::floor(hue), base.hslSaturationF(), base.lightnessF());
    };
    switch (rank % 5) {
        case 1: return mixed(base, t.text, 0.6);
        case 2: return mixed(base, t.panel, 0.42);
        case 3: return mixed(turned(-0.1F), t.text, 0.22);
        case 4: return mixed(turned(0.1F), t.panel, 0.2);
        default: return base;
    }
}

QColor lagColor(const RunLine& line, std::size_t rank) {
    // Neighbours differ in hue, those of one hue in strength. None is amber or red: those say what is wrong.
    constexpr float kHues[] = {0, 0.08F, 0.17F, 0.3F};
    constexpr float kOnDark[] = {0.56F, 0.8F, 0.42F}, kOnLight[] = {0.36F, 0.58F, 0.22F};
    const Theme& theme = Theme::instance();
    const QColor base = theme.category(line.category);
    const float hue = base.hslHueF() + kHues[rank % 4];
    return QColor::fromHslF(hue - std::floor(hue), base.hslSaturationF(),
                            (theme.isDark() ? kOnDark : kOnLight)[rank / 4 % 3]);
}

ChartsPage::ChartsPage(QWidget* parent)
    : QWidget(parent),
      journeyCard_(new JourneyCard(this)),
      corner_(new QWidget),
      span_(new QToolButton),
      live_(new LiveButton(tr("The charts follow the run"), tr("Follow the run again"))) {
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
    addCard({tr("Lag per partition"), tr("records behind"), false, 0, rateTick,
             [](double v) { return countText(std::llround(v)); }, LagLines::kMost});

    auto* cornerRow = new QHBoxLayout(corner_);
    cornerRow->setContentsMargins(0, 0, 0, 0);
    auto* menu = new QMenu(span_);
    for (const SpanChoice& choice : kSpans)
        menu->addAction(tr(choice.text), this, [this, seconds = choice.seconds] {
            window_.setSpan(seconds);
            updateSpan(); // a young run shows the same stretch with every span
        });
    menu->addSeparator();
    showCheckpoints_ = menu->addAction(tr("Checkpoints"));
    showCheckpoints_->setObjectName("chartsCheckpoints");
    showCheckpoints_->setCheckable(true);
    showCheckpoints_->setChecked(QSettings().value(kShowCheckpoints, true).toBool());
    connect(showCheckpoints_, &QAction::toggled, this, [this](bool on) {
        QSettings().setValue(kShowCheckpoints, on);
        applyCheckpoints();
    });
    span_->setMenu(menu);
    span_->setPopupMode(QToolButton::InstantPopup);
    span_->setObjectName("span");
    span_->setToolTip(
        tr("How much time the charts show.<br>Wheel or a dragged band zooms, Shift and dragging "
           "moves,<br>a click sets cursor A, Shift and a click cursor B: the difference is shown.<br>"
           "A double-click goes live. Drag a card from the canvas onto a chart to add it."));
    live_->setObjectName("live");
    cornerRow->addWidget(span_);
    cornerRow->addWidget(live_);
    connect(live_, &QToolButton::clicked, this, [this](bool on) { window_.setLive(on); });
    connect(&window_, &TimeWindow::liveChanged, this, [this] { live_->setLive(window_.isLive()); });
    connect(&window_, &TimeWindow::liveChanged, this, &ChartsPage::updateSpan);
    connect(&window_, &TimeWindow::rangeChanged, this, &ChartsPage::updateSpan);
    updateSpan();
    connectLines();
    cards_[1]->setDots(&dots_);
    connect(cards_[1], &ChartCard::dotClicked, this, &ChartsPage::showJourney);
    connect(journeyCard_, &JourneyCard::closed, this, &ChartsPage::hideJourney);
}

void ChartsPage::showJourneysOf(TraceFeed& feed) {
    feed_ = &feed;
    feed.addReader(this);
    connect(&feed, &TraceFeed::begun, this, &ChartsPage::forgetJourneys);
    connect(&feed, &TraceFeed::grown, this,
            [this] { TurnQueue::instance().addOnce(this, &ChartsPage::lookForJourneys); });
}

void ChartsPage::forgetJourneys() {
    journeys_.clear();
    dots_.clear();
    hideJourney();
}

void ChartsPage::lookForJourneys() {
    if (!isVisible() || !recorded_ || !feed_->plan()) return;
    const TimelineModel& model = feed_->model();
    const Trace later = model.later(journeys_.mark(), model.end() - JourneyLog::kLongest);
    if (!journeys_.update(later, *feed_->plan(), feed_->ended())) return;
    dots_.clear();
    for (const Journey& journey : journeys_.journeys())
        dots_.emplace_back(static_cast<double>(journey.end - model.begin()) * 1e-9,
                           static_cast<double>(journey.totalNs()) * 1e-6);
    cards_[1]->chooseDot(-1); // they may have been thinned: numbers have changed
    cards_[1]->refresh();
}

void ChartsPage::showJourney(int dot) {
    const Journey& journey = journeys_.journeys()[static_cast<std::size_t>(dot)];
    cards_[1]->chooseDot(dot);
    journeyCard_->show(journey, *feed_->plan());
    placeJourneyCard();
    Q_EMIT journeyShown(journeyCard_->nodes());
}

void ChartsPage::hideJourney() {
    journeyCard_->hide();
    cards_[1]->chooseDot(-1);
}

/// At the right end, where it leaves the latency chart free.
void ChartsPage::placeJourneyCard() {
    const QSize size = journeyCard_->sizeHint().boundedTo(QSize(width() - 24, height() - 20));
    journeyCard_->setGeometry(width() - 12 - size.width(), 10, size.width(), size.height());
}

void ChartsPage::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    placeJourneyCard();
}

void ChartsPage::connectLines() {
    cards_[0]->setLines(&series_.throughput(), lineColor);
    cards_[1]->setLines(&series_.latency(), percentileColor);
    cards_[2]->setLines(&series_.queueFill(), lineColor);
    cards_[3]->setLines(&series_.workerUse(), lineColor);
    showLag();
}

void ChartsPage::showLag() {
    cards_[4]->setLines(&lag_.lines(), lagColor);
    const bool some = !lag_.lines().empty();
    cards_[4]->setVisible(some);
    for (ChartCard* card : cards_)
        card->setMinimumWidth(some ? kLeastOfFive : kLeastOfFour);
}

void ChartsPage::begin(const RunShape& shape, bool recorded) {
    recorded_ = recorded;
    forgetJourneys();
    shape_ = shape;
    series_.reset(shape);
    for (std::size_t i = 0; i < 4; ++i)
        cards_[i]->setFirstFuture(nullptr, 0);
    lag_.reset(shape);
    pinned_.clear();
    window_.reset();
    updateSpan();
    connectLines();
}

void ChartsPage::showFirstFuture(const MetricsHistory& history, double since) {
    firstFuture_.reset(shape_);
    firstFuture_.update(history);
    const std::vector<RunLine>* const lines[] = {&firstFuture_.throughput(), &firstFuture_.latency(),
                                                 &firstFuture_.queueFill(), &firstFuture_.workerUse()};
    for (std::size_t i = 0; i < 4; ++i)
        cards_[i]->setFirstFuture(history.frames().empty() ? nullptr : lines[i], since);
}

void ChartsPage::update(const MetricsHistory& history) {
    series_.updateSome(history);
    if (lag_.update(history)) showLag();
    if (!isVisible()) return;
    refreshCards();
}

void ChartsPage::refreshCards() {
    const double before = window_.to();
    window_.setEnd(series_.end());
    if (window_.to() != before) return; // the moved window has refreshed them
    for (ChartCard* card : cards_)
        card->followRange();
}

void ChartsPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    refreshCards();
}

void ChartsPage::setMarkers(const std::vector<RunMarker>* markers) {
    for (ChartCard* card : cards_)
        card->setMarkers(markers);
}

void ChartsPage::setCheckpoints(const std::vector<CheckpointMark>* checkpoints) {
    checkpoints_ = checkpoints;
    applyCheckpoints();
}

void ChartsPage::applyCheckpoints() {
    for (ChartCard* card : cards_)
        card->setCheckpoints(showCheckpoints_->isChecked() ? checkpoints_ : nullptr);
}

void ChartsPage::setSelection(const QStringList& nodes) {
    selected_ = nodes;
    applyPins();
}

bool ChartsPage::pin(const QString& node, ChartCard* card) {
    const bool known = std::any_of(cards_.begin(), cards_.end(), [&](const ChartCard* each) {
        return (!card || each == card) && !linesOf(*each, node).isEmpty();
    });
    if (!known) return false;
    if (!pinned_.contains(node)) pinned_ << node;
    applyPins();
    return true;
}

void ChartsPage::unpin(const QString& node) {
    pinned_.removeAll(node);
    applyPins();
}

QStringList ChartsPage::linesOf(const ChartCard& card, const QString& node) const {
    const bool queues = &card == cards_[2];
    QStringList ids;
    if (&card == cards_[1]) return ids; // percentiles of the whole run
    if (&card == cards_[4]) {
        for (const RunLine& line : lag_.lines()) {
            const QString id = QString::fromStdString(line.id);
            if (id.section(' ', 0, 0) == node) ids << id;
        }
        return ids;
    }
    for (const RunLine& line : queues ? series_.queueFill() : series_.throughput()) {
        const QString id = QString::fromStdString(line.id);
        const QString end = queues ? id.section(QStringLiteral("->"), 1).section('.', 0, 0) : id;
        if (end == node) ids << id;
    }
    return ids;
}

void ChartsPage::applyPins() {
    for (ChartCard* card : cards_) {
        QStringList ids;
        for (const QString& node : selected_ + pinned_)
            ids << linesOf(*card, node);
        card->setPinned(ids);
    }
}

std::vector<ChartCard*> ChartsPage::cards() const {
    std::vector<ChartCard*> shown;
    for (ChartCard* card : cards_)
        if (!card->isHidden()) shown.push_back(card);
    return shown;
}

ChartCard* ChartsPage::cardAt(QPoint global) const {
    if (!isVisible()) return nullptr;
    for (ChartCard* card : cards())
        if (card->rect().contains(card->mapFromGlobal(global))) return card;
    return nullptr;
}

void ChartsPage::updateSpan() {
    const double shown = window_.to() - window_.from();
    QString text = shown < 10 ? tr("%1 s").arg(shown, 0, 'f', 1) : tr("%1 s").arg(std::lround(shown));
    if (window_.isLive())
        for (const SpanChoice& choice : kSpans)
            if (choice.seconds == window_.span()) text = tr(choice.text);
    span_->setText(text + QStringLiteral(" ▾"));
}

} // namespace millrace::ui
