// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_test.h"

#include "engine/base/text.h"

namespace millrace {

namespace {

namespace json = boost::json;

class TestReader {
public:
    TestReader(std::string_view name, const TestPlaces& places) : places_(places) {
        test.name = name;
        pointer_ = pointerOfTest(name);
    }

    GraphTest test;
    Diagnostics diagnostics;

    void read(const json::value& value) {
        const json::object* members = objectAt(value, pointer_, "a test");
        if (!members) return;
        for (const auto& member : *members)
            readMember(member.key(), member.value());
        if (test.expected.empty() && diagnostics.empty())
            error("MR1502", pointer_, "the test expects nothing", "add \"expect\": {\"node.port\": [rows]}");
    }

private:
    void error(const char* code, const std::string& pointer, std::string message, std::string hint = {}) {
        places_.place(
            diagnostics.error(code, "test `" + test.name + "`: " + std::move(message), std::move(hint)),
            pointer);
    }

    const json::object* objectAt(const json::value& value, const std::string& pointer, const char* what) {
        if (!value.is_object()) error("MR1500", pointer, std::string(what) + " must be an object in braces");
        return value.if_object();
    }

    void readMember(std::string_view key, const json::value& value) {
        static const std::vector<std::string> kKnown{"inputs", "expect", "set", "ordered", "tolerance"};
        const std::string at = pointer_ + "/" + pointerToken(key);
        if (key == "inputs") {
            readPorts(value, at, "`inputs`", test.inputs);
        } else if (key == "expect") {
            readPorts(value, at, "`expect`", test.expected);
        } else if (key == "set") {
            readParameters(value, at);
        } else if (key == "ordered") {
            if (value.is_bool())
                test.ordered = value.get_bool();
            else
                error("MR1500", at, "`ordered` must be true or false");
        } else if (key == "tolerance") {
            test.tolerance = value.is_number() ? value.to_number<double>() : -1;
            if (!(test.tolerance >= 0 && test.tolerance <= 1))
                error("MR1500", at, "`tolerance` must be a number from 0 to 1", "1e-9 is the usual one");
        } else {
            error("MR1501", at, "there is no `" + std::string(key) + "` in a test", suggestion(key, kKnown));
        }
    }

    void readParameters(const json::value& value, const std::string& pointer) {
        const json::object* members = objectAt(value, pointer, "`set`");
        if (!members) return;
        for (const auto& member : *members)
            test.parameters.emplace_back(member.key(), member.value());
    }

    void readPorts(const json::value& value, const std::string& pointer, const char* what,
                   std::vector<TestRows>& out) {
        const json::object* members = objectAt(value, pointer, what);
        if (!members) return;
        for (const auto& member : *members) {
            const std::string name(member.key());
            TestRows rows;
            rows.pointer = pointer + "/" + pointerToken(name);
            const std::size_t dot = name.rfind('.');
            rows.at.node = name.substr(0, dot);
            if (dot != std::string::npos) rows.at.port = name.substr(dot + 1);
            if (rows.at.node.empty() || (dot != std::string::npos && rows.at.port.empty())) {
                error("MR1500", rows.pointer, "`" + name + "` does not name a port", "write node.port");
                continue;
            }
            if (readRows(member.value(), rows)) out.push_back(std::move(rows));
        }
    }

    bool readRows(const json::value& value, TestRows& rows) {
        const json::object* object = value.if_object();
        const json::value* file = object && object->size() == 1 ? object->if_contains("file") : nullptr;
        if (file && file->is_string() && !file->get_string().empty()) {
            rows.file = std::string(file->get_string());
            return true;
        }
        const json::array* list = value.if_array();
        if (!list) {
            error("MR1500", rows.pointer, "the records of `" + rows.at.node + "` must be a list of rows",
                  "write [{\"column\": value}] or {\"file\": \"rows.csv\"}");
            return false;
        }
        bool good = true;
        for (std::size_t i = 0; i < list->size(); ++i) {
            if ((*list)[i].is_object()) continue;
            error("MR1500", rows.pointer + "/" + std::to_string(i), "a row must be an object in braces",
                  "write {\"column\": value}");
            good = false;
        }
        if (good) rows.rows = *list;
        return good;
    }

    const TestPlaces& places_;
    std::string pointer_;
};

} // namespace

std::string pointerOfTest(std::string_view name) { return "/tests/" + pointerToken(name); }

Diagnostic& TestPlaces::place(Diagnostic& diagnostic, const std::string& pointer) const {
    if (!diagnostic.file.empty()) return diagnostic;
    const JsonPositions::Position position = positions_.find(pointer);
    diagnostic.file = file_;
    diagnostic.line = position.line;
    diagnostic.column = position.column;
    return diagnostic;
}

Result<GraphTest> readGraphTest(std::string_view name, const json::value& test, const TestPlaces& places) {
    TestReader reader(name, places);
    reader.read(test);
    if (reader.diagnostics.hasErrors()) return reader.diagnostics;
    return std::move(reader.test);
}

std::vector<std::string> testNames(const GraphDocument& document) {
    std::vector<std::string> names;
    for (const auto& member : document.tests)
        names.emplace_back(member.key());
    return names;
}

} // namespace millrace
