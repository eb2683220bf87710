// SPDX-License-Identifier: Apache-2.0
//
// The settings of machines in the block `simulation`: what is read, and what is said of what is wrong.
#include "engine/sim/machine_reader.h"
#include "tests/support/sim_run.h"

#include <boost/json/parse.hpp>

using namespace millrace;
using namespace millrace::test;

namespace {

Result<sim::SimulationSettings> readBlock(const char* block) {
    SimPlan plan;
    const auto source = plan.source("source", Times{0}),
               server = plan.server("server", Distribution::constant(1)), sink = plan.sink("sink");
    plan.wire(source, server);
    plan.wire(server, sink);
    Plan copy = *plan.build();
    copy.document.simulation = boost::json::parse(block).as_object();
    return sim::readSimulationSettings(copy);
}

} // namespace

class MachineSettingsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everythingIsRead();
    void linksBeginWithPresetsAndCorrections();
    void ratesHaveUnits();
    void whatIsWrongIsSaidWithItsPlace_data();
    void whatIsWrongIsSaidWithItsPlace();
};

void MachineSettingsTest::everythingIsRead() {
    const auto settings = readBlock(R"({
        "cores": 8, "core_hour": 0.05, "power": {"idle": 60, "max": 200, "gamma": 1.2},
        "sites": {"edge": {"cores": 2, "speed": 0.5, "core_hour": 0.01, "power": {"idle": 5}}},
        "links": [{"from": "edge", "to": "local", "both_ways": true, "latency": {"uniform": {"low": "5 ms", "high": "9 ms"}},
                   "bandwidth": "10 Mbit/s", "record_bytes": 300, "overhead_bytes": 40, "loss": 0.01,
                   "retransmit_after": "100 ms", "per_gb": 0.09, "joules_per_byte": 1e-7}],
        "gil": {"nodes": ["server"], "switch_interval": "1 ms"},
        "process": {"per_item": "90 us", "per_kb": "2 us", "spawn": "50 ms", "record_bytes": 64, "parent": "per_worker"},
        "time_slice": "4 ms", "context_switch": "3 us",
        "nodes": {"source": {"site": "edge", "record_bytes": 77},
                  "server": {"site": "local", "serverless": {"cold_start": "300 ms", "keep_alive": "5 min",
                             "max_instances": 50, "at_limit": "reject", "memory_gb": 2, "per_invocation": 2e-7,
                             "per_gb_second": 1.6e-5}}}})");
    QVERIFY(settings);
    QVERIFY(settings->warnings.empty());
    const sim::MachineSettings& machine = settings->machine;
    QCOMPARE(machine.coreHour, 0.05);
    QCOMPARE(machine.power->most, 200.0);
    QCOMPARE(machine.power->gamma, 1.2);
    QCOMPARE(machine.sites.at(0).name, std::string("edge"));
    QCOMPARE(machine.sites[0].speed, 0.5);
    QCOMPARE(machine.sites[0].power->most, 5.0);
    QCOMPARE(machine.links.size(), std::size_t{2});
    QCOMPARE(machine.links[1].from, std::string("local"));
    QCOMPARE(machine.links[1].to, std::string("edge"));
    QCOMPARE(machine.links[0].bytesPerSecond, 1.25e6);
    QCOMPARE(machine.links[0].latency.mean(), 7e6);
    QCOMPARE(*machine.links[0].retransmitAfter, 100'000'000);
    QCOMPARE(machine.links[0].joulesPerByte, 1e-7);
    QCOMPARE(machine.interpreterLock->switchIntervalNs, 1'000'000);
    QCOMPARE(machine.processes->perItemNs, 90'000);
    QVERIFY(!machine.processes->oneParent);
    QCOMPARE(machine.slices->quantumNs, 4'000'000);
    QCOMPARE(machine.slices->switchNs, 3'000);
    QCOMPARE(settings->nodes.at("source").place.site, std::string("edge"));
    QCOMPARE(*settings->nodes.at("source").place.recordBytes, 77.0);
    const sim::NodePlace& place = settings->nodes.at("server").place;
    QCOMPARE(place.site, std::string());
    QCOMPARE(place.serverless->keepAliveNs, 300'000'000'000);
    QVERIFY(place.serverless->rejects);
    QCOMPARE(place.serverless->most, 50u);
}

void MachineSettingsTest::linksBeginWithPresetsAndCorrections() {
    const auto settings = readBlock(R"({
        "sites": {"a": {"carbon": 40}}, "carbon": 300, "per_record_of": ["sink"], "ties": "shuffled",
        "links": [
            {"from": "local", "to": "a", "preset": "example 5G NSA up", "latency": "20 ms", "tcp": "lv08",
             "window": "64 KiB", "outages": {"up": {"exponential": "2 min"}, "down": "5 s"}},
            {"from": "a", "to": "local", "latency_factor": 1.5, "bandwidth_factor": 0.9}
        ]})");
    QVERIFY(settings);
    QVERIFY(settings->warnings.empty());
    QVERIFY(settings->shuffleTies);
    const sim::MachineSettings& machine = settings->machine;
    QCOMPARE(machine.carbon, 300.0);
    QCOMPARE(*machine.sites[0].carbon, 40.0);
    QCOMPARE(machine.recordsOf, std::vector<std::string>{"sink"});
    const sim::Link &up = machine.links[0], &back = machine.links[1];
    QCOMPARE(up.latency.mean(), 20e6); // what is said goes before the preset
    QCOMPARE(up.bytesPerSecond, 1.875e6);
    QCOMPARE(up.overheadBytes, 40.0);
    QCOMPARE(up.latencyFactor, 13.01);
    QCOMPARE(up.bandwidthFactor, 0.97);
    QCOMPARE(up.window, 65536.0);
    QCOMPARE(up.outages->up.mean(), 120e9);
    QCOMPARE(up.outages->down.mean(), 5e9);
    QCOMPARE(back.latencyFactor, 1.5);
    QCOMPARE(back.bandwidthFactor, 0.9);
    QCOMPARE(back.window, 0.0);
    const auto lv08 =
        readBlock(R"({"sites": {"a": {}}, "links": [{"from": "a", "to": "local", "tcp": "lv08"}]})");
    QCOMPARE(lv08->machine.links[0].window, 4'194'304.0);
}

void MachineSettingsTest::ratesHaveUnits() {
    QCOMPARE(sim::parseByteRate("10 Mbit/s"), std::optional(1.25e6));
    QCOMPARE(sim::parseByteRate("1.5Gbit/s"), std::optional(187.5e6));
    QCOMPARE(sim::parseByteRate("8 bit/s"), std::optional(1.0));
    QCOMPARE(sim::parseByteRate("64 KiB/s"), std::optional(65536.0));
    for (const char* const wrong :
         {"10 Mbit", "fast", "-1 kbit/s", "0 bit/s", "1 xbit/s", "/s", "bit/s", "0 B/s"})
        QVERIFY2(!sim::parseByteRate(wrong), wrong);
}

void MachineSettingsTest::whatIsWrongIsSaidWithItsPlace_data() {
    QTest::addColumn<QString>("block");
    QTest::addColumn<QString>("place");
    const auto row = [](const char* place, const char* block) {
        QTest::addRow("%s %s", place, block) << block << place;
    };
    row("simulation.sites.edge.cores", R"({"sites": {"edge": {"cores": 0}}})");
    row("simulation.sites.local", R"({"sites": {"local": {}}})");
    row("simulation.sites.edge", R"({"sites": {"edge": 3}})");
    row("simulation.sites.edge.power.max", R"({"sites": {"edge": {"power": {"idle": 5, "max": 4}}}})");
    row("simulation.links", R"({"links": {}})");
    row("simulation.links[0]", R"({"links": [7]})");
    row("simulation.links[0].from", R"({"sites": {"a": {}}, "links": [{"from": "b", "to": "a"}]})");
    row("simulation.links[0].to", R"({"links": [{"from": "local", "to": "local"}]})");
    row("simulation.links[0].bandwidth",
        R"({"sites": {"a": {}}, "links": [{"from": "local", "to": "a", "bandwidth": "10 Mbit"}]})");
    row("simulation.links[0].latency",
        R"({"sites": {"a": {}}, "links": [{"from": "local", "to": "a", "latency": "soon"}]})");
    row("simulation.links[0].loss",
        R"({"sites": {"a": {}}, "links": [{"from": "local", "to": "a", "loss": 1}]})");
    row("simulation.links[0].on_loss",
        R"({"sites": {"a": {}}, "links": [{"from": "local", "to": "a", "on_loss": "weep"}]})");
    row("simulation.links[0].retransmit_after",
        R"({"sites": {"a": {}}, "links": [{"from": "local", "to": "a", "on_loss": "drop", "retransmit_after": "1 s"}]})");
    row("simulation.links[1].to",
        R"({"sites": {"a": {}}, "links": [{"from": "a", "to": "local"}, {"from": "a", "to": "local"}]})");
    row("simulation.links[0].outages",
        R"({"sites": {"a": {}}, "links": [{"from": "local", "to": "a", "outages": {"up": "1 s"}}]})");
    row("simulation.links[0].outages",
        R"({"sites": {"a": {}}, "links": [{"from": "local", "to": "a", "outages": {"up": "1 s", "down": "5 ns"}}]})");
    row("simulation.links[0].outages",
        R"({"sites": {"a": {}}, "links": [{"from": "local", "to": "a", "outages": {"up": "1 s", "down": "0.9 ms"}}]})");
    row("simulation.links[0].outages", // draws end at 1,000 hours
        R"({"sites": {"a": {}}, "links": [{"from": "local", "to": "a", "outages": {"up": {"exponential": "51 h"}, "down": "1 s"}}]})");
    row("simulation.links[0].outages",
        R"({"sites": {"a": {}}, "links": [{"from": "local", "to": "a", "outages": {"up": "1 s", "down": "1001 h"}}]})");
    row("simulation.links[0].outages.up",
        R"({"sites": {"a": {}}, "links": [{"from": "local", "to": "a", "outages": {"up": "ever", "down": "1 s"}}]})");
    row("simulation.links[0].tcp",
        R"({"sites": {"a": {}}, "links": [{"from": "local", "to": "a", "tcp": "reno"}]})");
    row("simulation.links[0].window",
        R"({"sites": {"a": {}}, "links": [{"from": "local", "to": "a", "window": "wide"}]})");
    row("simulation.links[0].preset",
        R"({"sites": {"a": {}}, "links": [{"from": "local", "to": "a", "preset": "example LA"}]})");
    row("simulation.links[0].bandwidth_factor",
        R"({"sites": {"a": {}}, "links": [{"from": "local", "to": "a", "bandwidth_factor": 2}]})");
    row("simulation.per_record_of", R"({"per_record_of": [7]})");
    row("simulation.per_record_of", R"({"per_record_of": "sink"})");
    row("simulation.carbon", R"({"carbon": -1})");
    row("simulation.sites.edge.carbon", R"({"sites": {"edge": {"carbon": "much"}}})");
    row("simulation.ties", R"({"ties": "loose"})");
    row("simulation.nodes.server.serverless.cold_start_joules",
        R"({"nodes": {"server": {"serverless": {"cold_start_joules": -1}}}})");
    row("simulation.nodes.server.serverless.power.max",
        R"({"nodes": {"server": {"serverless": {"power": {"idle": 5, "max": 4}}}}})");
    row("simulation.gil.nodes", R"({"gil": {"nodes": [7]}})");
    row("simulation.gil.switch_interval", R"({"gil": {"nodes": ["server"], "switch_interval": "0 s"}})");
    row("simulation.process.per_item", R"({"process": {"per_item": 90}})");
    row("simulation.process.parent", R"({"process": {"parent": "two"}})");
    row("simulation.time_slice", R"({"time_slice": "0 s"})");
    row("simulation.context_switch", R"({"context_switch": "3 us"})");
    row("simulation.power.gamma", R"({"power": {"gamma": 0}})");
    row("simulation.core_hour", R"({"core_hour": -1})");
    row("simulation.nodes.server.site", R"({"nodes": {"server": {"site": "moon"}}})");
    row("simulation.nodes.server.record_bytes", R"({"nodes": {"server": {"record_bytes": "big"}}})");
    row("simulation.nodes.server.serverless", R"({"nodes": {"server": {"serverless": true}}})");
    row("simulation.nodes.server.serverless.keep_alive",
        R"({"nodes": {"server": {"serverless": {"keep_alive": "ever"}}}})");
    row("simulation.nodes.server.serverless.max_instances",
        R"({"nodes": {"server": {"serverless": {"max_instances": 0.5}}}})");
    row("simulation.nodes.server.serverless.at_limit",
        R"({"nodes": {"server": {"serverless": {"at_limit": "panic"}}}})");
}

void MachineSettingsTest::whatIsWrongIsSaidWithItsPlace() {
    QFETCH(QString, block);
    QFETCH(QString, place);
    const auto settings = readBlock(block.toUtf8().constData());
    QVERIFY(!settings);
    QStringList places;
    for (const Diagnostic& d : settings.error())
        places += QString::fromStdString(d.parameter);
    QVERIFY2(places.contains(place), qPrintable(places.join(' ')));
    // Nothing of what is unknown goes unnoticed either.
    const auto unknown = readBlock(R"({"power": {"ideal": 3}, "gil": {"nodes": ["server"], "swich": 1}})");
    QVERIFY(unknown);
    QCOMPARE(std::distance(unknown->warnings.begin(), unknown->warnings.end()), 2);
    // Of a node that is not there one may speak anywhere: it may be disabled.
    const auto nobody =
        readBlock(R"({"gil": {"nodes": ["server", "nobody"]}, "nodes": {"nobody": {"time": "1 ms"}}})");
    QVERIFY(nobody);
    std::vector<std::string> unknownPlaces;
    for (const Diagnostic& d : nobody->warnings)
        if (d.code == "MR4703") unknownPlaces.push_back(d.parameter);
    QCOMPARE(unknownPlaces, (std::vector<std::string>{"simulation.nodes.nobody", "simulation.gil.nodes"}));
}

QTEST_GUILESS_MAIN(MachineSettingsTest)
#include "tst_machine_settings.moc"
