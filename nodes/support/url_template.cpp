// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/url_template.h"

#include "engine/base/text.h"
#include "nodes/support/http_url.h"

namespace millrace {

namespace {

Diagnostics fault(std::string message, std::string hint = {}) {
    Diagnostics problem;
    problem.error({}, std::move(message), std::move(hint));
    return problem;
}

} // namespace

void appendPercentEncoded(std::string& out, std::string_view text) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           c == '-' || c == '.' || c == '_' || c == '~';
        if (plain) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += kDigits[byte >> 4];
        out += kDigits[byte & 15];
    }
}

Result<UrlTemplate> UrlTemplate::compile(std::string_view text, const Schema& schema) {
    UrlTemplate result;
    result.parts_.emplace_back();
    std::string sample; // with a value for each column
    while (!text.empty()) {
        const std::size_t brace = text.find_first_of("{}");
        result.parts_.back().text += text.substr(0, brace);
        sample += text.substr(0, brace);
        if (brace == std::string_view::npos) break;
        const std::size_t close = text.find('}', brace);
        if (text[brace] == '}' || close == std::string_view::npos)
            return fault("a brace that has no counterpart", "a column is written {column}");
        const std::string name(text.substr(brace + 1, close - brace - 1));
        const auto column = schema.indexOf(name);
        if (!column) return fault("unknown column `" + name + "`", suggestion(name, schema.names()));
        sample += sample.empty() ? "http://host" : "1";
        result.parts_.push_back({{}, *column});
        text.remove_prefix(close + 1);
    }
    const auto address = parseHttpUrl(sample);
    if (!address) return address.error();
    return result;
}

std::optional<std::string> UrlTemplate::of(const RecordBatch& batch, std::size_t row) const {
    std::string url = parts_.front().text;
    for (std::size_t i = 1; i < parts_.size(); ++i) {
        const Column& column = batch.column(parts_[i].column);
        if (column.isNull(row)) return std::nullopt;
        const std::string value = toText(column.valueAt(row), column.type());
        if (url.empty())
            url = value;
        else
            appendPercentEncoded(url, value);
        url += parts_[i].text;
    }
    return url;
}

} // namespace millrace
