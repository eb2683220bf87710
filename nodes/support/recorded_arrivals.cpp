// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/recorded_arrivals.h"

#include "engine/data/time_text.h"

#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>

namespace millrace {

Result<std::vector<std::int64_t>> readArrivals(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        Diagnostics problems;
        Diagnostic& d = problems.error("MR3301", "cannot read `" + path + "`: " + std::strerror(errno),
                                       "name a file with one arrival per line");
        d.file = path;
        return problems;
    }
    std::vector<std::int64_t> offsets;
    std::string line;
    std::optional<std::int64_t> first;
    for (int number = 1; std::getline(file, line); ++number) {
        std::string_view text = line;
        text = text.substr(0, text.find(','));
        while (!text.empty() && (text.back() == '\r' || text.back() == ' '))
            text.remove_suffix(1);
        if (text.empty()) continue;
        double seconds = 0;
        std::optional<std::int64_t> value;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
        if (error == std::errc() && end == text.data() + text.size() && std::abs(seconds) < 4e9)
            value = static_cast<std::int64_t>(std::llround(seconds * 1e9));
        else if (const auto ms = parseTimestamp(text); ms && std::abs(*ms) < INT64_MAX / 2'000'000)
            value = *ms * 1'000'000;
        if (!value && number == 1) continue;
        if (first && value) value = *value - *first;
        if (!value || (!offsets.empty() && *value < offsets.back())) {
            Diagnostics problems;
            Diagnostic& d =
                problems.error("MR3220",
                               value ? "arrivals must not go back in time: `" + std::string(text) + "`"
                                     : "`" + std::string(text) + "` is neither seconds nor a timestamp",
                               "each line holds seconds from the start, or a timestamp, in rising order");
            d.file = path;
            d.line = number;
            return problems;
        }
        if (!first) {
            first = value;
            value = 0;
        }
        offsets.push_back(*value);
    }
    if (offsets.empty()) {
        Diagnostics problems;
        problems.error("MR3220", "`" + path + "` holds no arrivals").file = path;
        return problems;
    }
    return offsets;
}

std::shared_ptr<const std::vector<std::int64_t>> arrivalsIfShort(const std::string& path) {
    constexpr std::uintmax_t kLongest = 4 << 20;
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(path, ignored)) return nullptr;
    if (std::filesystem::file_size(path, ignored) > kLongest) return nullptr;
    auto read = readArrivals(path);
    if (!read) return nullptr;
    return std::make_shared<const std::vector<std::int64_t>>(std::move(*read));
}

} // namespace millrace
