// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"
#include "engine/graph/parameter_spec.h"

#include <boost/json/object.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace millrace {

/// The parameters of one node: checked against its specs, `${...}` resolved, defaults filled in. Dotted paths
/// reach into objects
/// ("window.tumbling"). Typed getters assume a checked value and throw DiagnosticError on a path that has
/// none (a programming error); ask has() first where a parameter is optional. Immutable value.
class Params {
public:
    Params() = default;
    explicit Params(boost::json::object values) : values_(std::move(values)) {}

    const boost::json::object& values() const { return values_; }
    const boost::json::value* find(std::string_view path) const; ///< null when absent or JSON null
    bool has(std::string_view path) const { return find(path) != nullptr; }
    std::string text(std::string_view path) const;
    std::int64_t integer(std::string_view path) const;
    double number(std::string_view path) const;
    bool boolean(std::string_view path) const;
    std::int64_t duration(std::string_view path) const; ///< nanoseconds
    std::int64_t size(std::string_view path) const;     ///< bytes
    std::vector<std::string> list(std::string_view path) const;
    std::vector<std::pair<std::string, std::string>> map(std::string_view path) const; ///< in file order
    std::vector<Params> objects(std::string_view path) const;                          ///< ObjectList
    std::vector<std::pair<std::string, Params>> objectMap(
        std::string_view path) const; ///< ObjectMap, in file order

    bool operator==(const Params& other) const { return values_ == other.values_; }

private:
    boost::json::object values_;
};

/// Checks raw values against specs: unknown names (with suggestion), missing required ones, types, ranges,
/// choices, units, identifiers. Fills in defaults. `node` goes into the diagnostics; parameter paths are
/// dotted.
Result<Params> checkParams(const boost::json::object& raw, const std::vector<ParameterSpec>& specs,
                           const std::string& node);
/// True when `spec.visibleWhen` holds for these values (siblings first, then from the top), which have their
/// defaults filled in. Conditions, all of which must hold, are parted by commas: "name=a|b", "name!=a|b" or
/// "name" (given and not false).
bool isVisible(const ParameterSpec& spec, const boost::json::object& siblings,
               const boost::json::object& top);

} // namespace millrace
