// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <utility>
#include <vector>

namespace millrace::bench {

/// Who is measured against others.
struct Contestant {
    std::function<void()> prepare; ///< not measured
    std::function<void()> work;
    std::function<void()> look; ///< whether all is there that should be; not measured
};

double median(std::vector<double> values);

/// What the contestants took, round by round.
class Rounds {
public:
    enum class Turns { Around, BackAndForth };
    /// Lets them take turns, so many rounds after one warm-up each: A B C A B C ..., or A B C C B A ...,
    /// which is fairer where the machine becomes slower or faster all the time.
    Rounds(const std::vector<Contestant>& contestants, int rounds, Turns turns = Turns::Around);

    /// Medians: by the clock on the wall, and of the processors in this process alone.
    double seconds(std::size_t which) const;
    double processor(std::size_t which) const;
    /// How fast one is against another one (1: the same): the median of the ratios of the rounds, for what
    /// else runs on the machine hits all of a round.
    double ratio(std::size_t which, std::size_t against) const;
    double processorRatio(std::size_t which, std::size_t against) const;
    /// The smallest and the largest ratio of a round.
    std::pair<double, double> spread(std::size_t which, std::size_t against) const;
    /// Between which the median of the ratio lies with a probability of at least 95 %, whatever they are
    /// distributed like (the sign test's interval); with fewer than six rounds as spread().
    std::pair<double, double> interval(std::size_t which, std::size_t against) const;

private:
    struct Taken {
        double seconds = 0, processor = 0;
    };
    std::vector<double> all(double Taken::*what, std::size_t which) const;
    std::vector<double> ratios(double Taken::*what, std::size_t which, std::size_t against) const;

    std::vector<std::vector<Taken>> rounds_;
};

} // namespace millrace::bench
