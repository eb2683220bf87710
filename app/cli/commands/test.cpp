// SPDX-License-Identifier: Apache-2.0
#include "app/cli/terminal.h"
#include "app/cli/verb_table.h"
#include "app/shared/engine_graph_tester.h"
#include "app/shared/node_kinds.h"
#include "app/shared/open_graph.h"
#include "engine/base/printable.h"
#include "engine/base/text.h"

#include <fmt/format.h>
#include <unistd.h>
#include <algorithm>
#include <boost/json/array.hpp>

namespace millrace::cli {

namespace {

/// The tests to run: those named, in the order given, or all. Error MR5401: there is no such test.
Result<std::vector<std::string>> chosenTests(const Arguments& arguments, const GraphDocument& document) {
    const std::vector<std::string> all = testNames(document);
    std::vector<std::string> chosen(arguments.operands.begin() + 1, arguments.operands.end());
    if (chosen.empty()) return all;
    Diagnostics problems;
    for (const std::string& name : chosen)
        if (std::find(all.begin(), all.end(), name) == all.end())
            problems.error("MR5401", "there is no test `" + name + "` in the graph", suggestion(name, all));
    if (!problems.empty()) return problems;
    return chosen;
}

void printOutcome(const TestOutcome& outcome, bool quiet) {
    using State = TestOutcome::State;
    const bool colours = useColours(STDOUT_FILENO);
    const bool passed = outcome.state == State::Passed;
    if (passed && quiet) return;
    const char* word = passed ? "ok    " : outcome.state == State::Failed ? "FAILED" : "ERROR ";
    fmt::print("{}  {}  ({:.0f} ms)\n", coloured(word, passed ? Colour::Green : Colour::Red, colours),
               printable(outcome.name), outcome.seconds * 1000);
    fmt::print("{}", printable(failureText(outcome), LineBreaks::Keep));
    for (const Diagnostic& d : outcome.diagnostics)
        if (passed && d.severity == Severity::Warning) fmt::print("  {}\n", printable(toText(d)));
    std::fflush(stdout);
}

struct Count {
    std::size_t passed = 0, failed = 0, faulty = 0;
    void add(TestOutcome::State state) {
        if (state == TestOutcome::State::Passed) ++passed;
        if (state == TestOutcome::State::Failed) ++failed;
        if (state == TestOutcome::State::Faulty) ++faulty;
    }
    int exitStatus() const {
        return faulty > 0 ? kExitGraphErrors : failed > 0 ? kExitFailed : kExitFinished;
    }
    std::string text() const {
        std::string text = fmt::format("{} passed, {} failed", passed, failed);
        if (faulty > 0) text += fmt::format(", {} with errors", faulty);
        return text;
    }
};

} // namespace

int testCommand(const Arguments& arguments) {
    const std::string path = arguments.operands.at(0);
    const auto kinds = loadNodeKinds(arguments.values("plugin"));
    if (!kinds) {
        printDiagnostics(kinds.error());
        return kExitUsage;
    }
    printDiagnostics(kinds->warnings);
    const auto file = openGraphFile(path);
    if (!file) {
        printDiagnostics(file.error());
        return kExitGraphErrors;
    }
    const auto names = chosenTests(arguments, file->document);
    if (!names) {
        printDiagnostics(names.error());
        return kExitUsage;
    }
    const bool asJson = arguments.has("json");
    if (arguments.has("list")) {
        boost::json::array list;
        for (const std::string& name : *names) {
            list.emplace_back(name);
            if (!asJson) fmt::print("{}\n", printable(name));
        }
        if (asJson) fmt::print("{}\n", prettyJson(list));
        return kExitFinished;
    }
    const EngineGraphTester tester(kinds->registry);
    Count count;
    boost::json::array tests;
    for (const std::string& name : *names) {
        const TestOutcome outcome =
            tester.run({file->document, path, file->positions}, name, [] { return false; });
        count.add(outcome.state);
        if (asJson)
            tests.push_back(toJson(outcome));
        else
            printOutcome(outcome, arguments.has("quiet"));
    }
    if (asJson) {
        fmt::print("{}\n", prettyJson(boost::json::object{{"file", path},
                                                          {"passed", count.passed},
                                                          {"failed", count.failed},
                                                          {"faulty", count.faulty},
                                                          {"tests", std::move(tests)}}));
    } else if (names->empty()) {
        std::fprintf(stderr, "%s has no tests\n", path.c_str());
    } else if (!arguments.has("quiet") || count.exitStatus() != kExitFinished) {
        fmt::print("{}: {}\n", path, count.text());
    }
    return count.exitStatus();
}

} // namespace millrace::cli
