// SPDX-License-Identifier: Apache-2.0
#include "ui/simulate/time_bar.h"

#include "ui/settings/theme.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMouseEvent>
#include <QSlider>
#include <QStyle>
#include <QToolButton>
#include <algorithm>
#include <cmath>

namespace millrace::ui {

namespace {

constexpr int kSteps = 100'000;                      ///< of the scrubber
constexpr MonotonicNs kFarAway = 86'400'000'000'000; ///< a day
constexpr double kSpeeds[] = {0.001, 0.01, 0.1, 1, 10, 100, 1'000};
constexpr double kPrecisions[] = {0.1, 0.05, 0.02, 0.01, 0.005};

} // namespace

QString virtualTimeText(MonotonicNs instant) {
    const qint64 micros = instant / 1'000, seconds = micros / 1'000'000;
    const QString minutes =
        seconds >= 3'600
            ? QStringLiteral("%1:%2").arg(seconds / 3'600).arg(seconds / 60 % 60, 2, 10, QLatin1Char('0'))
            : QStringLiteral("%1").arg(seconds / 60, 2, 10, QLatin1Char('0'));
    return QStringLiteral("%1:%2.%3 %4")
        .arg(minutes)
        .arg(seconds % 60, 2, 10, QLatin1Char('0'))
        .arg(micros / 1'000 % 1'000, 3, 10, QLatin1Char('0'))
        .arg(micros % 1'000, 3, 10, QLatin1Char('0'));
}

QString speedText(double speed) {
    return std::isinf(speed) ? TimeBar::tr("as fast as it goes") : QStringLiteral("×%1").arg(speed);
}

TimeBar::TimeBar(const TimeActions& actions, QWidget* parent)
    : QWidget(parent),
      scrubber_(new QSlider(Qt::Horizontal)),
      now_(new QLabel),
      speed_(new QComboBox),
      precision_(new QComboBox) {
    setObjectName("timeBar");
    setProperty("role", "panel");
    setAttribute(Qt::WA_StyledBackground);
    setFixedHeight(42);
    scrubber_->setObjectName("timeScrubber");
    scrubber_->setAccessibleName(tr("Instant of the simulation that is shown"));
    scrubber_->setToolTip(tr("The instant that canvas, charts, queues and timeline show: drag to go there"));
    scrubber_->setRange(0, kSteps);
    scrubber_->setSingleStep(kSteps / 500);
    scrubber_->setPageStep(kSteps / 20);
    scrubber_->setMinimumWidth(120);
    scrubber_->installEventFilter(this);
    connect(scrubber_, &QSlider::valueChanged, this, &TimeBar::slid);
    now_->setObjectName("virtualTime");
    now_->setFont(Theme::instance().font(TextRole::Mono));
    now_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    now_->setToolTip(tr("Virtual time: minutes, seconds and microseconds since the simulation began"));
    now_->setMinimumWidth(now_->fontMetrics().horizontalAdvance("0:00:00.000 000"));
    speed_->setObjectName("timeSpeed");
    speed_->setAccessibleName(tr("Speed of virtual time"));
    speed_->setToolTip(tr("Virtual seconds per second. Slow enough, records are seen on the wires."));
    for (const double speed : kSpeeds)
        speed_->addItem(speedText(speed), speed);
    speed_->addItem(tr("As fast as it goes"), VirtualTime::kFullSpeed);
    speed_->setCurrentIndex(speed_->count() - 1);
    connect(speed_, &QComboBox::currentIndexChanged, this, [this] { Q_EMIT speedChosen(speed()); });
    precision_->setObjectName("forecastPrecision");
    precision_->setAccessibleName(tr("Precision of the forecast"));
    for (const double precision : kPrecisions)
        precision_->addItem(QStringLiteral("± %1 %").arg(precision * 100), precision);
    precision_->hide();
    connect(precision_, &QComboBox::currentIndexChanged, this,
            [this] { Q_EMIT precisionChosen(precision_->currentData().toDouble()); });

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 4, 12, 6);
    row->setSpacing(8);
    row->addWidget(button(actions.stepBack, "timeStepBack", false));
    row->addWidget(button(actions.play, "timePlay", false));
    row->addWidget(button(actions.stepEvent, "timeStepEvent", false));
    row->addWidget(scrubber_, 1);
    row->addWidget(now_);
    row->addWidget(speed_);
    row->addWidget(precision_);
    row->addWidget(button(actions.firstTime, "timeFirst", true));
    row->addWidget(button(actions.fork, "timeFork", true));
}

QToolButton* TimeBar::button(QAction* action, const char* name, bool words) {
    auto* made = new QToolButton(this);
    made->setObjectName(name);
    made->setProperty("role", words ? "switch" : "box");
    made->setDefaultAction(action);
    made->setToolButtonStyle(words ? Qt::ToolButtonTextOnly : Qt::ToolButtonIconOnly);
    made->setIconSize({16, 16});
    made->setFocusPolicy(Qt::TabFocus);
    return made;
}

double TimeBar::speed() const { return speed_->currentData().toDouble(); }

void TimeBar::setSpeed(double speed) {
    const QSignalBlocker silent(speed_);
    if (const int index = speed_->findData(speed); index >= 0) speed_->setCurrentIndex(index);
}

void TimeBar::setForecast(double precision, const QString& outlook) {
    const QSignalBlocker silent(precision_);
    if (const int index = precision_->findData(precision); index >= 0) precision_->setCurrentIndex(index);
    const QString what =
        tr("How sure the forecast beside it is to be: the graph is simulated until the means "
           "are known within so much with 95 %, and quantiles within 2.5 times as much.");
    precision_->setToolTip(outlook.isEmpty() ? what : what + QStringLiteral("\n\n") + outlook);
    precision_->show();
}

void TimeBar::setPlace(const VirtualTime::Place& place) {
    place_ = place;
    now_->setText(virtualTimeText(place.now));
    if (scrubber_->isSliderDown()) return; // what the hand holds stays in it
    // Where no end is near, as far as it has come.
    const bool far = place.end / 1'000 > place.latest && place.end > kFarAway;
    end_ = std::max({far ? 0 : place.end, place.latest, MonotonicNs{1'000}});
    showing_ = true;
    scrubber_->setValue(
        static_cast<int>(std::lround(static_cast<double>(place.now) / static_cast<double>(end_) * kSteps)));
    showing_ = false;
}

void TimeBar::slid(int value) {
    if (showing_) return;
    const auto instant =
        static_cast<MonotonicNs>(static_cast<double>(end_) * static_cast<double>(value) / kSteps);
    now_->setText(virtualTimeText(instant));
    Q_EMIT instantChosen(instant);
}

/// A click beside the handle goes there, and the handle is in the hand.
bool TimeBar::eventFilter(QObject* watched, QEvent* event) {
    if (watched == scrubber_ && event->type() == QEvent::MouseButtonPress) {
        const auto* press = static_cast<QMouseEvent*>(event);
        if (press->button() == Qt::LeftButton)
            scrubber_->setValue(QStyle::sliderValueFromPosition(
                0, kSteps, static_cast<int>(press->position().x()) - 7, scrubber_->width() - 14));
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace millrace::ui
