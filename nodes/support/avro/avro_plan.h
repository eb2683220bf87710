// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nodes/support/avro/avro_decoder.h"
#include "nodes/support/field_parser.h"

#include <cstdint>
#include <vector>

namespace millrace {

struct AvroFieldPlan;

/// How one type of a writer's schema becomes a value of one type of ours.
struct AvroPlan {
    enum class Op : std::uint8_t {
        Misfit, ///< it cannot; `misfit` says why
        Null,
        Boolean,
        Number32,      ///< a number -> INT, DATE; may be too large
        Number64,      ///< -> BIGINT
        NumberReal,    ///< -> DOUBLE
        NumberDecimal, ///< -> DECIMAL
        NumberTime,    ///< -> TIMESTAMP, as `time` takes bare numbers
        Instant,       ///< a number of `divisor` to the millisecond -> TIMESTAMP
        Day,           ///< -> TIMESTAMP at midnight
        Float,
        Double,
        FloatTime, ///< -> TIMESTAMP, as `time` takes bare numbers
        DoubleTime,
        Text,   ///< UTF-8 with its length -> STRING
        Octets, ///< any bytes with their length -> BYTES
        Fixed,  ///< -> BYTES
        Uuid,   ///< 16 bytes -> STRING
        Symbol, ///< of an enum -> STRING
        DecimalDecimal,
        DecimalReal,
        Parsed, ///< text that `parser` reads
        Shown,  ///< any scalar, by way of the type that is its own -> STRING
        Union,
        Record, ///< -> STRUCT
        Array,
        Map ///< -> ARRAY of STRUCTs of a key and a value
    };

    Op op = Op::Misfit;
    const AvroType* from = nullptr;
    DataType type; ///< of the value; Shown: of the one before it is text
    std::int64_t divisor = 1;
    std::int64_t zoneMs = 0; ///< Instant: so far east of UTC it was written
    TimeFormat time;
    std::optional<FieldParser> parser;
    std::string misfit;
    std::vector<AvroPlan> parts; ///< Union: per branch; Array, Map: of what is in it; Shown: the scalar
    std::vector<AvroFieldPlan> fields;
};

/// One field of the writer's record, in their order.
struct AvroFieldPlan {
    const AvroField* field = nullptr;
    std::optional<std::size_t> to; ///< which column or member it goes to; none: passed over
    AvroPlan plan;
};

/// What the plan of one schema may come to: unions of unions of records could make it as large as they like.
class AvroPlanner {
public:
    explicit AvroPlanner(TimeFormat plain) : plain_(std::move(plain)) {}

    AvroPlan plan(const AvroType& from, const DataType& to, const TimeFormat& time);
    AvroPlan plan(const AvroType& from, const DataType& to) { return plan(from, to, plain_); }

private:
    AvroPlan scalarPlan(const AvroType& from, const DataType& to, const TimeFormat& time);
    void planTime(AvroPlan& plan, const TimeFormat& time) const;
    void planText(AvroPlan& plan);
    AvroPlan unionPlan(const AvroType& from, const DataType& to, const TimeFormat& time);
    AvroPlan recordPlan(const AvroType& from, const DataType& to);
    AvroPlan listPlan(const AvroType& from, const DataType& to);

    TimeFormat plain_;
    int left_ = 100'000;
};

} // namespace millrace
