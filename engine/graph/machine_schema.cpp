// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/machine_schema.h"

#include <boost/json/array.hpp>

namespace millrace {

namespace {

namespace json = boost::json;

json::object described(json::object schema, const char* description) {
    schema["description"] = description;
    return schema;
}
json::object number(json::value least, const char* description) {
    return {{"type", "number"}, {"minimum", std::move(least)}, {"description", description}};
}
json::object text(const char* description) { return {{"type", "string"}, {"description", description}}; }
json::object oneOf(json::array values, const char* description) {
    return {{"enum", std::move(values)}, {"description", description}};
}
json::object block(const char* description, json::object properties) {
    return {{"type", "object"}, {"description", description}, {"properties", std::move(properties)}};
}

json::object powerSchema() {
    return block("watts: idle + (max - idle) * utilisation^gamma",
                 {{"idle", number(0, "of the whole machine")},
                  {"max", number(0, "with all cores at work")},
                  {"gamma", number(0.01, "left out: 1")}});
}

json::object siteSchema() {
    return block("a machine, or several that share their load",
                 {{"cores", number(0.1, "left out: 4")},
                  {"speed", number(0.000001, "times as fast as the times say")},
                  {"power", powerSchema()},
                  {"core_hour", number(0, "price of a core for an hour, used or not")},
                  {"carbon", number(0, "grams of CO2 per kWh; left out: as everywhere")}});
}

json::object linkSchema(const json::object& duration, const json::object& time) {
    const json::object rate{{"type", json::array{"string", "number"}},
                            {"description", "\"10 Mbit/s\", \"1.25 MB/s\", or bytes per second"}};
    json::object outages = block(
        "beginning with up, in turns; who retransmits waits, else it is lost",
        {{"up", described(time, "how long it is up")}, {"down", described(time, "how long it is down")}});
    json::object window{
        {"type", json::array{"string", "number"}},
        {"description", "bytes on their way at a time; bounds the rate to window / (2 latency)"}};
    return block("connection from one site to another",
                 {{"from", text("a site; `local` is the machine itself")},
                  {"to", text("a site")},
                  {"both_ways", json::object{{"type", "boolean"}}},
                  {"latency", described(time, "from the last byte that leaves to the last that comes")},
                  {"bandwidth", rate},
                  {"record_bytes", number(0, "where the node that sends does not say it")},
                  {"overhead_bytes", number(0, "of what is sent together")},
                  {"loss", number(0, "share of the messages")},
                  {"on_loss", oneOf({"retransmit", "drop"}, "left out: retransmit, and keep the order")},
                  {"retransmit_after", described(duration, "left out: 200 ms")},
                  {"outages", std::move(outages)},
                  {"preset", oneOf({"example 5G NSA up", "example 5G NSA down", "example LAN",
                                    "example cloud region", "example between regions"},
                                   "latency, bandwidth and overhead to begin with: an example, no promise")},
                  {"tcp", oneOf({"lv08", "none"},
                                "lv08: factors 13.01 and 0.97, a window of 4194304 bytes, as SimGrid")},
                  {"latency_factor", number(0.01, "times the latency; left out: 1")},
                  {"bandwidth_factor", number(0.01, "times the bandwidth; left out: 1")},
                  {"window", std::move(window)},
                  {"per_gb", number(0, "price of 1e9 bytes")},
                  {"joules_per_byte", number(0, "energy")}});
}

} // namespace

json::object machineSchema(const json::object& duration, const json::object& time) {
    json::object sites{{"type", "object"},
                       {"description", "machines beside the local one, by name"},
                       {"additionalProperties", siteSchema()}};
    json::object links{{"type", "array"}, {"items", linkSchema(duration, time)}};
    json::object gil =
        block("one interpreter: of these nodes one thread computes at a time",
              {{"nodes", json::object{{"type", "array"}, {"items", json::object{{"type", "string"}}}}},
               {"switch_interval", described(duration, "patience of who waits; left out: 5 ms")}});
    json::object process =
        block("what worker processes cost their parent",
              {{"per_item", described(duration, "of what is sent together; left out: 80 us")},
               {"per_kb", described(duration, "of 1,024 bytes; left out: 1.85 us")},
               {"spawn", described(duration, "until a worker is there; left out: 74 ms")},
               {"record_bytes", number(0, "where the node that sends does not say it; left out: 100")},
               {"parent", oneOf({"one", "per_worker"}, "left out: one serves all workers of a node")}});
    return {{"sites", std::move(sites)},
            {"links", std::move(links)},
            {"gil", std::move(gil)},
            {"process", std::move(process)},
            {"time_slice", described(duration, "threads take turns; left out: cores are shared evenly")},
            {"context_switch", described(duration, "from one thread to another; left out: 0 s")},
            {"power", powerSchema()},
            {"core_hour", number(0, "price of a core for an hour, used or not")},
            {"carbon", number(0, "grams of CO2 per kWh")},
            {"per_record_of", json::object{{"type", "array"},
                                           {"items", json::object{{"type", "string"}}},
                                           {"description",
                                            "sinks whose records energy and cost are told "
                                            "per record of; left out: all"}}}};
}

json::object placeSchema(const json::object& duration, const json::object& time) {
    json::object serverless =
        block("its records are handled by instances that come and go",
              {{"cold_start", described(time, "before the first record of a new instance")},
               {"keep_alive", described(duration, "how long an idle one stays; left out: 10 min")},
               {"max_instances",
                json::object{{"type", "integer"}, {"minimum", 1}, {"description", "left out: 1000"}}},
               {"at_limit", oneOf({"wait", "reject"}, "left out: wait")},
               {"memory_gb", number(0, "of an instance; left out: 0.128")},
               {"per_invocation", number(0, "price")},
               {"per_gb_second", number(0, "price")},
               {"per_cold_start", number(0, "price")},
               {"cold_start_joules", number(0, "energy, beside the power")},
               {"power", powerSchema()}});
    return {{"site", text("where it runs; left out: local")},
            {"serverless", std::move(serverless)},
            {"record_bytes", number(0, "of each record that it sends")}};
}

} // namespace millrace
