// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/avro/avro_cursor.h"

namespace millrace {

namespace {

constexpr int kLongestNumber = 10; ///< bytes that 64 bits take, seven in each

} // namespace

bool AvroCursor::longNumber(std::int64_t& value) {
    std::uint64_t bits = 0;
    for (int i = 0; i < kLongestNumber; ++i) {
        if (at_ == end_) return cut();
        const auto byte = static_cast<unsigned char>(*at_++);
        if (i == kLongestNumber - 1 && byte > 1) break;
        bits |= static_cast<std::uint64_t>(byte & 0x7F) << (7 * i);
        if (byte >= 0x80) continue;
        value = static_cast<std::int64_t>(bits >> 1) ^ -static_cast<std::int64_t>(bits & 1);
        return true;
    }
    return fail("a number has more than 64 bits");
}

bool AvroCursor::skip(const AvroType& type, int depth) {
    if (depth > kDeepestAvro || steps_-- == 0) return fail("it is nested too deep");
    std::string_view bytes;
    std::int64_t number = 0;
    switch (type.kind) {
        case AvroType::Kind::Null: return true;
        case AvroType::Kind::Boolean: return this->bytes(1, bytes);
        case AvroType::Kind::Int:
        case AvroType::Kind::Long:
        case AvroType::Kind::Enum: return this->number(number);
        case AvroType::Kind::Float: return this->bytes(sizeof(float), bytes);
        case AvroType::Kind::Double: return this->bytes(sizeof(double), bytes);
        case AvroType::Kind::Bytes:
        case AvroType::Kind::String: return this->bytes(bytes);
        case AvroType::Kind::Fixed: return this->bytes(type.size, bytes);
        case AvroType::Kind::Record:
            for (const AvroField& field : type.fields)
                if (!skip(*field.type, depth + 1)) return failIn(field.name);
            return true;
        case AvroType::Kind::Union: {
            std::size_t branch = 0;
            return choice(type.parts.size(), branch) && skip(*type.parts[branch], depth + 1);
        }
        case AvroType::Kind::Array:
        case AvroType::Kind::Map: return skipBlocks(*type.parts[0], type.kind == AvroType::Kind::Map, depth);
    }
    return false;
}

bool AvroCursor::skipBlocks(const AvroType& item, bool keys, int depth) {
    for (;;) {
        std::uint64_t items = 0;
        std::optional<std::size_t> size;
        if (!block(items, size)) return false;
        if (items == 0) return true;
        std::string_view bytes;
        if (size) {
            if (!this->bytes(*size, bytes)) return false;
            continue;
        }
        for (; items > 0; --items) {
            if (keys && !this->bytes(bytes)) return false;
            if (!skip(item, depth + 1)) return false;
        }
    }
}

} // namespace millrace
