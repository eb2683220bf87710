// SPDX-License-Identifier: Apache-2.0
#include "engine/run/restored_places.h"

#include <fmt/format.h>
#include <algorithm>
#include <optional>

namespace millrace {

namespace {

using Unit = RestoredPlace::Unit;
constexpr std::size_t kMostNamed = 3;
constexpr std::pair<const char*, Unit> kFigures[] = {
    {"offset", Unit::Offset}, {"line", Unit::Line}, {"next", Unit::Record}};

/// "positions[3]" is part of "positions".
std::string wholeOf(const std::string& about, Unit unit) {
    if (unit != Unit::Offset || !about.ends_with(']')) return about;
    return about.substr(0, about.rfind('['));
}

std::optional<RestoredPlace> placeIn(const std::string& node, const std::string& about,
                                     const boost::json::value& figures) {
    if (!figures.is_object()) return std::nullopt;
    for (const auto& [name, unit] : kFigures) {
        const boost::json::value* const value = figures.get_object().if_contains(name);
        if (value && value->is_number()) {
            const auto at = value->to_number<std::int64_t>();
            return RestoredPlace{node, about, unit, at, at, 1};
        }
    }
    return std::nullopt;
}

} // namespace

std::vector<RestoredPlace> placesIn(const std::string& node,
                                    const std::vector<boost::json::object>& figuresOfWorkers) {
    std::vector<RestoredPlace> places;
    for (const boost::json::object& about : figuresOfWorkers) {
        for (const auto& [name, figures] : about) {
            const auto place = placeIn(node, std::string(name), figures);
            if (!place) continue;
            const std::string whole = wholeOf(place->what, place->unit);
            const auto same = std::find_if(places.begin(), places.end(), [&](const RestoredPlace& other) {
                return other.unit == place->unit && wholeOf(other.what, other.unit) == whole;
            });
            if (same == places.end()) {
                places.push_back(*place);
                continue;
            }
            same->what = whole;
            same->first = std::min(same->first, place->first);
            same->last = std::max(same->last, place->last);
            ++same->parts;
        }
    }
    return places;
}

std::string toText(const RestoredPlace& place) {
    const bool one = place.first == place.last;
    const char* const unit = place.unit == Unit::Offset ? "offset"
                             : place.unit == Unit::Line ? "line"
                                                        : "record";
    const std::string what = place.unit == Unit::Record ? std::string()
                             : place.parts > 1 ? fmt::format("{} partitions of {} ", place.parts, place.what)
                                               : place.what + " ";
    return fmt::format("`{}`: {}from {}{} {} on", place.node, what, unit, one ? "" : "s",
                       one ? std::to_string(place.first) : fmt::format("{} to {}", place.first, place.last));
}

std::string toText(const std::vector<RestoredPlace>& places) {
    std::string text;
    for (std::size_t i = 0; i < places.size() && i < kMostNamed; ++i)
        text += (i == 0 ? "" : "; ") + toText(places[i]);
    if (places.size() > kMostNamed) text += fmt::format("; and {} more", places.size() - kMostNamed);
    return text;
}

} // namespace millrace
