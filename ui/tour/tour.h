// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/tour/tour_steps.h"

#include <QObject>
#include <QTimer>

namespace millrace::ui {

class TourCard;
class TourHighlight;

/// Leads through the steps: shows the first one that is not done yet, says where, waits for the user to do
/// it. Can be left at any time; the graph stays.
class Tour : public QObject {
    Q_OBJECT
public:
    Tour(MainWindow& window, std::vector<TourStep> steps);
    ~Tour() override;

    void start();
    void leave();
    bool isOn() const { return on_; }
    int current() const { return current_; } ///< steps().size() = all done
    const std::vector<TourStep>& steps() const { return steps_; }

Q_SIGNALS:
    void left();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void follow();
    void place();

    MainWindow& window_;
    std::vector<TourStep> steps_;
    TourCard* card_;
    TourHighlight* highlight_;
    QTimer later_; ///< many changes at once are looked at once, and after the window has laid itself out
    int current_ = 0;
    bool on_ = false;
};

} // namespace millrace::ui
