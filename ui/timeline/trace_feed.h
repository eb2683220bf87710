// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/plan/plan.h"
#include "ui/timeline/timeline_model.h"
#include "ui/timeline/trace_names.h"

#include <QObject>
#include <vector>

QT_BEGIN_NAMESPACE
class QWidget;
QT_END_NAMESPACE

namespace millrace::ui {

class RunController;

/// Reads the flight recorder of the run that is on, or of the one that ended, for all that show it: with
/// every frame while one of them can be seen, never otherwise. GUI thread only.
class TraceFeed : public QObject {
    Q_OBJECT
public:
    explicit TraceFeed(RunController& runs, QObject* parent = nullptr);

    /// Reads while this widget is visible, from when it appears on.
    void addReader(QWidget* reader);
    TimelineModel& model() { return model_; }
    const TimelineModel& model() const { return model_; }
    const TraceNames& names() const { return names_; }
    PlanPtr plan() const { return plan_; } ///< of the run that is shown; null = none yet
    bool ended() const;                    ///< nothing more will come
    int readings() const { return readings_; }

Q_SIGNALS:
    void begun(); ///< another run, or none: model() is empty
    void grown();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void begin();
    void readIfWatched();
    void read();

    RunController& runs_;
    TimelineModel model_;
    TraceNames names_;
    PlanPtr plan_;
    std::vector<QWidget*> readers_;
    int readings_ = 0;
    std::uint64_t recording_ = 0; ///< of a simulation: which one has been read
};

} // namespace millrace::ui
