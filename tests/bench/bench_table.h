// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace millrace::bench {

/// One measured figure. `ratio` compares with the row named `to`, written so that more is better; `target` is
/// what it should reach.
struct Row {
    std::string name;
    double value = 0;
    std::string unit = {};
    std::optional<double> ratio = {};
    std::string to = {};
    std::optional<double> target = {};
};

/// Collects rows, prints them as a table to stdout and writes them as JSON where `--json FILE` says. A missed
/// target is marked in both.
class Table {
public:
    /// Reads `--json FILE`, `--quick` (fewer rounds: to see that it runs) and `--only PART` (may be
    /// repeated).
    Table(std::string title, int argc, char** argv);
    bool quick() const { return quick_; }
    /// Whether a part of the benchmark is to run.
    bool wants(const std::string& part) const;
    void add(Row row) { rows_.push_back(std::move(row)); }
    /// The value of an earlier row.
    double valueOf(const std::string& name) const;
    /// Prints and writes; returns the exit status of the program (0 also when targets are missed: a figure is
    /// no test).
    int finish() const;

private:
    std::string title_;
    std::string jsonPath_;
    bool quick_ = false;
    std::vector<std::string> only_;
    std::vector<Row> rows_;
};

/// Seconds one call takes, by the clock on the wall.
double secondsOf(const std::function<void()>& work);
/// Seconds the processors work for one call, in all threads of the program: fairer where every contestant has
/// one core and others want that core, too. What sleeps costs nothing here.
double processorSecondsOf(const std::function<void()>& work);

/// Runs the contestants in turn (A B C A B C ...), `rounds` times after one warm-up each, so that a drifting
/// machine hits all alike. Returns the median seconds of each.
std::vector<double> interleavedMedians(const std::vector<std::function<void()>>& contestants, int rounds,
                                       double (*measure)(const std::function<void()>&) = secondsOf);

/// Keeps the compiler from throwing away a result.
template <class T> inline void keep(const T& value) { asm volatile("" : : "g"(&value) : "memory"); }

} // namespace millrace::bench
