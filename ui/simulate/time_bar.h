// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/virtual_time.h"

#include <QWidget>

QT_BEGIN_NAMESPACE
class QAction;
class QComboBox;
class QLabel;
class QSlider;
class QToolButton;
QT_END_NAMESPACE

namespace millrace::ui {

/// The commands of a simulation's clock.
struct TimeActions {
    QAction *play, *stepBack, *stepEvent, *firstTime, *fork;
};

/// At the foot of the dock while a simulation is shown: play and steps, the scrubber over all of its time,
/// how fast it goes, and what else can be done with it.
class TimeBar : public QWidget {
    Q_OBJECT
public:
    explicit TimeBar(const TimeActions& actions, QWidget* parent = nullptr);

    void setPlace(const VirtualTime::Place& place);
    double speed() const; ///< the chosen one: virtual seconds per second
    void setSpeed(double virtualSecondsPerSecond);
    /// How sure the forecast beside it is to be, and what that takes; without this call there is none.
    void setForecast(double precision, const QString& outlook);

Q_SIGNALS:
    void instantChosen(millrace::MonotonicNs instant);
    void speedChosen(double virtualSecondsPerSecond);
    void precisionChosen(double relativeHalfWidth);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QToolButton* button(QAction* action, const char* name, bool words);
    void slid(int value);

    QSlider* scrubber_;
    QLabel* now_;
    QComboBox *speed_, *precision_;
    VirtualTime::Place place_;
    MonotonicNs end_ = 1'000'000; ///< right end of the scrubber
    bool showing_ = false;
};

/// "00:03.417 214": minutes, seconds, microseconds of virtual time.
QString virtualTimeText(MonotonicNs instant);
/// "×0.01", "×10".
QString speedText(double virtualSecondsPerSecond);

} // namespace millrace::ui
