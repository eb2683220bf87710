// SPDX-License-Identifier: Apache-2.0
#include "app/shared/record_text.h"

#include "engine/base/text.h"
#include "nodes/support/json_text.h"
#include "nodes/support/ndjson_reader.h"

#include <boost/json/parse.hpp>

namespace millrace {

namespace {

constexpr std::size_t kReadablePadding = 64; ///< what JsonRowParser wants behind the text

Diagnostics refusal(std::string message, std::string hint) {
    Diagnostics problem;
    problem.error("MR5313", "not a record for this port: " + std::move(message), std::move(hint));
    return problem;
}

} // namespace

Result<RecordBatch> recordFromJson(std::string_view text, const SchemaPtr& columns) {
    const std::string hint = "its columns are: " + toText(*columns);
    boost::system::error_code error;
    const boost::json::value value = boost::json::parse({text.data(), text.size()}, error);
    if (error) return refusal("it is not JSON (" + error.message() + ")", hint);
    if (!value.is_object()) return refusal("it is not a JSON object", hint);
    for (const auto& member : value.get_object()) {
        const std::string name(member.key());
        if (!columns->indexOf(name))
            return refusal("there is no column `" + name + "`", suggestion(name, columns->names()));
    }
    std::string line(text);
    line.append(kReadablePadding, ' ');
    BatchBuilder builder(columns);
    if (const auto misfit = JsonRowParser(columns).append({line.data(), text.size()}, builder))
        return refusal(misfit->message, hint);
    return builder.finish();
}

std::string recordToJson(const RecordBatch& record) {
    std::string text;
    NdjsonWriter(*record.schema()).appendRow(text, record, record.rowAt(0));
    return text;
}

} // namespace millrace
