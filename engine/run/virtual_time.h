// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/metrics/metrics_frame.h"

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace millrace {

/// A figure of a wire or a node, held against a number.
struct FigureCondition {
    enum class Figure : std::uint8_t {
        Waiting, ///< records in the queue of a wire
        Sent,    ///< records put onto a wire so far
        Dropped, ///< records a wire has dropped so far
        In,      ///< records a node has taken so far
        Out,     ///< records a node has given out so far
        Working, ///< workers of a node that work at this instant
        Held     ///< workers of a node that wait because an output is full
    };
    Figure figure = Figure::Waiting;
    std::size_t place = 0; ///< edge or vertex of the plan
    bool atMost = false;   ///< else at least
    std::int64_t bound = 1;

    static constexpr bool isOfWire(Figure figure) { return figure <= Figure::Dropped; }
    bool holdsFor(std::int64_t value) const { return atMost ? value <= bound : value >= bound; }
    bool operator==(const FigureCondition&) const = default;
};

/// The clock of a run in virtual time. All of it may be called from any thread, in every state of the run,
/// also when it is over: then there is its past to look at. What is asked for is done soon, in the order in
/// which it was asked; place() tells when.
class VirtualTime {
public:
    /// As fast as it goes.
    static constexpr double kFullSpeed = std::numeric_limits<double>::infinity();

    struct Place {
        MonotonicNs now = 0;      ///< the instant that the frame of the run shows
        MonotonicNs latest = 0;   ///< the run has come so far
        MonotonicNs end = 0;      ///< where it will end; 0 = with its input
        std::uint64_t events = 0; ///< up to `now`
        double eventsPerSecond = 0;
        double speed = kFullSpeed; ///< virtual seconds per second
        bool over = false;         ///< nothing comes behind `now`
        bool plays = false;
        bool busy = false;                       ///< on its way to where it was sent, or about to be
        bool queued = false;                     ///< something asked for has not been begun yet
        std::uint64_t future = 0;                ///< grows when what is behind an instant was given up
        MonotonicNs forkedAt = 0;                ///< that instant, the last time
        std::uint64_t recording = 0;             ///< grows when the trace begins anew, at another instant
        std::optional<FigureCondition> haltedAt; ///< stands still because this came true
        std::uint64_t halts = 0;                 ///< how often something came true so far
    };
    /// What came of a search.
    enum class Answer : std::uint8_t {
        Found,
        Never,
        GivenUp ///< something else was asked for meanwhile
    };

    virtual ~VirtualTime() = default;
    virtual Place place() const = 0;
    virtual void setSpeed(double virtualSecondsPerSecond) = 0;
    virtual void play() = 0; ///< from `now` on
    virtual void halt() = 0;
    /// Halts, and goes so many events on; back, when negative.
    virtual void stepEvents(std::int64_t events) = 0;
    /// Halts, and goes there: into the past at once, into the future as far as there is one.
    virtual void goTo(MonotonicNs instant) = 0;
    /// Halts, and goes to the first instant of all, or behind `now`, at which the condition comes true: false
    /// just before. Where that is not known yet it runs on until it is. `done` is told what came of it, and
    /// the instant; on a thread of the run, which it must not ask for anything.
    virtual void goToFirst(FigureCondition condition, bool behindNow,
                           std::function<void(Answer, MonotonicNs)> done) = 0;
    /// Playing halts whenever one of these comes true; those about no place of the plan are left out.
    virtual void setHalts(std::vector<FigureCondition> halts) = 0;
    /// Gives up what is behind `now`: another future begins there, with other random numbers if they are to
    /// be drawn anew; else it is the same one until something is changed.
    virtual void fork(bool drawAnew) = 0;
    /// Frames from the run's beginning on, evenly spaced in virtual time, behind that instant.
    virtual std::vector<MetricsFrame> framesAfter(MonotonicNs instant) const = 0;
};

} // namespace millrace
