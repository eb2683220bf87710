// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/schema.h"
#include "nodes/support/avro/avro_schema.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace millrace {

/// How a column becomes a value of a type of the schema.
struct AvroWriting {
    enum class Op : std::uint8_t {
        Boolean,
        Number,     ///< INT, BIGINT, DATE, TIMESTAMP as they are
        Narrow,     ///< BIGINT into 32 bits
        Times,      ///< TIMESTAMP in a finer unit
        NumberReal, ///< INT into float and double
        Real,
        RealFloat,
        Text, ///< STRING and BYTES with their length
        Fixed,
        Symbol,
        Decimal,
        Record,
        Array,
        Constant
    };

    Op op = Op::Constant;
    const AvroType* to = nullptr;
    bool mayNotFit = false;          ///< it depends on the value
    std::optional<int> null, branch; ///< of a union: those for NULL and for all else
    std::int64_t factor = 1;
    int scale = 0; ///< of the column's DECIMAL
    std::string constant;
    std::vector<AvroWriting> parts;   ///< Array: of the elements; Record: per field
    std::vector<std::size_t> columns; ///< Record: per field; of a constant: nothing that is used
};

/// Finds the writing of each column, and everything that speaks against it.
class AvroWritingPlanner {
public:
    /// Error: an item without code, node and parameter for each.
    Result<AvroWriting> plan(const AvroType& root, const Schema& columns);

private:
    std::optional<AvroWriting> value(const AvroType& to, const DataType& from, const std::string& at);
    template <class Fields>
    std::optional<AvroWriting> record(const AvroType& to, const Fields& from, const std::string& at);
    std::optional<AvroWriting> scalar(const AvroType& to, const DataType& from);
    std::optional<AvroWriting> unionOf(const AvroType& to, const DataType& from, const std::string& at);
    std::optional<AvroWriting> constant(const AvroField& field, const std::string& at);
    std::optional<AvroWriting> refuse(const std::string& what, const std::string& hint = {}) {
        problems_.error({}, what, hint);
        return std::nullopt;
    }

    Diagnostics problems_;
    int left_ = 100'000; ///< unions of unions of records could take any number of steps
};

} // namespace millrace
