// SPDX-License-Identifier: Apache-2.0
#include "engine/data/data_type.h"

#include "engine/base/text.h"
#include "engine/data/column.h"

#include <algorithm>
#include <array>

namespace millrace {

namespace {

struct ScalarName {
    TypeId id;
    const char* name;
};
constexpr std::array<ScalarName, 9> kScalarNames{{{TypeId::Null, "NULL"},
                                                  {TypeId::Boolean, "BOOLEAN"},
                                                  {TypeId::Int, "INT"},
                                                  {TypeId::BigInt, "BIGINT"},
                                                  {TypeId::Double, "DOUBLE"},
                                                  {TypeId::String, "STRING"},
                                                  {TypeId::Bytes, "BYTES"},
                                                  {TypeId::Timestamp, "TIMESTAMP"},
                                                  {TypeId::Date, "DATE"}}};

bool isWordChar(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// Plain words stand bare, everything else in back-ticks.
std::string fieldNameText(const std::string& name) {
    const bool plain = !name.empty() && !(name[0] >= '0' && name[0] <= '9') &&
                       std::all_of(name.begin(), name.end(), isWordChar);
    if (plain) return name;
    std::string text = "`";
    for (const char c : name) {
        if (c == '`') text += '`';
        text += c;
    }
    return text + "`";
}

class TypeParser {
public:
    explicit TypeParser(std::string_view text) : text_(text) {}

    Result<DataType> parse() {
        DataType type;
        if (!parseType(type, 0)) return error();
        skipBlanks();
        if (position_ != text_.size()) return error();
        return type;
    }

private:
    static constexpr int kMaxDepth = 32;

    Diagnostic error() const {
        Diagnostic d;
        d.code = "MR2101";
        d.message = "`" + std::string(text_) + "` is not a type";
        static const std::vector<std::string> kNames{"BOOLEAN", "INT",           "BIGINT",    "DECIMAL(p,s)",
                                                     "DOUBLE",  "STRING",        "BYTES",     "TIMESTAMP",
                                                     "DATE",    "STRUCT<a INT>", "ARRAY<INT>"};
        d.hint = hint_.empty() ? suggestion(text_, kNames) : hint_;
        return d;
    }

    void skipBlanks() {
        while (position_ < text_.size() && (text_[position_] == ' ' || text_[position_] == '\t'))
            ++position_;
    }
    bool take(char c) {
        skipBlanks();
        if (position_ >= text_.size() || text_[position_] != c) return false;
        ++position_;
        return true;
    }
    std::string word() {
        skipBlanks();
        const std::size_t begin = position_;
        while (position_ < text_.size() && isWordChar(text_[position_]))
            ++position_;
        return std::string(text_.substr(begin, position_ - begin));
    }
    bool fieldName(std::string& name) {
        skipBlanks();
        if (!take('`')) {
            name = word();
            return !name.empty();
        }
        for (; position_ < text_.size(); ++position_) {
            if (text_[position_] == '`') {
                if (position_ + 1 >= text_.size() || text_[position_ + 1] != '`') break;
                ++position_;
            }
            name += text_[position_];
        }
        return take('`');
    }
    bool number(int& value) {
        const std::string digits = word();
        if (digits.empty() || digits.size() > 3) return false;
        value = 0;
        for (const char c : digits) {
            if (c < '0' || c > '9') return false;
            value = value * 10 + (c - '0');
        }
        return true;
    }

    bool parseDecimal(DataType& type) {
        int precision = 0;
        int scale = 0;
        if (!take('(') || !number(precision)) {
            hint_ = "a decimal needs precision and scale, such as DECIMAL(10,2)";
            return false;
        }
        if (take(',') && !number(scale)) return false;
        if (!take(')')) return false;
        if (precision < 1 || precision > 38 || scale > precision) {
            hint_ = "the precision is 1 to 38, the scale 0 to the precision";
            return false;
        }
        type = DataType::decimal(precision, scale);
        return true;
    }

    bool parseStruct(DataType& type, int depth) {
        std::vector<DataType::Field> fields;
        if (!take('<')) return false;
        if (take('>')) {
            type = DataType::structure({});
            return true;
        }
        do {
            DataType::Field field;
            if (!fieldName(field.name) || !parseType(field.type, depth + 1)) return false;
            fields.push_back(std::move(field));
        } while (take(','));
        type = DataType::structure(std::move(fields));
        return take('>');
    }

    bool parseType(DataType& type, int depth) {
        if (depth > kMaxDepth) {
            hint_ = "types may be nested 32 deep";
            return false;
        }
        std::string name = word();
        std::transform(name.begin(), name.end(), name.begin(),
                       [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
        if (name == "DECIMAL") return parseDecimal(type);
        if (name == "STRUCT") return parseStruct(type, depth);
        if (name == "ARRAY") {
            DataType element;
            if (!take('<') || !parseType(element, depth + 1) || !take('>')) return false;
            type = DataType::array(std::move(element));
            return true;
        }
        for (const ScalarName& scalar : kScalarNames) {
            if (name != scalar.name) continue;
            type = DataType(scalar.id);
            return true;
        }
        return false;
    }

    std::string_view text_;
    std::size_t position_ = 0;
    std::string hint_;
};

} // namespace

DataType DataType::decimal(int precision, int scale) {
    DataType type(TypeId::Decimal);
    type.precision_ = static_cast<std::uint8_t>(precision);
    type.scale_ = static_cast<std::uint8_t>(scale);
    return type;
}

DataType DataType::structure(std::vector<Field> fields) {
    DataType type(TypeId::Struct);
    type.children_ = std::make_shared<const std::vector<Field>>(std::move(fields));
    return type;
}

DataType DataType::array(DataType element) {
    DataType type(TypeId::Array);
    type.children_ =
        std::make_shared<const std::vector<Field>>(std::vector<Field>{{"element", std::move(element)}});
    return type;
}

const std::vector<DataType::Field>& DataType::fields() const {
    static const std::vector<Field> kNone;
    return id_ == TypeId::Struct && children_ ? *children_ : kNone;
}

const DataType& DataType::element() const {
    static const DataType kNull;
    return id_ == TypeId::Array && children_ ? children_->front().type : kNull;
}

std::string DataType::name() const {
    if (id_ == TypeId::Decimal) {
        return "DECIMAL(" + std::to_string(precision_) + "," + std::to_string(scale_) + ")";
    }
    if (id_ == TypeId::Array) return "ARRAY<" + element().name() + ">";
    if (id_ == TypeId::Struct) {
        std::string text = "STRUCT<";
        for (const Field& field : fields()) {
            if (text.back() != '<') text += ", ";
            text += fieldNameText(field.name) + " " + field.type.name();
        }
        return text + ">";
    }
    for (const ScalarName& scalar : kScalarNames) {
        if (scalar.id == id_) return scalar.name;
    }
    return {};
}

Result<DataType> DataType::parse(std::string_view text) { return TypeParser(text).parse(); }

bool DataType::operator==(const DataType& other) const {
    if (id_ != other.id_ || precision_ != other.precision_ || scale_ != other.scale_) return false;
    if (children_ == other.children_) return true;
    return children_ && other.children_ && *children_ == *other.children_;
}

std::size_t valueWidth(TypeId id) {
    switch (id) {
        case TypeId::Boolean: return 1;
        case TypeId::Int:
        case TypeId::Date: return 4;
        case TypeId::BigInt:
        case TypeId::Double:
        case TypeId::Timestamp: return 8;
        case TypeId::Decimal: return sizeof(Decimal128);
        case TypeId::String:
        case TypeId::Bytes: return sizeof(StringRef);
        case TypeId::Null:
        case TypeId::Struct:
        case TypeId::Array: return 0;
    }
    return 0;
}

} // namespace millrace
