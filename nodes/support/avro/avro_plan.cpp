// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/avro/avro_plan.h"

#include <fmt/format.h>

#include <algorithm>

namespace millrace {

using Kind = AvroType::Kind;
using Logical = AvroType::Logical;
using Op = AvroPlan::Op;

namespace {

AvroPlan misfit(const AvroType& from, std::string why) {
    AvroPlan plan;
    plan.from = &from;
    plan.misfit = std::move(why);
    return plan;
}

bool isNumber(const AvroType& from) { return from.kind == Kind::Int || from.kind == Kind::Long; }

/// What a scalar is before it is shown as text.
std::optional<DataType> ownType(const AvroType& from) {
    switch (from.logical) {
        case Logical::None: break;
        case Logical::Decimal:
            if (from.scale > 38) return std::nullopt;
            return DataType::decimal(38, from.scale);
        case Logical::Date: return TypeId::Date;
        case Logical::Uuid: return std::nullopt;
        default: return TypeId::Timestamp;
    }
    switch (from.kind) {
        case Kind::Boolean: return TypeId::Boolean;
        case Kind::Int: return TypeId::Int;
        case Kind::Long: return TypeId::BigInt;
        case Kind::Float:
        case Kind::Double: return TypeId::Double;
        default: return std::nullopt;
    }
}

} // namespace

AvroPlan AvroPlanner::plan(const AvroType& from, const DataType& to, const TimeFormat& time) {
    if (--left_ < 0) return misfit(from, "the schema has too many unions within each other");
    AvroPlan plan;
    switch (from.kind) {
        case Kind::Null:
            plan.op = Op::Null;
            plan.from = &from;
            return plan;
        case Kind::Union: return unionPlan(from, to, time);
        case Kind::Record: plan = recordPlan(from, to); break;
        case Kind::Array:
        case Kind::Map: plan = listPlan(from, to); break;
        default: plan = scalarPlan(from, to, time);
    }
    if (plan.op == Op::Misfit && plan.misfit.empty())
        plan.misfit = fmt::format("{} is no {}", describe(from), to.name());
    return plan;
}

AvroPlan AvroPlanner::scalarPlan(const AvroType& from, const DataType& to, const TimeFormat& time) {
    AvroPlan plan;
    plan.from = &from;
    plan.type = to;
    if (from.kind == Kind::String && to.id() != TypeId::String && to.id() != TypeId::Bytes) {
        if (to.isNested()) return plan;
        plan.op = Op::Parsed;
        plan.parser.emplace(to, time);
        return plan;
    }
    switch (to.id()) {
        case TypeId::Boolean:
            if (from.kind == Kind::Boolean) plan.op = Op::Boolean;
            break;
        case TypeId::Int:
            if (isNumber(from)) plan.op = Op::Number32;
            break;
        case TypeId::BigInt:
            if (isNumber(from)) plan.op = Op::Number64;
            break;
        case TypeId::Double:
            if (isNumber(from)) plan.op = Op::NumberReal;
            if (from.kind == Kind::Float) plan.op = Op::Float;
            if (from.kind == Kind::Double) plan.op = Op::Double;
            if (from.logical == Logical::Decimal) plan.op = Op::DecimalReal;
            break;
        case TypeId::Decimal:
            if (isNumber(from) && from.logical == Logical::None) plan.op = Op::NumberDecimal;
            if (from.logical == Logical::Decimal) plan.op = Op::DecimalDecimal;
            break;
        case TypeId::Date:
            if (from.logical == Logical::Date) plan.op = Op::Number32;
            break;
        case TypeId::Timestamp: planTime(plan, time); break;
        case TypeId::Bytes:
            if (from.kind == Kind::Bytes || from.kind == Kind::String) plan.op = Op::Octets;
            if (from.kind == Kind::Fixed) plan.op = Op::Fixed;
            break;
        case TypeId::String: planText(plan); break;
        default: break;
    }
    if (from.logical == Logical::Decimal && from.scale > 38 && plan.op != Op::Octets && plan.op != Op::Fixed)
        return misfit(from, fmt::format("{} has more decimals than there can be", describe(from)));
    return plan;
}

void AvroPlanner::planTime(AvroPlan& plan, const TimeFormat& time) const {
    plan.time = time;
    switch (plan.from->logical) {
        case Logical::Date: plan.op = Op::Day; return;
        case Logical::LocalTimestampMillis:
        case Logical::LocalTimestampMicros:
        case Logical::LocalTimestampNanos: plan.zoneMs = time.zoneMinutes() * std::int64_t{60'000}; break;
        default: break;
    }
    switch (plan.from->logical) {
        case Logical::TimestampMillis:
        case Logical::LocalTimestampMillis: plan.op = Op::Instant; return;
        case Logical::TimestampMicros:
        case Logical::LocalTimestampMicros: plan.op = Op::Instant, plan.divisor = 1'000; return;
        case Logical::TimestampNanos:
        case Logical::LocalTimestampNanos: plan.op = Op::Instant, plan.divisor = 1'000'000; return;
        default: break;
    }
    if (isNumber(*plan.from)) plan.op = Op::NumberTime;
    if (plan.from->kind == Kind::Float) plan.op = Op::FloatTime;
    if (plan.from->kind == Kind::Double) plan.op = Op::DoubleTime;
}

void AvroPlanner::planText(AvroPlan& plan) {
    const AvroType& from = *plan.from;
    if (from.kind == Kind::String) plan.op = Op::Text;
    if (from.kind == Kind::Bytes && from.logical != Logical::Decimal) plan.op = Op::Text;
    if (from.kind == Kind::Enum) plan.op = Op::Symbol;
    if (from.kind == Kind::Fixed && from.logical == Logical::Uuid) plan.op = Op::Uuid;
    if (plan.op != Op::Misfit) return;
    const auto own = ownType(from);
    if (!own) return;
    plan.op = Op::Shown;
    plan.type = *own;
    plan.parts.push_back(this->plan(from, *own));
}

AvroPlan AvroPlanner::unionPlan(const AvroType& from, const DataType& to, const TimeFormat& time) {
    AvroPlan plan;
    plan.op = Op::Union;
    plan.from = &from;
    plan.type = to;
    bool fits = false;
    std::string why;
    for (const AvroType* const branch : from.parts) {
        plan.parts.push_back(this->plan(*branch, to, time));
        fits = fits || plan.parts.back().op != Op::Misfit;
        if (why.empty()) why = plan.parts.back().misfit;
    }
    const bool onlyNull = std::all_of(from.parts.begin(), from.parts.end(),
                                      [](const AvroType* part) { return part->kind == Kind::Null; });
    const bool someValue = std::any_of(plan.parts.begin(), plan.parts.end(), [](const AvroPlan& part) {
        return part.op != Op::Misfit && part.op != Op::Null;
    });
    return (fits && onlyNull) || someValue ? plan : misfit(from, std::move(why));
}

AvroPlan AvroPlanner::recordPlan(const AvroType& from, const DataType& to) {
    AvroPlan plan;
    plan.from = &from;
    plan.type = to;
    if (to.id() != TypeId::Struct) return plan;
    plan.op = Op::Record;
    for (const AvroField& field : from.fields) {
        AvroFieldPlan& one = plan.fields.emplace_back();
        one.field = &field;
        for (std::size_t i = 0; i < to.fields().size() && !one.to; ++i)
            if (to.fields()[i].name == field.name) one.to = i;
        if (!one.to) continue;
        one.plan = this->plan(*field.type, to.fields()[*one.to].type);
        if (one.plan.op == Op::Misfit) return misfit(from, "`" + field.name + "`: " + one.plan.misfit);
    }
    return plan;
}

AvroPlan AvroPlanner::listPlan(const AvroType& from, const DataType& to) {
    AvroPlan plan;
    plan.from = &from;
    plan.type = to;
    if (to.id() != TypeId::Array) return plan;
    DataType item = to.element();
    if (from.kind == Kind::Map) {
        // There are no maps here: a list of pairs holds as much.
        if (item.id() != TypeId::Struct || item.fields().size() != 2 ||
            item.fields()[0].type.id() != TypeId::String)
            return misfit(from, fmt::format("a map is no {}; it can be ARRAY<STRUCT<key STRING, value ...>>",
                                            to.name()));
        item = DataType(item.fields()[1].type);
    }
    plan.op = from.kind == Kind::Map ? Op::Map : Op::Array;
    plan.parts.push_back(this->plan(*from.parts[0], item));
    if (plan.parts[0].op == Op::Misfit) return misfit(from, plan.parts[0].misfit);
    return plan;
}

} // namespace millrace
