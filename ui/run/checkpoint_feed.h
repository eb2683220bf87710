// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/checkpoint_status.h"
#include "engine/run/restored_places.h"
#include "ui/run/checkpoint_mark.h"

#include <QElapsedTimer>
#include <QObject>
#include <QThreadPool>
#include <optional>
#include <vector>

namespace millrace {
class Run;
}

namespace millrace::ui {

class RunController;

/// What the run that is on, or the one that ended, says of its checkpoints. Read now and then and off the GUI
/// thread, since a long run has many to tell of; told on the GUI thread.
class CheckpointFeed : public QObject {
    Q_OBJECT
public:
    explicit CheckpointFeed(RunController& runs, QObject* parent = nullptr);
    ~CheckpointFeed() override; ///< waits for a reading

    bool keeps() const;                                                 ///< the run keeps checkpoints at all
    const std::vector<CheckpointMark>& marks() const { return marks_; } ///< oldest first, bounded
    /// All but CheckpointStatus::latest.
    const CheckpointStatus& status() const { return status_; }
    /// With what it took at each node; null: none yet.
    const CheckpointRecord* last() const { return last_ ? &*last_ : nullptr; }
    /// From where the sources of a run went on that has gone on from a checkpoint, as far as they tell.
    const std::vector<RestoredPlace>& places() const { return places_; }

Q_SIGNALS:
    void begun(); ///< another run, or none: marks() is empty
    void changed();

private:
    void begin();
    void readSometimes();
    void read();
    /// What was read off the GUI thread.
    struct News {
        CheckpointStatus status; ///< without `latest`
        std::vector<CheckpointMark> marks;
        std::optional<CheckpointRecord> last;
        std::vector<RestoredPlace> places;
    };
    static News newsOf(const Run& run);
    void take(int run, News news);

    RunController& runs_;
    CheckpointStatus status_;
    std::vector<CheckpointMark> marks_;
    std::optional<CheckpointRecord> last_;
    std::vector<RestoredPlace> places_;
    QElapsedTimer sinceReading_;
    QThreadPool pool_; ///< one thread
    int run_ = 0;      ///< counts runs: an answer about an earlier one comes to nothing
    bool reading_ = false, readAgain_ = false;
};

} // namespace millrace::ui
