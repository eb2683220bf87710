// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/run.h"

#include <map>
#include <optional>
#include <string>

namespace millrace::cli {

/// Shows on standard error where a run is held and does what the lines of standard input say: one line for
/// each stop. On a terminal it asks for them; when the input ends, the breakpoints go and the run goes on.
class BreakpointPrompt {
public:
    explicit BreakpointPrompt(Run& run);
    /// To be called many times a second. Never blocks.
    void attend();
    bool wantsToStop() const { return wantsToStop_; } ///< the user gave `q`

private:
    void show(const BreakpointState& state);
    void ask() const;
    std::optional<std::string> nextLine();
    /// False when the line is no command.
    bool obey(const std::string& line);
    void takeAway(bool all);
    void print(const std::string& text) const;

    Run& run_;
    const bool isTerminal_;
    std::string input_;
    bool inputEnded_ = false;
    std::optional<std::size_t> edge_;          ///< of the stop that waits for a command
    std::map<std::size_t, std::int64_t> seen_; ///< stops already shown, per edge
    bool wantsToStop_ = false;
};

} // namespace millrace::cli
