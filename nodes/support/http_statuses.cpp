// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/http_statuses.h"

#include <algorithm>
#include <string>

namespace millrace {

Result<HttpStatuses> HttpStatuses::parse(std::string_view text) {
    HttpStatuses statuses;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(','), text.size());
        std::string word(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        std::erase(word, ' ');
        if (word.empty()) continue;
        const bool isClass = word.ends_with("xx") || word.ends_with("XX");
        const std::string digits = isClass ? word.substr(0, 1) : word;
        const bool isNumber =
            std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
        const bool fits = word.size() == 3 && isNumber && word[0] >= '1' && word[0] <= '5';
        if (!fits) {
            Diagnostics problem;
            problem.error({}, "`" + word + "` is no status", "write codes and classes: 429, 5xx");
            return problem;
        }
        const std::size_t first = isClass ? static_cast<std::size_t>(word[0] - '0') * 100
                                          : static_cast<std::size_t>(std::stoi(word));
        for (std::size_t code = first; code < first + (isClass ? 100 : 1); ++code)
            statuses.codes_.set(code);
    }
    return statuses;
}

} // namespace millrace
