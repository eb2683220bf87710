// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

namespace millrace {

/// The life of a run.
///
///     Idle -> Preparing -> Running <-> Paused
///                             \        /
///                              Draining -> Finished
///     any state that is not final -> Stopping -> Stopped
///     any state that is not final -> Failed
///
/// Draining: sources have ended or were told to; what is inside flows out, windows fire. Pause loses nothing.
/// A bounded input that ends by itself goes Running -> Draining -> Finished.
enum class RunState : std::uint8_t {
    Idle,
    Preparing,
    Running,
    Paused,
    Draining,
    Stopping,
    Finished,
    Stopped,
    Failed
};
inline constexpr std::size_t kRunStateCount = 9;

constexpr bool isFinal(RunState s) {
    return s == RunState::Finished || s == RunState::Stopped || s == RunState::Failed;
}

constexpr bool mayFollow(RunState from, RunState to) {
    using S = RunState;
    if (isFinal(from)) return false;
    if (to == S::Failed) return true;
    if (to == S::Stopping) return from != S::Stopping;
    switch (from) {
        case S::Idle: return to == S::Preparing;
        case S::Preparing: return to == S::Running;
        case S::Running: return to == S::Paused || to == S::Draining;
        case S::Paused: return to == S::Running || to == S::Draining;
        case S::Draining: return to == S::Finished;
        case S::Stopping: return to == S::Stopped;
        default: return false;
    }
}
static_assert(mayFollow(RunState::Running, RunState::Paused) &&
              mayFollow(RunState::Paused, RunState::Running));
static_assert(!mayFollow(RunState::Finished, RunState::Running) &&
              !mayFollow(RunState::Stopped, RunState::Failed));
static_assert(mayFollow(RunState::Draining, RunState::Stopping) &&
              !mayFollow(RunState::Idle, RunState::Running));

const char* runStateName(RunState state); ///< "running", as in reports

} // namespace millrace
