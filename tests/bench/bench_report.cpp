// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/bench_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace millrace::bench {

namespace {

std::string targetText(const BenchRow& row) {
    if (!row.target) return {};
    return fmt::format("{:.2f} {}", *row.target, row.missesTarget() ? "MISSED" : "met");
}

} // namespace

BenchReport::BenchReport(std::string title, int argc, char** argv) : title_(std::move(title)) {
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if (argument == "--json" && i + 1 < argc) {
            jsonPath_ = argv[++i];
        } else if (argument == "--quick") {
            quick_ = true;
        } else {
            fmt::print(stderr, "usage: {} [--quick] [--json FILE]\n", argv[0]);
            std::exit(2);
        }
    }
}

void BenchReport::add(BenchRow row) { rows_.push_back(std::move(row)); }

void BenchReport::addValue(std::string name, double value, std::string unit) {
    add({std::move(name), value, std::move(unit), {}, {}, {}});
}

void BenchReport::addRate(std::string name, double value, std::string unit, const std::string& to,
                          std::optional<double> target) {
    add({std::move(name), value, std::move(unit), value / valueOf(to), to, target});
}

void BenchReport::addDuration(std::string name, double value, std::string unit, const std::string& to,
                              std::optional<double> target) {
    add({std::move(name), value, std::move(unit), valueOf(to) / value, to, target});
}

double BenchReport::valueOf(const std::string& name) const {
    const auto row =
        std::find_if(rows_.begin(), rows_.end(), [&](const BenchRow& r) { return r.name == name; });
    if (row == rows_.end()) throw std::logic_error("no benchmark row named " + name);
    return row->value;
}

std::string BenchReport::table() const {
    std::size_t nameWidth = 4;
    std::size_t toWidth = 2;
    for (const BenchRow& row : rows_) {
        nameWidth = std::max(nameWidth, row.name.size());
        toWidth = std::max(toWidth, row.to.size());
    }
    std::string text = fmt::format("{}\n{:<{}}  {:>14}  {:<12}  {:>7}  {:<{}}  {}\n", title_, "name",
                                   nameWidth, "value", "unit", "ratio", "to", toWidth, "target");
    for (const BenchRow& row : rows_) {
        std::string line = fmt::format(
            "{:<{}}  {:>14.6g}  {:<12}  {:>7}  {:<{}}  {}", row.name, nameWidth, row.value, row.unit,
            row.ratio ? fmt::format("{:.3f}", *row.ratio) : "", row.to, toWidth, targetText(row));
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + '\n';
    }
    return text;
}

std::string BenchReport::json() const {
    boost::json::array rows;
    for (const BenchRow& row : rows_) {
        boost::json::object object{{"name", row.name}, {"value", row.value}, {"unit", row.unit}};
        object["ratio"] = row.ratio ? boost::json::value(*row.ratio) : boost::json::value(nullptr);
        object["to"] = row.to.empty() ? boost::json::value(nullptr) : boost::json::value(row.to);
        object["target"] = row.target ? boost::json::value(*row.target) : boost::json::value(nullptr);
        if (row.target) object["missed"] = row.missesTarget();
        rows.push_back(std::move(object));
    }
    return boost::json::serialize(
        boost::json::object{{"title", title_}, {"quick", quick_}, {"rows", std::move(rows)}});
}

int BenchReport::finish() const {
    fmt::print("{}\n", table());
    if (jsonPath_.empty()) return 0;
    std::ofstream file(jsonPath_);
    file << json() << '\n';
    file.close();
    if (file) return 0;
    fmt::print(stderr, "cannot write {}\n", jsonPath_);
    return 1;
}

double medianSeconds(int repeats, const std::function<void()>& work) {
    work();
    std::vector<double> seconds;
    for (int i = 0; i < repeats; ++i) {
        const auto start = std::chrono::steady_clock::now();
        work();
        seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    const auto middle = seconds.begin() + static_cast<std::ptrdiff_t>(seconds.size() / 2);
    std::nth_element(seconds.begin(), middle, seconds.end());
    return *middle;
}

} // namespace millrace::bench
