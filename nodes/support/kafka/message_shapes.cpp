// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/kafka/message_shapes.h"

#include "nodes/support/avro/avro_columns.h"
#include "nodes/support/avro/avro_rows.h"
#include "nodes/support/csv_reader.h"
#include "nodes/support/type_inference.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <optional>
#include <set>

namespace millrace {

namespace {

constexpr std::size_t kReadableBehind = 64; ///< as JsonSchemaGuess wants it

/// "60 of 100 messages"
std::string share(std::size_t some, std::size_t all) {
    const char* const noun = all == 1 ? "message" : "messages";
    return some == all ? fmt::format("{} {}", all, noun) : fmt::format("{} of {} {}", some, all, noun);
}

boost::json::object typeMap(const std::vector<Field>& fields) {
    boost::json::object types;
    for (const Field& field : fields)
        types[field.name] = field.type.name();
    return types;
}

std::string joined(const std::vector<Field>& fields, bool names) {
    std::string text;
    for (const Field& field : fields) {
        if (!text.empty()) text += ", ";
        text += names ? field.name : field.type.name();
    }
    return text;
}

/// The most frequent first; those with as many messages in the order of their first one.
template <class Shape> void sortByCount(std::vector<Shape>& shapes) {
    std::stable_sort(shapes.begin(), shapes.end(),
                     [](const Shape& a, const Shape& b) { return a.messages > b.messages; });
}

struct JsonShape {
    std::set<std::string> members;
    JsonSchemaGuess guess;
    std::size_t messages = 0;
};

struct CsvShape {
    std::vector<TextTypeGuess> fields;
    std::size_t messages = 0;
};

/// The one record of a message; none where the value is no CSV.
bool readRecord(const std::string& value, char delimiter, CsvRow& row, std::optional<CsvReader>& reader) {
    CsvFormat format;
    format.delimiter = delimiter;
    std::size_t read = 0;
    reader.emplace(
        [&value, read](char* to, std::size_t size) mutable -> std::ptrdiff_t {
            const std::size_t count = std::min(size, value.size() - read);
            std::memcpy(to, value.data() + read, count);
            read += count;
            return static_cast<std::ptrdiff_t>(count);
        },
        format);
    return reader->next(row) == RowStatus::Row && row.error == RowError::None && !row.blank();
}

} // namespace

std::vector<FoundValue> jsonShapes(const std::vector<std::string>& values) {
    std::vector<JsonShape> shapes;
    JsonSchemaGuess all;
    std::size_t objects = 0;
    for (const std::string& value : values) {
        const std::string padded = value + std::string(kReadableBehind, ' ');
        const std::string_view text = std::string_view(padded).substr(0, value.size());
        JsonSchemaGuess alone;
        if (!alone.add(text)) continue;
        std::set<std::string> members;
        for (const Field& field : alone.fields())
            members.insert(field.name);
        if (members.empty()) continue;
        ++objects;
        all.add(text);
        auto shape = std::find_if(shapes.begin(), shapes.end(),
                                  [&](const JsonShape& known) { return known.members == members; });
        if (shape == shapes.end()) shape = shapes.insert(shapes.end(), {std::move(members), {}, 0});
        shape->guess.add(text);
        ++shape->messages;
    }
    sortByCount(shapes);
    std::vector<FoundValue> found;
    const auto add = [&](const JsonSchemaGuess& guess, std::string about) {
        const std::vector<Field> fields = guess.fields();
        found.push_back({joined(fields, true), std::move(about), typeMap(fields)});
    };
    if (shapes.size() > 1)
        add(all, fmt::format("all members of {} shapes in {}", shapes.size(), share(objects, values.size())));
    for (const JsonShape& shape : shapes)
        add(shape.guess, share(shape.messages, values.size()));
    return found;
}

std::vector<FoundValue> csvShapes(const std::vector<std::string>& values, char delimiter,
                                  const std::string& nullText) {
    std::map<std::size_t, CsvShape> byWidth;
    std::optional<CsvReader> reader;
    for (const std::string& value : values) {
        CsvRow row;
        if (!readRecord(value, delimiter, row, reader)) continue;
        CsvShape& shape = byWidth[row.fields.size()];
        shape.fields.resize(row.fields.size(), TextTypeGuess(nullText));
        for (std::size_t i = 0; i < row.fields.size(); ++i)
            shape.fields[i].add(row.fields[i].text, row.fields[i].quoted);
        ++shape.messages;
    }
    std::vector<CsvShape> shapes;
    for (auto& [width, shape] : byWidth)
        shapes.push_back(std::move(shape));
    sortByCount(shapes);
    std::vector<FoundValue> found;
    for (const CsvShape& shape : shapes) {
        const auto names = uniqueColumnNames(std::vector<std::string_view>(shape.fields.size()));
        std::vector<Field> fields;
        for (std::size_t i = 0; i < names.size(); ++i)
            fields.push_back({names[i], shape.fields[i].type()});
        found.push_back({joined(fields, false),
                         fmt::format("{} {} in {}", fields.size(), fields.size() == 1 ? "field" : "fields",
                                     share(shape.messages, values.size())),
                         typeMap(fields)});
    }
    return found;
}

std::vector<FoundValue> avroShape(const AvroSchema& schema, std::string about) {
    std::vector<Field> fields;
    for (const DataType::Field& column : columnsOf(schema.root()))
        fields.push_back({column.name, column.type});
    if (fields.empty()) return {};
    return {{joined(fields, true), std::move(about), typeMap(fields)}};
}

std::vector<FoundValue> avroShapes(
    const std::vector<std::string>& values,
    const std::function<std::shared_ptr<const AvroSchema>(std::int32_t)>& schemaOf) {
    std::map<std::int32_t, std::size_t> counts;
    for (const std::string& value : values) {
        if (value.size() < kRegistryHead || value[0] != '\0') continue;
        std::uint32_t id = 0;
        for (std::size_t i = 1; i < kRegistryHead; ++i)
            id = id << 8 | static_cast<unsigned char>(value[i]);
        ++counts[static_cast<std::int32_t>(id)];
    }
    std::vector<std::pair<std::size_t, std::int32_t>> often;
    for (const auto& [id, count] : counts)
        often.emplace_back(count, id);
    std::sort(often.rbegin(), often.rend()); // of equally many the younger one first
    std::vector<FoundValue> found;
    for (const auto& [count, id] : often) {
        const auto schema = schemaOf(id);
        if (!schema) continue;
        for (FoundValue& value :
             avroShape(*schema, fmt::format("schema {} in {}", id, share(count, values.size()))))
            found.push_back(std::move(value));
    }
    return found;
}

} // namespace millrace
