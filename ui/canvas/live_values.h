// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHash>
#include <QString>
#include <QStringList>
#include <array>
#include <cstddef>
#include <optional>

namespace millrace::ui {

/// The last points of a node's rate, oldest first when read with at(). Fixed memory; a plain value.
class Sparkline {
public:
    static constexpr std::size_t kPoints = 48;
    void push(float recordsPerSecond) {
        values_[(start_ + size_) % kPoints] = recordsPerSecond;
        if (size_ < kPoints) {
            ++size_;
        } else {
            start_ = (start_ + 1) % kPoints;
        }
    }
    void clear() { start_ = size_ = 0; }
    std::size_t size() const { return size_; }
    float at(std::size_t i) const { return values_[(start_ + i) % kPoints]; }

private:
    std::array<float, kPoints> values_{};
    std::size_t start_ = 0, size_ = 0;
};

/// What a card shows of a running or finished node. Shares are parts of the time of all its workers, 0..1,
/// and sum to at most 1; the rest is waiting for input.
struct NodeLive {
    double rate = 0; ///< records/s out; of a sink: in
    Sparkline spark;
    double busy = 0, outputFull = 0, lock = 0, io = 0, ready = 0;
    QString chip; ///< where it runs: "pool × 4 · by key", "fused with Clean"; empty = what the planner chose
    bool bottleneck = false;
    /// Of the bottleneck: use of its task (busy + lock + I/O) and time it found no free worker, 0..1, and the
    /// ids of the nodes that share the task with it.
    double taskUse = 0, taskReady = 0;
    QStringList taskMates;
    qint64 recordsIn = 0, recordsOut = 0, rejected = 0, late = 0, errors = 0;
    int workers = 1, activeWorkers = 0;
    std::optional<double> progress; ///< 0..1, sources whose input has a known end
};

/// What a wire shows.
struct WireLive {
    double fill = 0; ///< depth / capacity, 0..1
    double rate = 0; ///< records/s
    qint64 depth = 0, capacity = 0, dropped = 0, sent = 0;
    bool fused = false; ///< a direct call: no queue, no capsule
    bool full = false;  ///< drawn thick and amber
    QString blockedBy;  ///< title of the node that keeps it full
    QString reason;     ///< of a full wire: who waits for whom, in words
    bool held = false;  ///< a breakpoint holds what comes next
};

/// Live numbers of a run by node id and by GraphEdge::id(). Filled from MetricsFrames on the GUI thread,
/// given to CanvasScene::setLiveValues(); an inactive value clears the canvas of numbers.
struct LiveValues {
    bool active = false;  ///< a run is on, or its last numbers are still shown
    bool running = false; ///< numbers move
    QHash<QString, NodeLive> nodes;
    QHash<QString, WireLive> wires;
};

} // namespace millrace::ui
