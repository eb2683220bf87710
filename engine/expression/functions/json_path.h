// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

/// A path into JSON text: `$`, then `.name`, `['name']` or `[index]` (from 0). Finding reads the text once,
/// without building a tree.
class JsonPath {
public:
    /// Nothing, with the reason in `error`, for other paths.
    static std::optional<JsonPath> compile(std::string_view path, std::string& error);

    /// The string (unescaped), whole number or truth value at the path. False when there is something else or
    /// nothing, and when the text is not well-formed JSON (RFC 8259) throughout or nested more than 200 deep.
    /// Of equal keys the first counts.
    bool find(std::string_view json, std::string& value) const;

private:
    struct Step {
        bool member;
        std::string name;
        std::size_t index;
    };
    std::vector<Step> steps_;
    friend class JsonSearch;
};

} // namespace millrace
