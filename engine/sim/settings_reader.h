// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/distribution.h"
#include "engine/base/text.h"
#include "engine/graph/json_writer.h"

#include <algorithm>
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

namespace millrace::sim {

/// Reads an object member by member; all that is wrong is said, with its place.
class SettingsReader {
public:
    SettingsReader(const boost::json::object& object, std::string path, Diagnostics& problems)
        : object_(object), path_(std::move(path)), problems_(problems) {}

    void checkNames(const std::vector<std::string>& known) {
        for (const auto& member : object_) {
            const std::string name(member.key());
            if (std::find(known.begin(), known.end(), name) != known.end()) continue;
            problems_
                .warning("MR4703", "unknown setting `" + path_ + name + "` has no effect",
                         suggestion(name, known))
                .parameter = path_ + name;
        }
    }
    template <class T, class Read>
    void read(const char* name, std::optional<T>& into, const char* what, Read&& as) {
        const boost::json::value* value = object_.if_contains(name);
        if (!value || value->is_null()) return;
        into = as(*value);
        if (!into) wrong(name, "`" + path_ + name + "` must be " + what + ", not `" + flatJson(*value) + "`");
    }
    void wrong(const std::string& name, std::string message, std::string hint = {}) {
        problems_.error("MR4701", std::move(message), std::move(hint)).parameter = path_ + name;
    }
    const boost::json::object* object(const char* name) {
        const boost::json::value* value = object_.if_contains(name);
        if (!value) return nullptr;
        if (!value->is_object()) wrong(name, "`" + path_ + name + "` must be an object");
        return value->if_object();
    }

private:
    const boost::json::object& object_;
    const std::string path_;
    Diagnostics& problems_;
};

/// A number within bounds, or nothing.
std::optional<double> numberFrom(const boost::json::value& value, double least, double most);
/// "10 min", not negative; nothing else.
std::optional<MonotonicNs> durationFrom(const boost::json::value& value);
/// The law of that member; what is wrong with it is said.
std::optional<Distribution> readLaw(const boost::json::object& block, const char* name,
                                    const std::string& path, Diagnostics& problems);

} // namespace millrace::sim
