// SPDX-License-Identifier: Apache-2.0
#include "app/cli/breakpoint_prompt.h"

#include "app/cli/terminal.h"
#include "app/shared/record_text.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>
#include <cstdio>

namespace millrace::cli {

namespace {
constexpr const char* kCommands =
    "n next record, b next batch, c continue, d delete this breakpoint, q stop the run";
}

BreakpointPrompt::BreakpointPrompt(Run& run) : run_(run), isTerminal_(isTerminal(STDIN_FILENO)) {}

void BreakpointPrompt::attend() {
    if (wantsToStop_) return;
    if (!edge_) {
        for (const BreakpointState& state : run_.breakpoints()) {
            std::int64_t& seen = seen_[state.breakpoint.edge];
            if (!state.holding || !state.stoppedAt || state.stops <= seen) continue;
            seen = state.stops;
            edge_ = state.breakpoint.edge;
            show(state);
            ask();
            break;
        }
    }
    if (!edge_) return;
    const auto line = nextLine();
    if (line && !obey(*line)) {
        print(fmt::format("`{}` is no command: {}\n", *line, kCommands));
        ask();
    } else if (!line && inputEnded_) {
        print("standard input has ended: the breakpoints are taken away\n");
        takeAway(true);
    }
}

void BreakpointPrompt::show(const BreakpointState& state) {
    print(fmt::format("held at {}: {}\n  stop {}, {} {} fitted, {} wait on the wire\n",
                      run_.plan()->edges[state.breakpoint.edge].id, recordToJson(*state.stoppedAt),
                      state.stops, state.hits, state.hits == 1 ? "record" : "records", state.waiting));
}

void BreakpointPrompt::ask() const {
    if (isTerminal_) print(fmt::format("({}) > ", kCommands));
}

std::optional<std::string> BreakpointPrompt::nextLine() {
    for (;;) {
        if (const std::size_t end = input_.find('\n'); end != std::string::npos) {
            std::string line = input_.substr(0, end);
            input_.erase(0, end + 1);
            return line;
        }
        if (inputEnded_) return std::nullopt;
        pollfd standardInput{STDIN_FILENO, POLLIN, 0};
        if (::poll(&standardInput, 1, 0) <= 0) return std::nullopt;
        char block[256];
        const ssize_t count = ::read(STDIN_FILENO, block, sizeof block);
        if (count > 0) {
            input_.append(block, static_cast<std::size_t>(count));
            continue;
        }
        inputEnded_ = true;
        if (!input_.empty()) input_ += '\n'; // a last line without its end
    }
}

bool BreakpointPrompt::obey(const std::string& line) {
    const std::size_t edge = *edge_;
    if (line == "n" || line.empty()) {
        edge_.reset();
        static_cast<void>(run_.step(edge, StepSize::Record));
    } else if (line == "b") {
        edge_.reset();
        static_cast<void>(run_.step(edge, StepSize::Batch));
    } else if (line == "c") {
        edge_.reset();
        static_cast<void>(run_.release(edge));
    } else if (line == "d") {
        takeAway(false);
    } else if (line == "q") {
        edge_.reset();
        wantsToStop_ = true;
    } else {
        return false;
    }
    return true;
}

void BreakpointPrompt::takeAway(bool all) {
    std::vector<Breakpoint> left;
    for (const BreakpointState& state : run_.breakpoints()) {
        const bool goes = !state.breakpoint.logOnly && (all || state.breakpoint.edge == *edge_);
        if (!goes) left.push_back(state.breakpoint);
    }
    edge_.reset();
    static_cast<void>(run_.setBreakpoints(std::move(left)));
}

void BreakpointPrompt::print(const std::string& text) const { std::fputs(text.c_str(), stderr); }

} // namespace millrace::cli
