// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/settings_reader.h"

#include "engine/sim/simulation_settings.h"

namespace millrace::sim {

std::optional<double> numberFrom(const boost::json::value& value, double least, double most) {
    if (!value.is_number()) return std::nullopt;
    const double number = value.to_number<double>();
    return number >= least && number <= most ? std::optional(number) : std::nullopt;
}

std::optional<MonotonicNs> durationFrom(const boost::json::value& value) {
    if (!value.is_string()) return std::nullopt;
    const auto time = parseDuration(std::string_view(value.get_string()));
    return time && *time >= 0 ? std::optional<MonotonicNs>(*time) : std::nullopt;
}

std::optional<Distribution> readLaw(const boost::json::object& block, const char* name,
                                    const std::string& path, Diagnostics& problems) {
    const boost::json::value* written = block.if_contains(name);
    if (!written) return std::nullopt;
    auto law = readDistribution(*written);
    if (law) return *law;
    for (Diagnostic d : law.error()) {
        d.parameter = path + name;
        problems.add(std::move(d));
    }
    return std::nullopt;
}

} // namespace millrace::sim
