// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/avro/avro_columns.h"

#include <algorithm>
#include <optional>

namespace millrace {

namespace {

constexpr int kMostDigits = 38;

class ColumnFinder {
public:
    std::vector<DataType::Field> fieldsOf(const AvroType& record) {
        std::vector<DataType::Field> fields;
        if (std::find(around_.begin(), around_.end(), &record) != around_.end()) return fields;
        around_.push_back(&record);
        for (const AvroField& field : record.fields)
            if (auto type = typeOf(*field.type)) fields.push_back({field.name, std::move(*type)});
        around_.pop_back();
        return fields;
    }

private:
    std::optional<DataType> typeOf(const AvroType& type) {
        if (--left_ < 0) return std::nullopt;
        if (const auto logical = logicalOf(type)) return logical;
        switch (type.kind) {
            case AvroType::Kind::Null: return std::nullopt;
            case AvroType::Kind::Boolean: return TypeId::Boolean;
            case AvroType::Kind::Int: return TypeId::Int;
            case AvroType::Kind::Long: return TypeId::BigInt;
            case AvroType::Kind::Float:
            case AvroType::Kind::Double: return TypeId::Double;
            case AvroType::Kind::Bytes:
            case AvroType::Kind::Fixed: return TypeId::Bytes;
            case AvroType::Kind::String:
            case AvroType::Kind::Enum: return TypeId::String;
            case AvroType::Kind::Record: {
                auto fields = fieldsOf(type);
                if (fields.empty()) return std::nullopt;
                return DataType::structure(std::move(fields));
            }
            case AvroType::Kind::Array: {
                auto element = typeOf(*type.parts.front());
                if (!element) return std::nullopt;
                return DataType::array(std::move(*element));
            }
            case AvroType::Kind::Map: {
                auto value = typeOf(*type.parts.front());
                if (!value) return std::nullopt;
                return DataType::array(
                    DataType::structure({{"key", TypeId::String}, {"value", std::move(*value)}}));
            }
            case AvroType::Kind::Union: return unionOf(type);
        }
        return std::nullopt;
    }

    static std::optional<DataType> logicalOf(const AvroType& type) {
        switch (type.logical) {
            case AvroType::Logical::None: return std::nullopt;
            case AvroType::Logical::Decimal:
                if (type.precision > kMostDigits) return TypeId::Double;
                return DataType::decimal(type.precision, type.scale);
            case AvroType::Logical::Uuid: return TypeId::String;
            case AvroType::Logical::Date: return TypeId::Date;
            default: return TypeId::Timestamp;
        }
    }

    std::optional<DataType> unionOf(const AvroType& type) {
        std::optional<DataType> common;
        bool isScalar = true, differs = false;
        for (const AvroType* branch : type.parts) {
            if (branch->kind == AvroType::Kind::Null) continue;
            auto one = typeOf(*branch);
            if (!one) return std::nullopt;
            isScalar = isScalar && !one->isNested();
            differs = differs || (common && !(*common == *one));
            common = std::move(one);
        }
        if (!differs) return common;
        if (isScalar) return TypeId::String;
        return std::nullopt;
    }

    std::vector<const AvroType*> around_; ///< the records that this one is within
    int left_ = 100'000;                  ///< records of records could take any number of steps
};

} // namespace

std::vector<DataType::Field> columnsOf(const AvroType& record) { return ColumnFinder().fieldsOf(record); }

} // namespace millrace
