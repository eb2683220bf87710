// SPDX-License-Identifier: Apache-2.0
#include "tests/support/node_case.h"

#include "engine/base/text.h"
#include "engine/operator/event_time.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace millrace::test {

namespace json = boost::json;
namespace fs = std::filesystem;

namespace {

std::string readFile(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot read " + path.string());
    std::ostringstream text;
    text << file.rdbuf();
    return std::move(text).str();
}

std::string textIn(const json::object& object, const char* name) {
    const json::value* value = object.if_contains(name);
    return value == nullptr ? std::string() : std::string(value->as_string());
}

std::string checkProblems(const NodeHarness& harness, const json::array& expected) {
    if (harness.isBound()) return "the node binds, but problems are expected";
    for (const json::value& item : expected) {
        const json::object& problem = item.as_object();
        const auto matches = [&problem](const Diagnostic& d) {
            return d.code == textIn(problem, "code") && d.parameter == textIn(problem, "parameter") &&
                   d.message.find(textIn(problem, "message")) != std::string::npos && !d.node.empty();
        };
        if (std::none_of(harness.problems().begin(), harness.problems().end(), matches))
            return "missing: " + json::serialize(problem) + "\n  got:\n" + toText(harness.problems());
    }
    return {};
}

std::string checkPort(const NodeHarness& harness, std::size_t port, const json::object& expected) {
    const SchemaPtr schema = harness.node().outputs[port];
    const std::string name = harness.node().outputPorts[port].name;
    if (const json::value* columns = expected.if_contains("columns")) {
        const SchemaPtr wanted = schemaFromJson(columns->as_object(), textIn(expected, "event_time"));
        if (*schema != *wanted)
            return "port " + name + " has " + toText(*schema) + ", expected " + toText(*wanted);
    }
    const json::value* ordered = expected.if_contains("ordered");
    const json::value* rows = expected.if_contains("rows");
    const std::string problem = difference(rowsOf(harness.output(port)),
                                           rows == nullptr ? Rows() : rowsFromJson(rows->as_array(), *schema),
                                           *schema, ordered != nullptr && ordered->as_bool());
    return problem.empty() ? std::string() : "port " + name + ": " + problem;
}

std::string checkFiles(const std::string& folder, const json::object& expected) {
    for (const auto& file : expected) {
        const std::string text = readFile(fs::path(folder) / std::string(file.key()));
        if (text != std::string(file.value().as_string()))
            return "file " + std::string(file.key()) + " holds\n" + text + "\nexpected\n" +
                   std::string(file.value().as_string());
    }
    return {};
}

std::string checkResults(const NodeCase& nodeCase, const NodeHarness& harness, const std::string& folder) {
    const json::value* expect = nodeCase.json.if_contains("expect");
    for (std::size_t port = 0; port < harness.node().outputPorts.size(); ++port) {
        const std::string& name = harness.node().outputPorts[port].name;
        const json::value* expected = expect == nullptr ? nullptr : expect->as_object().if_contains(name);
        const std::string problem =
            checkPort(harness, port, expected == nullptr ? json::object() : expected->as_object());
        if (!problem.empty()) return problem;
    }
    if (const json::value* files = nodeCase.json.if_contains("expect_files"))
        return checkFiles(folder, files->as_object());
    return {};
}

} // namespace

const NodeKind& NodeCase::kind() const {
    const NodeKind* kind = testedRegistry().find(textIn(json, "kind"));
    if (kind == nullptr) throw std::runtime_error(name + ": there is no kind " + textIn(json, "kind"));
    return *kind;
}

json::object NodeCase::params() const {
    const json::value* params = json.if_contains("params");
    return params == nullptr ? json::object() : params->as_object();
}

std::vector<SchemaPtr> NodeCase::inputs() const {
    if (isSource()) return {};
    const SchemaPtr schema = schemaFromJson(json.at("columns").as_object(), textIn(json, "event_time"));
    std::vector<SchemaPtr> schemas(kind().inputs.size(), schema);
    if (const json::value* second = json.if_contains("second"))
        schemas.at(1) =
            schemaFromJson(second->at("columns").as_object(), textIn(second->as_object(), "event_time"));
    return schemas;
}

RecordBatch NodeCase::secondRows() const {
    const json::value* second = json.if_contains("second");
    if (second == nullptr) return {};
    return batchFromJson(inputs().at(1), second->at("rows").as_array());
}

const std::vector<NodeCase>& nodeCases() {
    static const std::vector<NodeCase> cases = [] {
        std::vector<NodeCase> found;
        for (const auto& entry : fs::directory_iterator(MILLRACE_TEST_DATA "/golden/nodes")) {
            const fs::path file = entry.path() / "case.json";
            if (!fs::exists(file)) continue;
            boost::system::error_code error;
            const json::value value = json::parse(readFile(file), error);
            if (error) throw std::runtime_error(file.string() + ": " + error.message());
            found.push_back({entry.path().filename().string(), value.as_object()});
        }
        std::sort(found.begin(), found.end(),
                  [](const NodeCase& a, const NodeCase& b) { return a.name < b.name; });
        return found;
    }();
    return cases;
}

CaseFolder::CaseFolder(const NodeCase& nodeCase) {
    std::string pattern = (fs::temp_directory_path() / "millrace-case-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make " + pattern);
    path_ = pattern;
    if (const json::value* files = nodeCase.json.if_contains("files")) {
        for (const auto& file : files->as_object()) {
            std::ofstream out(fs::path(path_) / std::string(file.key()), std::ios::binary);
            out << std::string(file.value().as_string());
        }
    }
}

CaseFolder::~CaseFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

void feedAsSource(NodeHarness& harness, const RecordBatch& rows, std::optional<std::int64_t> watermarkDelayMs,
                  const ReplayOptions& replay) {
    WatermarkTracker tracker(watermarkDelayMs.value_or(0));
    const std::size_t most = std::max(rows.rows(), replay.second.rows());
    for (std::size_t first = 0; first < most; first += replay.batchSize) {
        if (const RecordBatch other = replay.second.slice(first, replay.batchSize); !other.empty())
            harness.feed(replay.withDecoys ? withDecoys(other) : other, 1);
        if (first >= rows.rows()) continue;
        RecordBatch batch = rows.slice(first, replay.batchSize);
        batch.ingestTime = harness.context().virtualClock.now();
        if (watermarkDelayMs) tracker.observe(batch);
        harness.feed(replay.withDecoys ? withDecoys(batch) : std::move(batch));
        if (watermarkDelayMs) harness.watermark(tracker.watermark());
    }
    harness.end();
}

std::string replay(const NodeCase& nodeCase, const ReplayOptions& options) {
    const CaseFolder folder(nodeCase);
    const json::value* bounded = nodeCase.json.if_contains("bounded");
    const json::value* seed = nodeCase.json.if_contains("seed");
    HarnessOptions harnessOptions{.folder = folder.path(),
                                  .seed = seed == nullptr ? 42 : seed->to_number<std::uint64_t>(),
                                  .batchSize = options.batchSize,
                                  .isTight = options.isTight};
    const std::vector<SchemaPtr> inputs = nodeCase.inputs();
    harnessOptions.inputBounded.assign(inputs.size(), bounded == nullptr || bounded->as_bool());
    NodeHarness harness(nodeCase.kind(), nodeCase.params(), inputs, harnessOptions);
    if (const json::value* problems = nodeCase.json.if_contains("problems"))
        return checkProblems(harness, problems->as_array());
    if (!harness.isBound()) return "does not bind:\n" + toText(harness.problems());
    if (nodeCase.isSource()) {
        harness.runSource();
    } else {
        std::optional<std::int64_t> delay;
        if (const json::value* text = nodeCase.json.if_contains("watermark_delay"))
            delay = parseDuration(std::string_view(text->as_string())).value() / 1'000'000;
        harness.open();
        ReplayOptions both = options;
        both.second = nodeCase.secondRows();
        feedAsSource(harness, batchFromJson(inputs[0], nodeCase.json.at("rows").as_array()), delay, both);
    }
    return checkResults(nodeCase, harness, folder.path());
}

} // namespace millrace::test
