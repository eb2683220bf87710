// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/contest.h"

#include "tests/bench/bench_table.h"

#include <algorithm>
#include <cmath>
#include <ctime>

namespace millrace::bench {

double median(std::vector<double> values) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

Rounds::Rounds(const std::vector<Contestant>& contestants, int rounds, Turns turns) {
    for (int round = -1; round < rounds; ++round) {
        std::vector<Taken> takens(contestants.size());
        for (std::size_t turn = 0; turn < contestants.size(); ++turn) {
            const bool back = turns == Turns::BackAndForth && round % 2 != 0;
            const std::size_t which = back ? contestants.size() - 1 - turn : turn;
            const Contestant& contestant = contestants[which];
            if (contestant.prepare) contestant.prepare();
            Taken& taken = takens[which];
            const std::clock_t before = std::clock();
            taken.seconds = secondsOf(contestant.work);
            taken.processor = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
            if (contestant.look) contestant.look();
        }
        if (round >= 0) rounds_.push_back(std::move(takens));
    }
}

std::vector<double> Rounds::all(double Taken::*what, std::size_t which) const {
    std::vector<double> values;
    for (const auto& round : rounds_)
        values.push_back(round[which].*what);
    return values;
}

std::vector<double> Rounds::ratios(double Taken::*what, std::size_t which, std::size_t against) const {
    std::vector<double> values;
    for (const auto& round : rounds_)
        values.push_back(round[against].*what / (round[which].*what));
    return values;
}

double Rounds::seconds(std::size_t which) const { return median(all(&Taken::seconds, which)); }

double Rounds::processor(std::size_t which) const { return median(all(&Taken::processor, which)); }

double Rounds::ratio(std::size_t which, std::size_t against) const {
    return median(ratios(&Taken::seconds, which, against));
}

double Rounds::processorRatio(std::size_t which, std::size_t against) const {
    return median(ratios(&Taken::processor, which, against));
}

std::pair<double, double> Rounds::spread(std::size_t which, std::size_t against) const {
    const std::vector<double> values = ratios(&Taken::seconds, which, against);
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    return {*low, *high};
}

std::pair<double, double> Rounds::interval(std::size_t which, std::size_t against) const {
    std::vector<double> values = ratios(&Taken::seconds, which, against);
    std::sort(values.begin(), values.end());
    // So many at each end are left out as a fair coin leaves below with at most 2.5 %.
    const std::size_t n = values.size();
    double term = std::pow(0.5, static_cast<double>(n)), below = term;
    std::size_t left = 0;
    while (left + 1 < n) {
        term *= static_cast<double>(n - left) / static_cast<double>(left + 1);
        if (below + term > 0.025) break;
        below += term;
        ++left;
    }
    return {values[left], values[n - 1 - left]};
}

} // namespace millrace::bench
