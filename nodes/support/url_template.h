// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/record_batch.h"

#include <string>
#include <string_view>
#include <vector>

namespace millrace {

/// An address with columns in it: "https://api.example.com/users/{id}?lang={lang}". Values are
/// percent-encoded, so that they stay what they are within the address; a column that the address begins with
/// is taken as it is:
/// "{link}", "{base}/users". Immutable.
class UrlTemplate {
public:
    /// Errors have no code and no node: an unclosed brace, an unknown column, an address that cannot be
    /// whatever the columns hold.
    static Result<UrlTemplate> compile(std::string_view text, const Schema& schema);
    /// The address for a physical row; nothing where a column in it is NULL or, at the beginning, no text.
    std::optional<std::string> of(const RecordBatch& batch, std::size_t row) const;
    /// What stands before the first column.
    const std::string& fixedPart() const { return parts_.front().text; }
    bool isFixed() const { return parts_.size() == 1; }

private:
    /// Text, and the column whose value comes before it.
    struct Part {
        std::string text;
        std::size_t column = 0; ///< not used by the first
    };
    std::vector<Part> parts_;
};

/// Everything but letters, digits and -._~ in percent form (RFC 3986, 2.1).
void appendPercentEncoded(std::string& out, std::string_view text);

} // namespace millrace
