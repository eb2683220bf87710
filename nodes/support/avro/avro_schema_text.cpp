// SPDX-License-Identifier: Apache-2.0
// From columns to a schema, and from the defaults in a schema to values.
#include "engine/base/text.h"
#include "nodes/support/avro/avro_encoder.h"

#include <fmt/format.h>

#include <cstring>
#include <set>

namespace millrace {

namespace json = boost::json;
using Kind = AvroType::Kind;

namespace {

/// Writes a schema; names of records within are those of where they stand, so that each has its own.
class SchemaText {
public:
    std::string text;
    Diagnostics problems;

    template <class Fields>
    void record(const std::string& name, const Fields& fields, const std::string& at) {
        text += R"({"type":"record","name":)";
        appendJsonString(text, unique(name));
        text += R"(,"fields":[)";
        bool first = true;
        for (const auto& field : fields) {
            const std::string where = at.empty() ? field.name : at + "." + field.name;
            if (!isAvroName(field.name))
                problems.error({}, fmt::format("`{}` cannot be the name of a field in Avro", where),
                               "letters, digits and underscores, no digit in front: give it another name");
            text += first ? "" : ",";
            first = false;
            text += R"({"name":)";
            appendJsonString(text, field.name);
            text += R"(,"type":)";
            nullable(field.type, name + "_" + field.name, where);
            text += R"(,"default":null})";
        }
        text += "]}";
    }

private:
    std::string unique(std::string name) {
        while (!names_.insert(name).second)
            name += "_";
        return name;
    }
    void nullable(const DataType& type, const std::string& name, const std::string& at) {
        text += R"(["null",)";
        switch (type.id()) {
            case TypeId::Boolean: text += R"("boolean")"; break;
            case TypeId::Int: text += R"("int")"; break;
            case TypeId::BigInt: text += R"("long")"; break;
            case TypeId::Double: text += R"("double")"; break;
            case TypeId::Null: // never of a column
            case TypeId::String: text += R"("string")"; break;
            case TypeId::Bytes: text += R"("bytes")"; break;
            case TypeId::Timestamp: text += R"({"type":"long","logicalType":"timestamp-millis"})"; break;
            case TypeId::Date: text += R"({"type":"int","logicalType":"date"})"; break;
            case TypeId::Decimal:
                text += fmt::format(R"({{"type":"bytes","logicalType":"decimal","precision":{},"scale":{}}})",
                                    type.precision(), type.scale());
                break;
            case TypeId::Struct: record(name, type.fields(), at); break;
            case TypeId::Array:
                text += R"({"type":"array","items":)";
                nullable(type.element(), name, at);
                text += "}";
                break;
        }
        text += "]";
    }

    std::set<std::string> names_;
};

/// Defaults of bytes are texts of which each character stands for a byte.
bool octets(std::string_view text, std::string& bytes) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c < 0x80) {
            bytes += text[i];
        } else if ((c == 0xC2 || c == 0xC3) && i + 1 < text.size()) {
            bytes += static_cast<char>(((c & 3) << 6) | (static_cast<unsigned char>(text[++i]) & 0x3F));
        } else {
            return false;
        }
    }
    return true;
}

template <class T> void appendFixed(std::string& to, T value) {
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    to.append(bytes, sizeof value);
}

std::string_view view(const json::string& text) { return {text.data(), text.size()}; }

class DefaultWriter {
public:
    explicit DefaultWriter(std::string& to) : to_(to) {}

    bool append(const AvroType& type, const json::value& value, int depth = 0);

private:
    bool appendRecord(const AvroType& type, const json::value& value, int depth);
    bool appendList(const AvroType& type, const json::value& value, int depth);
    bool appendUnion(const AvroType& type, const json::value& value, int depth);
    bool appendText(const AvroType& type, const json::value& value);

    std::string& to_;
    int left_ = 100'000; ///< steps: unions of records with defaults of their own could take any number
};

bool DefaultWriter::appendRecord(const AvroType& type, const json::value& value, int depth) {
    if (!value.is_object()) return false;
    for (const AvroField& field : type.fields) {
        const json::value* const member = value.get_object().if_contains(field.name);
        if (!member && !field.defaultValue) return false;
        if (!append(*field.type, member ? *member : *field.defaultValue, depth + 1)) return false;
    }
    return true;
}

bool DefaultWriter::appendList(const AvroType& type, const json::value& value, int depth) {
    const bool isMap = type.kind == Kind::Map;
    if (isMap ? !value.is_object() : !value.is_array()) return false;
    const std::size_t count = isMap ? value.get_object().size() : value.get_array().size();
    if (count > 0) appendAvroNumber(to_, static_cast<std::int64_t>(count));
    if (isMap) {
        for (const auto& member : value.get_object()) {
            appendAvroNumber(to_, static_cast<std::int64_t>(member.key().size()));
            to_.append(member.key().data(), member.key().size());
            if (!append(*type.parts[0], member.value(), depth + 1)) return false;
        }
    } else {
        for (const json::value& item : value.get_array())
            if (!append(*type.parts[0], item, depth + 1)) return false;
    }
    appendAvroNumber(to_, 0);
    return true;
}

/// The specification wants the first branch; newer ones any.
bool DefaultWriter::appendUnion(const AvroType& type, const json::value& value, int depth) {
    const std::size_t before = to_.size();
    for (std::size_t branch = 0; branch < type.parts.size(); ++branch) {
        appendAvroNumber(to_, static_cast<std::int64_t>(branch));
        if (append(*type.parts[branch], value, depth + 1)) return true;
        to_.resize(before);
    }
    return false;
}

bool DefaultWriter::appendText(const AvroType& type, const json::value& value) {
    if (!value.is_string()) return false;
    std::string bytes(view(value.get_string()));
    if (type.kind != Kind::String) {
        bytes.clear();
        if (!octets(view(value.get_string()), bytes)) return false;
    }
    if (type.kind == Kind::Fixed && bytes.size() != type.size) return false;
    if (type.kind != Kind::Fixed) appendAvroNumber(to_, static_cast<std::int64_t>(bytes.size()));
    to_ += bytes;
    return true;
}

bool DefaultWriter::append(const AvroType& type, const json::value& value, int depth) {
    if (depth > kDeepestAvro || --left_ < 0) return false;
    boost::system::error_code error;
    switch (type.kind) {
        case Kind::Null: return value.is_null();
        case Kind::Boolean:
            if (!value.is_bool()) return false;
            to_ += value.get_bool() ? '\1' : '\0';
            return true;
        case Kind::Int:
        case Kind::Long: {
            const auto number = value.is_number() ? value.to_number<std::int64_t>(error) : 0;
            if (!value.is_number() || error) return false;
            if (type.kind == Kind::Int && static_cast<std::int32_t>(number) != number) return false;
            appendAvroNumber(to_, number);
            return true;
        }
        case Kind::Float:
        case Kind::Double: {
            if (!value.is_number()) return false;
            const auto number = value.to_number<double>(error);
            if (error) return false;
            if (type.kind == Kind::Float)
                appendFixed(to_, static_cast<float>(number));
            else
                appendFixed(to_, number);
            return true;
        }
        case Kind::String:
        case Kind::Bytes:
        case Kind::Fixed: return appendText(type, value);
        case Kind::Enum:
            for (std::size_t i = 0; value.is_string() && i < type.symbols.size(); ++i) {
                if (type.symbols[i] != view(value.get_string())) continue;
                appendAvroNumber(to_, static_cast<std::int64_t>(i));
                return true;
            }
            return false;
        case Kind::Record: return appendRecord(type, value, depth);
        case Kind::Array:
        case Kind::Map: return appendList(type, value, depth);
        case Kind::Union: return appendUnion(type, value, depth);
    }
    return false;
}

} // namespace

void appendAvroNumber(std::string& to, std::int64_t value) {
    auto bits = (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
    for (; bits >= 0x80; bits >>= 7)
        to += static_cast<char>(bits | 0x80);
    to += static_cast<char>(bits);
}

Result<std::string> avroSchemaOf(const Schema& columns, const std::string& record) {
    SchemaText schema;
    schema.record(record, columns.fields(), "");
    if (schema.problems.hasErrors()) return schema.problems;
    return schema.text;
}

bool appendAvroDefault(std::string& to, const AvroType& type, const json::value& value) {
    return DefaultWriter(to).append(type, value);
}

} // namespace millrace
