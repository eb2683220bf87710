// SPDX-License-Identifier: Apache-2.0
#include "engine/base/text.h"
#include "engine/run/graph_tester.h"
#include "engine/run/run.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <cmath>

namespace millrace {

namespace {

std::string valueText(const Value& value, const DataType& type) {
    std::string text;
    if (type.id() == TypeId::String && !value.isNull())
        appendJsonString(text, value.as<std::string>());
    else
        text = toText(value, type);
    return text;
}

std::string count(std::size_t number, const char* what) { return std::to_string(number) + " " + what; }

std::size_t countOf(const RowDiff& diff, RowDifference::Kind kind) {
    return static_cast<std::size_t>(std::count_if(diff.differences.begin(), diff.differences.end(),
                                                  [kind](const RowDifference& d) { return d.kind == kind; }));
}

/// The row without the columns that differ: what tells which one it is.
std::string sameColumns(const RowValues& row, const std::vector<Field>& columns,
                        const std::vector<std::size_t>& different) {
    std::string text;
    for (std::size_t c = 0; c < columns.size(); ++c) {
        if (std::find(different.begin(), different.end(), c) != different.end()) continue;
        text += (text.empty() ? "" : "  ") + columns[c].name + "=" + valueText(row[c], columns[c].type);
    }
    return text.empty() ? "a row" : text;
}

std::string differenceText(const RowDifference& difference, const PortOutcome& port) {
    switch (difference.kind) {
        case RowDifference::Kind::Missing:
            return "    - missing     " + rowText(port.expected[difference.expected], port.columns) + "\n";
        case RowDifference::Kind::Unexpected:
            return "    + unexpected  " + rowText(port.actual[difference.actual], port.columns) + "\n";
        case RowDifference::Kind::Changed: break;
    }
    const RowValues& wanted = port.expected[difference.expected];
    const RowValues& came = port.actual[difference.actual];
    std::string text = "    ~ changed     " + sameColumns(wanted, port.columns, difference.columns) + "\n";
    for (const std::size_t c : difference.columns) {
        const Field& column = port.columns[c];
        text += "                  " + column.name + ": " + valueText(came[c], column.type) + ", expected " +
                valueText(wanted[c], column.type) + "\n";
    }
    return text;
}

std::string orderText(const PortOutcome& port) {
    const std::size_t row = *port.diff.outOfOrder;
    return "    row " + std::to_string(row + 1) + "  " + rowText(port.actual[row], port.columns) +
           "\n    expected  " + rowText(port.expected[row], port.columns) + "\n";
}

boost::json::value toJson(const Value& value, const DataType& type) {
    if (value.isNull()) return nullptr;
    if (const auto* flag = std::get_if<bool>(&value.data)) return *flag;
    if (type.isInteger()) {
        const auto* small = std::get_if<std::int32_t>(&value.data);
        return small ? static_cast<std::int64_t>(*small) : value.as<std::int64_t>();
    }
    if (const auto* number = std::get_if<double>(&value.data); number && std::isfinite(*number))
        return *number;
    if (type.id() == TypeId::String) return boost::json::string(value.as<std::string>());
    return boost::json::string(toText(value, type));
}

boost::json::object toJson(const RowValues& row, const std::vector<Field>& columns) {
    boost::json::object object;
    for (std::size_t c = 0; c < columns.size(); ++c)
        object[columns[c].name] = toJson(row[c], columns[c].type);
    return object;
}

boost::json::object toJson(const PortOutcome& port) {
    boost::json::array missing, unexpected, changed;
    for (const RowDifference& difference : port.diff.differences) {
        if (difference.kind == RowDifference::Kind::Missing) {
            missing.push_back(toJson(port.expected[difference.expected], port.columns));
        } else if (difference.kind == RowDifference::Kind::Unexpected) {
            unexpected.push_back(toJson(port.actual[difference.actual], port.columns));
        } else {
            boost::json::array columns;
            for (const std::size_t c : difference.columns)
                columns.emplace_back(port.columns[c].name);
            changed.push_back({{"expected", toJson(port.expected[difference.expected], port.columns)},
                               {"actual", toJson(port.actual[difference.actual], port.columns)},
                               {"columns", std::move(columns)}});
        }
    }
    boost::json::object object{{"port", port.port},
                               {"same", port.diff.same()},
                               {"expected_rows", port.expected.size()},
                               {"rows", port.actual.size()}};
    if (port.line > 0) object["line"] = port.line;
    if (!missing.empty()) object["missing"] = std::move(missing);
    if (!unexpected.empty()) object["unexpected"] = std::move(unexpected);
    if (!changed.empty()) object["changed"] = std::move(changed);
    if (port.diff.outOfOrder) object["out_of_order_from"] = *port.diff.outOfOrder;
    return object;
}

} // namespace

const char* nameOf(TestOutcome::State state) {
    switch (state) {
        case TestOutcome::State::Passed: return "passed";
        case TestOutcome::State::Failed: return "failed";
        case TestOutcome::State::Faulty: break;
    }
    return "faulty";
}

std::string differenceSummary(const PortOutcome& port) {
    if (port.diff.outOfOrder)
        return "the rows are as expected, but in another order from row " +
               std::to_string(*port.diff.outOfOrder + 1);
    std::string text;
    const auto add = [&text, &port](RowDifference::Kind kind, const char* what) {
        const std::size_t number = countOf(port.diff, kind);
        if (number > 0) text += (text.empty() ? "" : ", ") + count(number, what);
    };
    add(RowDifference::Kind::Changed, "changed");
    add(RowDifference::Kind::Missing, "missing");
    add(RowDifference::Kind::Unexpected, "unexpected");
    if (text.empty()) return "as expected";
    return text + " (" + count(port.actual.size(), port.actual.size() == 1 ? "row" : "rows") + " came, " +
           std::to_string(port.expected.size()) + " expected)";
}

std::string rowText(const RowValues& row, const std::vector<Field>& columns) {
    return columns.empty() ? "a row" : sameColumns(row, columns, {});
}

std::string failureText(const TestOutcome& outcome, std::size_t maxRows) {
    std::string text;
    if (outcome.state == TestOutcome::State::Passed) return text;
    for (const PortOutcome& port : outcome.ports) {
        if (port.diff.same()) continue;
        text += "  " + port.port;
        if (port.line > 0)
            text += " (" + (outcome.file.empty() ? "line " : outcome.file + ":") + std::to_string(port.line) +
                    ")";
        text += ": " + differenceSummary(port) + "\n";
        if (port.diff.outOfOrder) text += orderText(port);
        const auto& all = port.diff.differences;
        for (std::size_t i = 0; i < std::min(all.size(), maxRows); ++i)
            text += differenceText(all[i], port);
        if (all.size() > maxRows) text += "    ... and " + std::to_string(all.size() - maxRows) + " more\n";
    }
    for (const Diagnostic& diagnostic : outcome.diagnostics) {
        text += "  ";
        for (const char c : toText(diagnostic)) {
            text += c;
            if (c == '\n') text += "  ";
        }
        text += "\n";
    }
    return text;
}

boost::json::object toJson(const TestOutcome& outcome) {
    boost::json::object object{{"name", outcome.name}, {"state", nameOf(outcome.state)}};
    if (outcome.line > 0) object["line"] = outcome.line;
    object["seconds"] = outcome.seconds;
    boost::json::array ports, diagnostics;
    for (const PortOutcome& port : outcome.ports)
        ports.push_back(toJson(port));
    for (const Diagnostic& diagnostic : outcome.diagnostics)
        diagnostics.push_back(toJson(diagnostic));
    object["ports"] = std::move(ports);
    if (!diagnostics.empty()) object["diagnostics"] = std::move(diagnostics);
    return object;
}

} // namespace millrace
