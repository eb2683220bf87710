// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/sim/forecast.h"

#include <boost/json/object.hpp>
#include <string>
#include <vector>

namespace millrace {

/// Rows of cells for people: the first column to the left, the others to the right.
class TextTable {
public:
    explicit TextTable(std::vector<std::string> head) { rows_.push_back(std::move(head)); }
    void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
    std::string text() const; ///< with an empty line behind; nothing where there is no row

private:
    std::vector<std::vector<std::string>> rows_;
};

/// A forecast for programs: figures by node and wire, each with mean, half width of its 95 % interval and
/// unit; what it rests on; the fingerprint.
boost::json::object toJson(const sim::Forecast& forecast);
/// For people: tables of sinks, nodes and wires.
std::string forecastText(const sim::Forecast& forecast);
/// One figure for people: "10.2 ms +- 1.3 %".
std::string kpiText(const sim::Kpi& kpi);
/// Nodes whose times nobody measured, by what was found about the model.
std::vector<std::string> uncalibratedNodes(const Diagnostics& found);
/// What a forecast rests on, for people: see linesOf.
std::string basisText(const ForecastBasis& basis);
/// 16 hexadecimal digits.
std::string fingerprintText(std::uint64_t fingerprint);

} // namespace millrace
