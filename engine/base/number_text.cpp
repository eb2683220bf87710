// SPDX-License-Identifier: Apache-2.0
#include "engine/base/number_text.h"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>

namespace millrace {

namespace {

struct Scaled {
    double value;
    const char* prefix;
};

Scaled scaled(double value) {
    const double size = std::abs(value);
    if (size >= 999.5e9) return {value / 1e12, "T"};
    if (size >= 999.5e6) return {value / 1e9, "G"};
    if (size >= 999.5e3) return {value / 1e6, "M"};
    if (size >= 999.5) return {value / 1e3, "k"};
    return {value, ""};
}

std::string threeDigits(double value) {
    const double size = std::abs(value);
    return fmt::format("{:.{}f}", value, size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2);
}

std::string groupedThousands(std::int64_t count) {
    std::string text = std::to_string(count);
    const std::ptrdiff_t first = count < 0 ? 1 : 0;
    for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > first; at -= 3)
        text.insert(static_cast<std::size_t>(at), ",");
    return text;
}

} // namespace

Quantity rateQuantity(double recordsPerSecond) {
    if (!std::isfinite(recordsPerSecond) || recordsPerSecond < 0) return {"0", "/s"};
    const Scaled s = scaled(recordsPerSecond);
    const bool whole = *s.prefix == 0 && (s.value >= 10 || s.value == std::floor(s.value));
    return {whole ? fmt::format("{:.0f}", s.value) : threeDigits(s.value), std::string(s.prefix) + "/s"};
}

Quantity countQuantity(std::int64_t count) {
    if (count > -100'000 && count < 100'000) return {groupedThousands(count), ""};
    const Scaled s = scaled(static_cast<double>(count));
    return {fmt::format("{:.1f}", s.value), s.prefix};
}

Quantity durationQuantity(double seconds) {
    const double size = std::abs(seconds);
    if (size >= 0.9995) return {threeDigits(seconds), "s"};
    if (size >= 0.9995e-3) return {threeDigits(seconds * 1e3), "ms"};
    if (size >= 0.9995e-6) return {threeDigits(seconds * 1e6), "µs"};
    return {fmt::format("{:.0f}", seconds * 1e9), "ns"};
}

Quantity bytesQuantity(double bytes) {
    const Scaled s = scaled(bytes);
    return {*s.prefix == 0 ? fmt::format("{:.0f}", s.value) : threeDigits(s.value),
            std::string(s.prefix) + "B"};
}

std::string percentText(double share) {
    return fmt::format("{:.0f} %", std::clamp(std::isfinite(share) ? share : 0.0, 0.0, 1.0) * 100);
}

std::string clockText(double seconds) {
    const auto total = static_cast<std::int64_t>(std::max(0.0, seconds));
    if (total >= 3600) return fmt::format("{}:{:02}:{:02}", total / 3600, total / 60 % 60, total % 60);
    return fmt::format("{:02}:{:02}", total / 60, total % 60);
}

} // namespace millrace
