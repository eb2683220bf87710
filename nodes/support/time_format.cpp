// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/time_format.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace millrace {

namespace {

__extension__ using Wide = __int128;

constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::string_view kPatternLetters = "yMdHmsSX";

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Between `least` and `most` digits, moved over; -1 when there are fewer.
int takeNumber(std::string_view& text, std::size_t least, std::size_t most) {
    int number = 0;
    std::size_t i = 0;
    for (; i < most && i < text.size() && isDigit(text[i]); ++i)
        number = number * 10 + (text[i] - '0');
    if (i < least) return -1;
    text.remove_prefix(i);
    return number;
}

/// "Z", "+05:30", "+0530", "+05"
bool takeZone(std::string_view& text, int& minutes) {
    if (text.starts_with('Z')) {
        text.remove_prefix(1);
        minutes = 0;
        return true;
    }
    if (!text.starts_with('+') && !text.starts_with('-')) return false;
    const int sign = text[0] == '-' ? -1 : 1;
    text.remove_prefix(1);
    const int hours = takeNumber(text, 2, 2);
    int rest = 0;
    if (text.starts_with(':')) {
        text.remove_prefix(1);
        rest = takeNumber(text, 2, 2);
    } else if (!text.empty() && isDigit(text[0])) {
        rest = takeNumber(text, 2, 2);
    }
    minutes = sign * (hours * 60 + rest);
    return hours >= 0 && hours <= 18 && rest >= 0 && rest < 60;
}

bool takeMonthName(std::string_view& text, int& month) {
    for (std::size_t i = 0; i < kMonths.size(); ++i) {
        if (!text.starts_with(kMonths[i])) continue;
        text.remove_prefix(3);
        month = static_cast<int>(i) + 1;
        return true;
    }
    return false;
}

bool takeFraction(std::string_view& text, std::size_t digits, int& milliseconds) {
    if (text.size() < digits) return false;
    int weight = 100;
    for (std::size_t i = 0; i < digits; ++i, weight /= 10) {
        if (!isDigit(text[i])) return false;
        milliseconds += (text[i] - '0') * weight;
    }
    text.remove_prefix(digits);
    return true;
}

bool takeRange(std::string_view& text, std::size_t length, int low, int high, int& value) {
    value = takeNumber(text, length == 1 ? 1 : 2, 2);
    return value >= low && value <= high;
}

/// Takes what a run of one pattern letter stands for.
bool takeField(char letter, std::size_t length, std::string_view& text, CivilTime& time, int& zone) {
    switch (letter) {
        case 'y': time.year = takeNumber(text, 4, 4); return time.year >= 0;
        case 'M':
            return length == 3 ? takeMonthName(text, time.month) : takeRange(text, length, 1, 12, time.month);
        case 'd': return takeRange(text, length, 1, 31, time.day);
        case 'H': return takeRange(text, length, 0, 23, time.hour);
        case 'm': return takeRange(text, length, 0, 59, time.minute);
        case 's': return takeRange(text, length, 0, 59, time.second);
        case 'S': return takeFraction(text, length, time.millisecond);
        default: return takeZone(text, zone);
    }
}

bool fieldLengthIsKnown(char letter, std::size_t length) {
    if (letter == 'y') return length == 4;
    if (letter == 'S') return length <= 9;
    return length <= (letter == 'M' || letter == 'X' ? 3u : 2u);
}

std::string patternProblem(std::string_view pattern) {
    bool year = false;
    for (std::size_t i = 0; i < pattern.size();) {
        if (pattern[i] == '\'') {
            const std::size_t close = pattern.find('\'', i + 1);
            if (close == std::string_view::npos) return "a quote is not closed";
            i = close + 1;
            continue;
        }
        std::size_t length = 1;
        while (i + length < pattern.size() && pattern[i + length] == pattern[i])
            ++length;
        if (isLetter(pattern[i])) {
            const std::string run(pattern.substr(i, length));
            if (kPatternLetters.find(pattern[i]) == std::string_view::npos ||
                !fieldLengthIsKnown(pattern[i], length)) {
                return "`" + run + "` means nothing here";
            }
        }
        year = year || pattern[i] == 'y';
        i += length;
    }
    return year ? "" : "there is no year";
}

Diagnostic formatDiagnostic(std::string message, std::string hint) {
    Diagnostic d;
    d.code = "MR3106";
    d.message = std::move(message);
    d.hint = std::move(hint);
    return d;
}

std::int64_t floorDivide(Wide a, Wide b) {
    return static_cast<std::int64_t>(a / b - (a % b != 0 && a < 0 ? 1 : 0));
}

/// A number with at most nine digits behind the point, to ms. Further digits are dropped.
std::optional<EpochMs> readEpoch(std::string_view text, std::int64_t unitsPerSecond) {
    const bool negative = text.starts_with('-');
    std::int64_t whole = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
    if (error != std::errc()) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
    Wide fraction = 0;
    Wide scale = 1;
    if (!text.empty()) {
        if (text[0] != '.' || text.size() < 2) return std::nullopt;
        for (const char c : text.substr(1)) {
            if (!isDigit(c)) return std::nullopt;
            if (scale >= 1'000'000'000) continue;
            fraction = fraction * 10 + (c - '0');
            scale *= 10;
        }
    }
    const Wide units = static_cast<Wide>(whole) * scale + (negative ? -fraction : fraction);
    const Wide limit = static_cast<Wide>(INT64_MAX) * unitsPerSecond / 1000 * scale;
    if (units > limit || units < -limit) return std::nullopt;
    return floorDivide(units * 1000, scale * unitsPerSecond);
}

} // namespace

Result<TimeFormat> TimeFormat::parse(std::string_view format, std::string_view zone) {
    TimeFormat result;
    if (!zone.empty() && zone != "UTC") {
        std::string_view rest = zone;
        if (!takeZone(rest, result.zoneMinutes_) || !rest.empty()) {
            return formatDiagnostic("`" + std::string(zone) + "` is not a time zone",
                                    "write `UTC` or an offset such as `-06:00`");
        }
    }
    struct Unit {
        const char* name;
        std::int64_t unitsPerSecond;
    };
    for (const Unit& epoch : {Unit{"epoch_s", 1}, Unit{"epoch_ms", 1'000}, Unit{"epoch_us", 1'000'000},
                              Unit{"epoch_ns", 1'000'000'000}}) {
        if (format != epoch.name) continue;
        result.kind_ = Kind::SinceEpoch;
        result.unitsPerSecond_ = epoch.unitsPerSecond;
        return result;
    }
    if (format.empty() || format == "auto") return result;
    if (format == "iso") {
        result.kind_ = Kind::Iso;
        return result;
    }
    const std::string problem = patternProblem(format);
    if (!problem.empty()) {
        return formatDiagnostic("`" + std::string(format) + "` is not a time format: " + problem,
                                "write auto, iso, epoch_s, epoch_ms, epoch_us, epoch_ns or a pattern such as "
                                "`dd.MM.yyyy HH:mm:ss`");
    }
    result.kind_ = Kind::Pattern;
    result.pattern_ = format;
    return result;
}

std::optional<EpochMs> TimeFormat::read(std::string_view text) const {
    switch (kind_) {
        case Kind::Any: return parseTimestamp(text, zoneMinutes_);
        case Kind::Iso: return looksLikeTimestamp(text) ? parseTimestamp(text, zoneMinutes_) : std::nullopt;
        case Kind::SinceEpoch: return readEpoch(text, unitsPerSecond_);
        case Kind::Pattern: return readPattern(text);
    }
    return std::nullopt;
}

std::optional<EpochMs> TimeFormat::fromNumber(std::int64_t number) const {
    if (kind_ == Kind::Iso || kind_ == Kind::Pattern) return std::nullopt;
    const Wide scaled = static_cast<Wide>(number) * 1000;
    if (unitsPerSecond_ < 1000 && (scaled > INT64_MAX || scaled < INT64_MIN)) return std::nullopt;
    return floorDivide(scaled, unitsPerSecond_);
}

std::optional<EpochMs> TimeFormat::fromNumber(double number) const {
    if (kind_ == Kind::Iso || kind_ == Kind::Pattern) return std::nullopt;
    const double ms = std::floor(number * (1000.0 / static_cast<double>(unitsPerSecond_)));
    if (!(ms > -9.2e18 && ms < 9.2e18)) return std::nullopt;
    return static_cast<EpochMs>(ms);
}

std::optional<EpochMs> TimeFormat::readPattern(std::string_view text) const {
    CivilTime time;
    int zone = zoneMinutes_;
    for (std::size_t i = 0; i < pattern_.size();) {
        const char c = pattern_[i];
        if (isLetter(c)) {
            std::size_t length = 1;
            while (i + length < pattern_.size() && pattern_[i + length] == c)
                ++length;
            if (!takeField(c, length, text, time, zone)) return std::nullopt;
            i += length;
            continue;
        }
        std::string_view literal(&pattern_[i], 1);
        i += 1;
        if (c == '\'') {
            const std::size_t close = pattern_.find('\'', i);
            // Two quotes in a row stand for one.
            literal = close == i ? std::string_view("'") : std::string_view(pattern_).substr(i, close - i);
            i = close + 1;
        }
        if (!text.starts_with(literal)) return std::nullopt;
        text.remove_prefix(literal.size());
    }
    if (!text.empty()) return std::nullopt;
    const EpochMs ms = epochMsFromCivil(time);
    // 30 February would have come out as 1 or 2 March.
    if (civilFromEpochMs(ms).day != time.day) return std::nullopt;
    return ms - std::int64_t{zone} * 60'000;
}

} // namespace millrace
