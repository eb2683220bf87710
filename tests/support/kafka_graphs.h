// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/node_harness.h"
#include "tests/support/run_graph.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

/// Small graphs around the Kafka nodes.
namespace millrace::test {

namespace json = boost::json;

inline json::object with(json::object object, const json::object& more) {
    for (const auto& member : more)
        object[member.key()] = member.value();
    return object;
}

/// A real broker may be slow to start again, so there is more time than for other runs.
inline RunGraphOptions patiently() {
    RunGraphOptions options;
    options.timeout = std::chrono::minutes(6);
    return options;
}

/// source -> table of everything, rejected -> another one.
inline RunOutcome readTopic(const std::string& brokers, const json::object& params,
                            json::object concurrency = {}) {
    const json::object source = with(
        {{"brokers", brokers}, {"topics", "t"}, {"end", "latest"}, {"connect_timeout", "1 min"}}, params);
    json::object node{{"kind", "kafka_source"}, {"params", source}};
    if (!concurrency.empty()) node["concurrency"] = std::move(concurrency);
    const json::object table{{"kind", "live_table"}, {"params", {{"rows", 100'000}}}};
    return runGraphText(
        json::serialize(json::object{
            {"millrace", 1},
            {"nodes", {{"source", node}, {"good", table}, {"bad", table}}},
            {"edges", json::array{json::object{{"from", "source.out"}, {"to", "good.in"}},
                                  json::object{{"from", "source.rejected"}, {"to", "bad.in"}}}}}),
        builtinRegistry(), patiently());
}

/// generate `count` ids -> sink, rejected -> table.
inline RunOutcome writeTopic(const std::string& brokers, int count, const json::object& params,
                             const json::object& fields = {}, const json::object& pace = {}) {
    const json::object all = with({{"id", {{"type", "sequence"}}}}, fields);
    const json::object sink =
        with({{"brokers", brokers}, {"topic", "t"}, {"connect_timeout", "1 min"}}, params);
    return runGraphText(
        json::serialize(json::object{
            {"millrace", 1},
            {"nodes",
             {{"ids", {{"kind", "generate"}, {"params", with({{"count", count}, {"fields", all}}, pace)}}},
              {"sink", {{"kind", "kafka_sink"}, {"params", sink}}},
              {"bad", {{"kind", "live_table"}, {"params", {{"rows", 100'000}}}}}}},
            {"edges", json::array{json::object{{"from", "ids.out"}, {"to", "sink.in"}},
                                  json::object{{"from", "sink.rejected"}, {"to", "bad.in"}}}}}),
        builtinRegistry(), patiently());
}

inline std::vector<std::string> columnOf(const RunOutcome& run, const std::string& node,
                                         const std::string& name) {
    const RecordBatch& table = run.published.at(node);
    const std::size_t column = table.schema()->indexOf(name).value();
    std::vector<std::string> values;
    for (std::size_t i = 0; i < table.rows(); ++i)
        values.push_back(toText(table.column(column).valueAt(table.rowAt(i)), table.column(column).type()));
    return values;
}

} // namespace millrace::test
