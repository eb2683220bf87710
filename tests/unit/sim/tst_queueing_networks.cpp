// SPDX-License-Identifier: Apache-2.0
// Reference values: the table in section 2 of the simulator's specification.
#include "engine/sim/statistics/queueing_networks.h"

#include <QtTest/QtTest>

using namespace millrace::sim;

namespace {
bool near(double found, double expected, double within = 5e-7) {
    return std::abs(found - expected) <= within;
}
} // namespace

class TestQueueingNetworks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void threeStationsInARow() {
        const auto figures =
            jacksonNetwork(std::vector<JacksonStation>{{.arrivals = 0.8, .mu = 1, .next = {0, 1}},
                                                       {.mu = 1.25, .next = {0, 0, 1}},
                                                       {.mu = 2, .next = {}}});
        QVERIFY(figures.has_value());
        QVERIFY(near(figures->inSystem, 6.444444) && near(figures->sojourn, 8.055556));
        QCOMPARE(figures->stations.size(), std::size_t{3});
        QVERIFY(near(figures->stations[2].utilisation, 0.4));
    }

    void aStationThatSendsBack() {
        const auto figures =
            jacksonNetwork(std::vector<JacksonStation>{{.arrivals = 0.5, .mu = 1, .next = {0.3}}});
        QVERIFY(figures.has_value());
        QVERIFY(near(figures->inSystem, 2.5) && near(figures->sojourn, 5));
    }

    void severalServersInANetwork() {
        const auto figures =
            jacksonNetwork(std::vector<JacksonStation>{{.arrivals = 3.6, .mu = 1, .servers = 4, .next = {}}});
        QVERIFY(near(figures->sojourn, 2.969383));
    }

    void aNetworkWithoutAWayOutHasNoFigures() {
        QVERIFY(!jacksonNetwork(std::vector<JacksonStation>{{.arrivals = 0.5, .next = {1}}}).has_value());
        QVERIFY(std::isinf(
            jacksonNetwork(std::vector<JacksonStation>{{.arrivals = 0.8, .next = {0.5}}})->inSystem));
    }

    void aForkAndAJoin() {
        QVERIFY(near(forkJoinOfTwo(0.8, 1), 7));
        // Two exponential times, the longer of which counts: 1.5 when nobody waits.
        QVERIFY(near(forkJoinOfTwo(0, 1), 1.5));
        QVERIFY(std::isinf(forkJoinOfTwo(1, 1)));
    }

    void closedNetworks() {
        const std::vector<ClosedStation> stations{{.demand = 0.05}, {.demand = 0.08}, {.demand = 0.03}};
        const auto figures = meanValueAnalysis(stations, 1, 10);
        QVERIFY(near(figures[0].throughput, 0.862069));
        QVERIFY(near(figures[9].throughput, 7.813332));
        double inside = 0;
        for (const double n : figures[9].inStation)
            inside += n;
        QVERIFY(near(inside + figures[9].throughput * 1, 10, 1e-9)); // who is not inside thinks
        QVERIFY(near(figures[9].response * figures[9].throughput, inside, 1e-9));
        // A delay is thinking at another place.
        const auto delayed = meanValueAnalysis(
            std::vector<ClosedStation>{{.demand = 0.05}, {.demand = 0.6, .isDelay = true}}, 0.4, 10);
        const auto thinking = meanValueAnalysis(std::vector<ClosedStation>{{.demand = 0.05}}, 1, 10);
        QVERIFY(near(delayed[9].throughput, thinking[9].throughput, 1e-12));
        QVERIFY(meanValueAnalysis(stations, 1, 0).empty());
    }

    void workersAndALock() {
        const double expected[][2] = {{8, 710.8}, {10, 832.0}, {16, 988.9}, {64, 1000.0}};
        for (const auto& [workers, throughput] : expected) {
            const RepairmanFigures figures = machineRepairman(9e-3, 1e-3, static_cast<int>(workers));
            QVERIFY(near(figures.throughput, throughput, 0.05));
            QVERIFY(near(figures.knee, 10) && near(figures.bound, 1000));
        }
        QCOMPARE(machineRepairman(1, 1, 0).throughput, 0.0);
    }

    void boundsHold() {
        const std::vector<ClosedStation> stations{{.demand = 0.05}, {.demand = 0.08}, {.demand = 0.03}};
        const auto figures = meanValueAnalysis(stations, 1, 100);
        for (int n = 1; n <= 100; ++n) {
            const AsymptoticBounds bounds = asymptoticBounds(stations, 1, n);
            QVERIFY(figures[static_cast<std::size_t>(n - 1)].throughput <= bounds.throughput * (1 + 1e-12));
            QVERIFY(figures[static_cast<std::size_t>(n - 1)].response >= bounds.response * (1 - 1e-12));
        }
        QVERIFY(near(asymptoticBounds(stations, 1, 100).throughput, 12.5));
        QVERIFY(near(asymptoticBounds(stations, 1, 100).response, 7));
        QVERIFY(near(asymptoticBounds(stations, 1, 1).throughput, 1 / 1.16));
        // A delay limits nothing.
        QVERIFY(near(
            asymptoticBounds(std::vector<ClosedStation>{{.demand = 2, .isDelay = true}}, 0, 50).throughput,
            25));
    }

    void twoStationsThatBlock() {
        const std::pair<std::size_t, double> expected[] = {{0, 0.666667}, {1, 0.75},     {2, 0.8},
                                                           {4, 0.857143}, {8, 0.909091}, {16, 0.947368}};
        for (const auto& [places, throughput] : expected)
            QVERIFY(near(saturatedPairThroughput(1, 1, places), throughput));
        QVERIFY(near(saturatedPairThroughput(1.5, 1, 4), 0.968917));
        QVERIFY(near(saturatedPairThroughput(1, 1.5, 4), 0.968917)); // the same in reverse
        QVERIFY(near(saturatedPairThroughput(1 + 1e-12, 1, 4), 0.857143));
        QVERIFY(near(saturatedPairThroughput(3, 1, 1'000'000), 1));
        QVERIFY(near(saturatedPairThroughput(2000, 2000, 0), 1333.333333, 1e-6));
    }
};

QTEST_GUILESS_MAIN(TestQueueingNetworks)
#include "tst_queueing_networks.moc"
