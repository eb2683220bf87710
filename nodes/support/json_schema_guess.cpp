// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <unordered_map>

#include "engine/data/time_text.h"
#include "nodes/support/json_value.h"
#include "nodes/support/type_inference.h"

namespace millrace {

namespace {

using simdjson::ondemand::json_type;

/// Deeper values stay JSON text.
constexpr int kMaxDepth = 16;

enum Seen : unsigned {
    kBoolean = 1,
    kWhole = 2,
    kBroken = 4,
    kTime = 8,
    kText = 16,
    kObject = 32,
    kArray = 64
};

/// All that was seen in one place of the objects.
struct Shape {
    struct Member;
    unsigned seen = 0;
    std::vector<Member> members;
    std::unordered_map<std::string, std::size_t> byName;
    std::unique_ptr<Shape> element;

    Shape& member(std::string_view name);
    DataType type() const;
};

struct Shape::Member {
    std::string name;
    Shape shape;
};

Shape& Shape::member(std::string_view name) {
    const auto [found, isNew] = byName.try_emplace(std::string(name), members.size());
    if (isNew) members.push_back({std::string(name), {}});
    return members[found->second].shape;
}

DataType Shape::type() const {
    if (seen == kBoolean) return TypeId::Boolean;
    if (seen == kWhole) return TypeId::BigInt;
    if (seen == kBroken || seen == (kWhole | kBroken)) return TypeId::Double;
    if (seen == kTime) return TypeId::Timestamp;
    if (seen == kArray) return DataType::array(element ? element->type() : TypeId::String);
    if (seen != kObject || members.empty()) return TypeId::String;
    std::vector<DataType::Field> fields;
    for (const Member& member : members)
        fields.push_back({member.name, member.shape.type()});
    return DataType::structure(std::move(fields));
}

void look(JsonValue value, Shape& shape, int depth) {
    switch (value.type().value()) {
        case json_type::null: break;
        case json_type::boolean: shape.seen |= kBoolean; break;
        case json_type::number: {
            const std::string_view token = jsonToken(value);
            if (!isJsonNumber(token)) throw simdjson::simdjson_error(simdjson::NUMBER_ERROR);
            std::int64_t whole = 0;
            const auto [stop, error] = std::from_chars(token.data(), token.data() + token.size(), whole);
            shape.seen |= error == std::errc() && stop == token.data() + token.size() ? kWhole : kBroken;
            break;
        }
        case json_type::string: shape.seen |= looksLikeTimestamp(value.get_string()) ? kTime : kText; break;
        case json_type::object:
            shape.seen |= depth < kMaxDepth ? kObject : kText;
            for (auto member : value.get_object()) {
                if (depth >= kMaxDepth) break;
                Shape& child = shape.member(member.unescaped_key());
                look(member.value(), child, depth + 1);
            }
            break;
        case json_type::array:
            shape.seen |= depth < kMaxDepth ? kArray : kText;
            for (auto element : value.get_array()) {
                if (depth >= kMaxDepth) break;
                if (!shape.element) shape.element = std::make_unique<Shape>();
                look(element.value(), *shape.element, depth + 1);
            }
            break;
    }
}

} // namespace

struct JsonSchemaGuess::Impl {
    bool add(std::string_view line) {
        try {
            simdjson::ondemand::document document =
                parser.iterate(simdjson::padded_string_view(line.data(), line.size(), line.size() + 64));
            if (document.type() != json_type::object) return false;
            for (auto member : document.get_object()) {
                Shape& child = root.member(member.unescaped_key());
                look(member.value(), child, 1);
            }
            return true;
        } catch (const simdjson::simdjson_error&) {
            return false;
        }
    }

    Shape root;
    simdjson::ondemand::parser parser;
};

JsonSchemaGuess::JsonSchemaGuess() : impl_(std::make_unique<Impl>()) {}
JsonSchemaGuess::JsonSchemaGuess(JsonSchemaGuess&&) noexcept = default;
JsonSchemaGuess& JsonSchemaGuess::operator=(JsonSchemaGuess&&) noexcept = default;
JsonSchemaGuess::~JsonSchemaGuess() = default;

bool JsonSchemaGuess::add(std::string_view line) { return impl_->add(line); }

std::vector<Field> JsonSchemaGuess::fields() const {
    std::vector<Field> fields;
    for (const auto& member : impl_->root.members)
        fields.push_back({member.name, member.shape.type()});
    return fields;
}

} // namespace millrace
