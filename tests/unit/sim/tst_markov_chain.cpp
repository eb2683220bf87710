// SPDX-License-Identifier: Apache-2.0
// The oracle must be right itself: chains whose answers are known.
#include "engine/sim/statistics/queueing.h"
#include "engine/sim/statistics/queueing_networks.h"
#include "tests/support/markov_chain.h"

#include <QtTest/QtTest>

#include <stdexcept>

using namespace millrace::sim;
using millrace::test::MarkovChain;

namespace {

using State = MarkovChain::State;
using Step = MarkovChain::Step;

bool near(double found, double expected, double within) { return std::abs(found - expected) <= within; }

/// Stations in a row. A finished record stays in its server until there is room behind (blocking after
/// service). State: per station, records in its queue and server, then 1 where the server holds a finished
/// one.
struct Line {
    double arrivals = 0;     ///< 0 = the first never lacks input
    std::vector<double> mu;  ///< per station
    std::vector<int> places; ///< before each; who finds none before the first is lost

    std::size_t size() const { return mu.size(); }
    State start() const {
        State state(2 * size(), 0);
        if (arrivals == 0) state[0] = 1;
        return state;
    }
    bool works(const State& state, std::size_t i) const { return state[i] > 0 && state[size() + i] == 0; }
    bool hasRoom(const State& state, std::size_t i) const { return state[i] < places[i] + 1; }

    /// The record in server i is gone; who was blocked by that goes on.
    void leave(State& state, std::size_t i) const {
        state[size() + i] = 0;
        if (i > 0 || arrivals > 0) --state[i];
        if (i > 0 && state[size() + i - 1] == 1) {
            ++state[i];
            leave(state, i - 1);
        }
    }
    std::vector<Step> operator()(const State& state) const {
        std::vector<Step> steps;
        if (arrivals > 0 && hasRoom(state, 0)) {
            steps.push_back({state, arrivals});
            ++steps.back().to[0];
        }
        for (std::size_t i = 0; i < size(); ++i) {
            if (!works(state, i)) continue;
            steps.push_back({state, mu[i]});
            State& next = steps.back().to;
            if (i + 1 < size() && !hasRoom(state, i + 1)) {
                next[size() + i] = 1;
                continue;
            }
            if (i + 1 < size()) ++next[i + 1];
            leave(next, i);
        }
        return steps;
    }
    double throughput(const MarkovChain& chain, std::size_t i) const {
        return chain.mean([&](const State& state) { return works(state, i) ? mu[i] : 0; });
    }
};

} // namespace

class TestMarkovChain : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneStationWithLimitedRoom() {
        for (const double lambda : {0.5, 1.0, 1.2}) {
            const Line line{.arrivals = lambda, .mu = {1}, .places = {9}};
            const MarkovChain chain(line.start(), line);
            QCOMPARE(chain.states().size(), std::size_t{11});
            const std::vector<double> expected = mm1kProbabilities(lambda, 1, 10);
            for (std::size_t i = 0; i < 11; ++i) {
                const auto n = static_cast<std::size_t>(chain.states()[i][0]);
                QVERIFY(near(chain.shares()[i], expected[n], 1e-14));
            }
            const double inside = chain.mean([](const State& state) { return state[0]; });
            QVERIFY(near(inside, mm1k(lambda, 1, 10).inSystem, 1e-12));
        }
    }

    void sharesThatAreTinyKeepTheirDigits() {
        const Line line{.arrivals = 1, .mu = {1000}, .places = {29}};
        const MarkovChain chain(line.start(), line);
        QVERIFY(near(chain.shares()[30] / (0.999 * 1e-90), 1, 1e-12));
    }

    void twoSaturatedStations() {
        for (const double mu : {1.0, 1.5})
            for (const int places : {0, 1, 2, 4, 8, 16}) {
                const Line line{.mu = {mu, 1}, .places = {0, places}};
                const MarkovChain chain(line.start(), line);
                const double expected = saturatedPairThroughput(mu, 1, static_cast<std::size_t>(places));
                QVERIFY(near(line.throughput(chain, 0), expected, 1e-12));
                QVERIFY(near(line.throughput(chain, 1), expected, 1e-12));
            }
    }

    void threeSaturatedStations() {
        const Line line{.mu = {1, 1, 1}, .places = {0, 0, 0}};
        const MarkovChain chain(line.start(), line);
        QVERIFY(near(line.throughput(chain, 2), 22.0 / 39, 1e-14));
        // More room helps, and every station passes the same number on.
        const std::pair<int, double> expected[] = {
            {0, 22.0 / 39}, {1, 0.670466}, {2, 0.734017}, {4, 0.807486}, {8, 0.875734}};
        for (const auto& [places, throughput] : expected) {
            const Line roomier{.mu = {1, 1, 1}, .places = {0, places, places}};
            const MarkovChain larger(roomier.start(), roomier);
            for (std::size_t i = 0; i < 3; ++i)
                QVERIFY(near(roomier.throughput(larger, i), throughput, 5e-7));
        }
    }

    void openStationsThatLoseAndBlock() {
        const Line line{.arrivals = 0.8, .mu = {1.25, 1}, .places = {9, 3}};
        const MarkovChain chain(line.start(), line);
        const double lost =
            chain.mean([&](const State& state) { return line.hasRoom(state, 0) ? 0.0 : 1.0; });
        const double throughput = line.throughput(chain, 1);
        QVERIFY(near(throughput, 0.779296628, 5e-10));
        QVERIFY(near(0.8 * (1 - lost), throughput, 1e-12));
        QVERIFY(near(line.throughput(chain, 0), throughput, 1e-12));
    }

    void serversWithoutAQueue() {
        const MarkovChain chain({0}, [](const State& state) {
            std::vector<Step> steps;
            if (state[0] < 10) steps.push_back({{state[0] + 1}, 8});
            if (state[0] > 0) steps.push_back({{state[0] - 1}, static_cast<double>(state[0])});
            return steps;
        });
        QVERIFY(near(chain.shares()[10], erlangB(10, 8), 1e-14));
    }

    void stepsToTheSameStateAddUp() {
        const MarkovChain chain({0}, [](const State& state) -> std::vector<Step> {
            if (state[0] == 0) return {{{1}, 1}, {{1}, 2}, {{0}, 7}};
            return {{{0}, 1}};
        });
        QVERIFY(near(chain.shares()[1], 0.75, 1e-15));
    }

    void chainsThatEndOrGrowAreRefused() {
        const auto counts = [](const State& state) -> std::vector<Step> { return {{{state[0] + 1}, 1}}; };
        QVERIFY_THROWS_EXCEPTION(std::runtime_error, MarkovChain({0}, counts, 100));
        const auto ends = [](const State& state) -> std::vector<Step> {
            if (state[0] == 1) return {};
            return {{{1}, 1}};
        };
        QVERIFY_THROWS_EXCEPTION(std::runtime_error, MarkovChain({0}, ends));
    }

    void oneStateIsAllThereIs() {
        const MarkovChain chain({3}, [](const State&) { return std::vector<Step>(); });
        QCOMPARE(chain.shares(), std::vector<double>{1});
    }
};

QTEST_GUILESS_MAIN(TestMarkovChain)
#include "tst_markov_chain.moc"
