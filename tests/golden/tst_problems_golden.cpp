// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_json.h"
#include "engine/graph/json_writer.h"
#include "engine/plan/planner.h"
#include "nodes/builtin.h"

#include <QTest>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

using namespace millrace;

namespace {

namespace fs = std::filesystem;

fs::path root() { return fs::path(MILLRACE_TEST_DATA) / "golden" / "problems"; }

std::string contentsOf(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot read " + path.string());
    return {std::istreambuf_iterator<char>(file), {}};
}

const Registry& builtinKinds() {
    static const Registry kRegistry = [] {
        Registry registry;
        registerBuiltinNodes(registry);
        return registry;
    }();
    return kRegistry;
}

/// What checking the graph of a case finds, errors of the file included, each with its place.
Diagnostics findingsOf(const fs::path& folder) {
    const auto file = parseGraph(contentsOf(folder / "graph.mill"), "graph.mill");
    if (!file) return file.error();
    Diagnostics findings = file->warnings;
    PlanOptions options;
    options.graphFolder = folder.string();
    options.currentFolder = folder.string();
    options.environment = [](const std::string&) { return std::nullopt; };
    for (Diagnostic finding : plan(file->document, builtinKinds(), options).diagnostics) {
        file->positions.locate(finding, file->document, "graph.mill");
        findings.add(std::move(finding));
    }
    return findings;
}

boost::json::object asJson(const Diagnostic& d) {
    boost::json::object object{{"severity", severityName(d.severity)}, {"code", d.code}};
    const auto add = [&object](const char* name, const std::string& value) {
        if (!value.empty()) object[name] = value;
    };
    add("node", d.node);
    add("port", d.port);
    add("parameter", d.parameter);
    add("wire", d.edge);
    if (d.line > 0) object["line"] = d.line;
    if (d.column > 0) object["column"] = d.column;
    object["message"] = d.message;
    add("hint", d.hint);
    return object;
}

/// Members that the expected finding does not mention may be anything.
bool fits(const boost::json::object& found, const boost::json::object& expected) {
    return std::all_of(expected.begin(), expected.end(), [&found](const auto& member) {
        const auto* value = found.if_contains(member.key());
        return value != nullptr && flatJson(*value) == flatJson(member.value());
    });
}

} // namespace

/// tests/golden/problems/<case>: graph.mill, and in expected.json the list of what must be found, in order.
class tst_problems_golden : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyProblemIsFoundWhereItIs_data() {
        QTest::addColumn<QString>("name");
        std::vector<std::string> names;
        for (const auto& entry : fs::directory_iterator(root()))
            if (entry.is_directory()) names.push_back(entry.path().filename().string());
        std::sort(names.begin(), names.end());
        for (const std::string& name : names)
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }

    void everyProblemIsFoundWhereItIs() {
        QFETCH(QString, name);
        const fs::path folder = root() / name.toStdString();
        const auto expected = readJson(contentsOf(folder / "expected.json")).value().value.as_array();
        boost::json::array found;
        for (const Diagnostic& finding : findingsOf(folder))
            found.push_back(asJson(finding));
        bool same = found.size() == expected.size();
        for (std::size_t i = 0; same && i < found.size(); ++i)
            same = fits(found[i].as_object(), expected[i].as_object());
        if (!same) QFAIL(("found:\n" + prettyJson(found) + "expected:\n" + prettyJson(expected)).c_str());
    }

    void theCasesCoverTheCodesAPersonMeetsFirst() {
        std::string all;
        for (const auto& entry : fs::directory_iterator(root()))
            if (entry.is_directory()) all += contentsOf(entry.path() / "expected.json");
        for (const char* code :
             {"MR1001", "MR1007", "MR1101", "MR1102", "MR1103", "MR1105", "MR1106", "MR1110", "MR1120",
              "MR1133", "MR1135", "MR1404", "MR1406", "MR1408", "MR3001", "MR3002", "MR3003"})
            QVERIFY2(all.find(code) != std::string::npos, code);
    }
};

QTEST_GUILESS_MAIN(tst_problems_golden)
#include "tst_problems_golden.moc"
