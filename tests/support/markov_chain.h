// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

namespace millrace::test {

/// A Markov chain in continuous time that is small enough to solve exactly: an oracle for graphs with
/// exponential times and bounded queues. Plain value.
class MarkovChain {
public:
    using State = std::vector<int>;
    struct Step {
        State to;
        double rate = 0; ///< above 0; several to the same state add up, one to the state itself is ignored
    };
    using Steps = std::function<std::vector<Step>(const State&)>;

    /// All states that can be reached from `start`, in the order in which they are found, and their shares of
    /// time in the long run by the elimination of Grassmann, Taksar and Heyman (Operations Research 33,
    /// 1985), which never subtracts and so loses no digits. Throws std::runtime_error where there are more
    /// than `most` states (the work grows with the third power), or some from which `start` is never seen
    /// again.
    MarkovChain(const State& start, const Steps& steps, std::size_t most = 2000);

    const std::vector<State>& states() const { return states_; }
    const std::vector<double>& shares() const { return shares_; }
    /// In the long run, the mean of a figure that each state has: of a rate its throughput.
    double mean(const std::function<double(const State&)>& figure) const;

private:
    std::vector<State> states_;
    std::vector<double> shares_;
};

} // namespace millrace::test
