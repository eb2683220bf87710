// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/bench_table.h"

#include <fmt/format.h>
#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <cstring>
#include <ctime>
#include <fstream>

namespace millrace::bench {

Table::Table(std::string title, int argc, char** argv) : title_(std::move(title)) {
    for (int i = 1; i < argc; ++i) {
        if (std::strcmp(argv[i], "--quick") == 0) quick_ = true;
        if (std::strcmp(argv[i], "--only") == 0 && i + 1 < argc) only_.emplace_back(argv[++i]);
        if (std::strcmp(argv[i], "--json") == 0 && i + 1 < argc) jsonPath_ = argv[++i];
    }
}

bool Table::wants(const std::string& part) const {
    return only_.empty() || std::find(only_.begin(), only_.end(), part) != only_.end();
}

double Table::valueOf(const std::string& name) const {
    const auto row = std::find_if(rows_.begin(), rows_.end(), [&](const Row& r) { return r.name == name; });
    return row == rows_.end() ? 0 : row->value;
}

int Table::finish() const {
    std::size_t width = 20;
    for (const Row& row : rows_)
        width = std::max(width, row.name.size());
    fmt::print("{}\n{:<{}}  {:>12} {:<12} {:>7}  {}\n", title_, "", width, "value", "unit", "ratio",
               "against (target)");
    boost::json::array rows;
    for (const Row& row : rows_) {
        const bool missed = row.ratio && row.target && *row.ratio < *row.target;
        std::string against = row.to;
        if (row.target) against += fmt::format(" (>= {:.2f}{})", *row.target, missed ? ", MISSED" : "");
        fmt::print("{:<{}}  {:>12.4g} {:<12} {:>7}  {}\n", row.name, width, row.value, row.unit,
                   row.ratio ? fmt::format("{:.3f}", *row.ratio) : "", against);
        boost::json::object item{{"name", row.name}, {"value", row.value}, {"unit", row.unit}};
        item["ratio"] = row.ratio ? boost::json::value(*row.ratio) : boost::json::value();
        item["to"] = row.to;
        item["target"] = row.target ? boost::json::value(*row.target) : boost::json::value();
        if (row.target) item["missed"] = missed;
        rows.push_back(std::move(item));
    }
    if (jsonPath_.empty()) return 0;
    std::ofstream out(jsonPath_);
    out << boost::json::serialize(boost::json::object{{"title", title_}, {"rows", std::move(rows)}}) << "\n";
    if (out.flush()) return 0;
    fmt::print(stderr, "cannot write {}\n", jsonPath_);
    return 1;
}

double secondsOf(const std::function<void()>& work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

double processorSecondsOf(const std::function<void()>& work) {
    const std::clock_t begin = std::clock();
    work();
    return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

std::vector<double> interleavedMedians(const std::vector<std::function<void()>>& contestants, int rounds,
                                       double (*measure)(const std::function<void()>&)) {
    std::vector<std::vector<double>> seconds(contestants.size());
    for (int round = -1; round < rounds; ++round) {
        for (std::size_t i = 0; i < contestants.size(); ++i) {
            const double s = measure(contestants[i]);
            if (round >= 0) seconds[i].push_back(s);
        }
    }
    std::vector<double> medians;
    for (auto& list : seconds) {
        std::sort(list.begin(), list.end());
        medians.push_back(list.empty() ? 0 : list[list.size() / 2]);
    }
    return medians;
}

} // namespace millrace::bench
