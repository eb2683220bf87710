// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/json_writer.h"

#include <charconv>
#include <cmath>

namespace millrace {

namespace {

namespace json = boost::json;

constexpr std::size_t kLineWidth = 110;

void appendString(std::string& out, std::string_view text) {
    constexpr char kHex[] = "0123456789abcdef";
    out += '"';
    for (const char c : text) {
        switch (c) {
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            case '\n': out += "\\n"; break;
            case '\t': out += "\\t"; break;
            case '\r': out += "\\r"; break;
            case '\b': out += "\\b"; break;
            case '\f': out += "\\f"; break;
            default:
                if (static_cast<unsigned char>(c) < 0x20) {
                    out += "\\u00";
                    out += kHex[c >> 4];
                    out += kHex[c & 15];
                } else {
                    out += c;
                }
        }
    }
    out += '"';
}

/// Shortest text that reads back the same, and reads back as a double.
void appendDouble(std::string& out, double number) {
    if (!std::isfinite(number)) {
        out += "null";
        return;
    }
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, number).ptr;
    const std::string_view text(buffer, static_cast<std::size_t>(end - buffer));
    out += text;
    if (text.find_first_of(".e") == std::string_view::npos) out += ".0";
}

void appendScalar(std::string& out, const json::value& value) {
    switch (value.kind()) {
        case json::kind::bool_: out += value.get_bool() ? "true" : "false"; break;
        case json::kind::int64: out += std::to_string(value.get_int64()); break;
        case json::kind::uint64: out += std::to_string(value.get_uint64()); break;
        case json::kind::double_: appendDouble(out, value.get_double()); break;
        case json::kind::string: appendString(out, value.get_string()); break;
        default: out += "null";
    }
}

/// On one line. False, with part of it written, once the line gets longer than `limit` bytes.
bool appendFlat(std::string& out, const json::value& value, std::size_t limit) {
    if (const auto* object = value.if_object()) {
        const char* separator = "{ ";
        for (const auto& member : *object) {
            out += separator;
            separator = ", ";
            appendString(out, member.key());
            out += ": ";
            if (!appendFlat(out, member.value(), limit)) return false;
        }
        out += object->empty() ? "{}" : " }";
    } else if (const auto* array = value.if_array()) {
        const char* separator = "";
        out += '[';
        for (const json::value& item : *array) {
            out += separator;
            separator = ", ";
            if (!appendFlat(out, item, limit)) return false;
        }
        out += ']';
    } else {
        appendScalar(out, value);
    }
    return out.size() <= limit;
}

bool isEmpty(const json::value& value) {
    if (const auto* object = value.if_object()) return object->empty();
    if (const auto* array = value.if_array()) return array->empty();
    return true;
}

/// `lineStart` is where the current line begins in `out`; a comma must fit behind.
void appendPretty(std::string& out, const json::value& value, std::size_t indent, std::size_t lineStart,
                  int expandLevels) {
    if (isEmpty(value)) {
        appendFlat(out, value, SIZE_MAX);
        return;
    }
    if (expandLevels <= 0) {
        const std::size_t before = out.size();
        if (appendFlat(out, value, lineStart + kLineWidth - 1)) return;
        out.resize(before);
    }
    const std::string blanks(indent + 2, ' ');
    const char* separator = "\n";
    const auto newLine = [&] {
        out += separator;
        separator = ",\n";
        const std::size_t start = out.size();
        out += blanks;
        return start;
    };
    if (const auto* object = value.if_object()) {
        out += '{';
        for (const auto& member : *object) {
            const std::size_t start = newLine();
            appendString(out, member.key());
            out += ": ";
            appendPretty(out, member.value(), indent + 2, start, expandLevels - 1);
        }
    } else {
        out += '[';
        for (const json::value& item : value.get_array()) {
            const std::size_t start = newLine();
            appendPretty(out, item, indent + 2, start, expandLevels - 1);
        }
    }
    out += '\n';
    out.append(indent, ' ');
    out += value.is_object() ? '}' : ']';
}

} // namespace

std::string writeJson(const json::value& value, int expandLevels) {
    std::string out;
    appendPretty(out, value, 0, 0, expandLevels);
    out += '\n';
    return out;
}

std::string flatJson(const json::value& value) {
    std::string out;
    appendFlat(out, value, SIZE_MAX);
    return out;
}

} // namespace millrace
