// SPDX-License-Identifier: Apache-2.0
#include "tests/support/markov_chain.h"

#include <map>
#include <stdexcept>
#include <string>
#include <utility>

namespace millrace::test {

MarkovChain::MarkovChain(const State& start, const Steps& steps, std::size_t most) {
    std::map<State, std::size_t> numbers{{start, 0}};
    std::vector<std::vector<std::pair<std::size_t, double>>> found;
    states_.push_back(start);
    for (std::size_t i = 0; i < states_.size(); ++i) {
        found.emplace_back();
        for (Step& step : steps(State(states_[i]))) {
            const auto [at, isNew] = numbers.emplace(step.to, states_.size());
            if (isNew) states_.push_back(std::move(step.to));
            if (states_.size() > most)
                throw std::runtime_error("more than " + std::to_string(most) + " states");
            if (at->second != i) found[i].emplace_back(at->second, step.rate);
        }
    }

    const std::size_t n = states_.size();
    std::vector<double> rates(n * n, 0);
    for (std::size_t i = 0; i < n; ++i)
        for (const auto& [to, rate] : found[i])
            rates[i * n + to] += rate;

    // From the last state on: what went through it goes directly.
    for (std::size_t k = n; k-- > 1;) {
        double out = 0;
        for (std::size_t j = 0; j < k; ++j)
            out += rates[k * n + j];
        if (!(out > 0)) throw std::runtime_error("a state does not lead back to the first");
        for (std::size_t i = 0; i < k; ++i) {
            const double share = rates[i * n + k] / out;
            rates[i * n + k] = share;
            if (share == 0) continue;
            for (std::size_t j = 0; j < k; ++j)
                rates[i * n + j] += share * rates[k * n + j];
        }
    }
    shares_.assign(n, 0);
    shares_[0] = 1;
    double sum = 1;
    for (std::size_t k = 1; k < n; ++k) {
        for (std::size_t i = 0; i < k; ++i)
            shares_[k] += shares_[i] * rates[i * n + k];
        sum += shares_[k];
    }
    for (double& share : shares_)
        share /= sum;
}

double MarkovChain::mean(const std::function<double(const State&)>& figure) const {
    double sum = 0;
    for (std::size_t i = 0; i < states_.size(); ++i)
        sum += shares_[i] * figure(states_[i]);
    return sum;
}

} // namespace millrace::test
