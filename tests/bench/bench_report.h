// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace millrace::bench {

/// One measured number. A ratio compares `value` with the row named `to` and is written so that more is
/// better, whatever the unit; `target` is the least ratio wanted.
struct BenchRow {
    std::string name;
    double value = 0;
    std::string unit;
    std::optional<double> ratio;
    std::string to;
    std::optional<double> target;

    bool missesTarget() const { return target && (!ratio || *ratio < *target); }
};

/// What every benchmark ends with: a table on stdout, the same rows as JSON where `--json FILE` asks for them
/// (`./dev bench` does). A missed target is marked in both. Not for use from several threads.
class BenchReport {
public:
    /// Reads `--json FILE` and `--quick`; anything else ends the program with status 2.
    BenchReport(std::string title, int argc, char** argv);

    /// Asks a benchmark for sizes that end within seconds: the numbers then mean little.
    bool quick() const { return quick_; }

    void add(BenchRow row);
    void addValue(std::string name, double value, std::string unit);

    /// Adds a rate (more is better) and its ratio to the rate of the row named `to`, which must be there.
    void addRate(std::string name, double value, std::string unit, const std::string& to,
                 std::optional<double> target = {});
    /// Adds a duration (less is better); the ratio is the other row's value over this one's.
    void addDuration(std::string name, double value, std::string unit, const std::string& to,
                     std::optional<double> target = {});

    const std::vector<BenchRow>& rows() const { return rows_; }
    std::string table() const;
    std::string json() const;

    /// Prints and writes; the exit status of the program: 1 if the file could not be written, else 0. A
    /// missed target is a finding, not a failure.
    int finish() const;

private:
    double valueOf(const std::string& name) const;

    std::string title_;
    std::string jsonPath_;
    bool quick_ = false;
    std::vector<BenchRow> rows_;
};

/// The median wall time in seconds of `repeats` calls, after one call to warm up.
double medianSeconds(int repeats, const std::function<void()>& work);

} // namespace millrace::bench
