// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/avro/avro_writing.h"

#include "nodes/support/avro/avro_encoder.h"

#include <fmt/format.h>

#include <algorithm>

namespace millrace {

using Kind = AvroType::Kind;
using Logical = AvroType::Logical;
using Op = AvroWriting::Op;

namespace {

constexpr bool fitsExactly(const AvroType& to, TypeId from) {
    switch (from) {
        case TypeId::Boolean: return to.kind == Kind::Boolean;
        case TypeId::Int:
            return to.logical == Logical::None && (to.kind == Kind::Int || to.kind == Kind::Long);
        case TypeId::BigInt: return to.logical == Logical::None && to.kind == Kind::Long;
        case TypeId::Double: return to.kind == Kind::Double;
        case TypeId::Date: return to.logical == Logical::Date;
        case TypeId::String: return to.kind == Kind::String;
        case TypeId::Bytes: return to.kind == Kind::Bytes && to.logical != Logical::Decimal;
        default: return false;
    }
}

std::optional<std::int64_t> partsOfMillisecond(const AvroType& to) {
    switch (to.logical) {
        case Logical::TimestampMillis: return 1;
        case Logical::TimestampMicros: return 1'000;
        case Logical::TimestampNanos: return 1'000'000;
        default: return std::nullopt;
    }
}

Op exactOp(TypeId from) {
    switch (from) {
        case TypeId::Boolean: return Op::Boolean;
        case TypeId::Double: return Op::Real;
        case TypeId::String:
        case TypeId::Bytes: return Op::Text;
        default: return Op::Number;
    }
}

std::string below(const std::string& at, const std::string& name) {
    return at.empty() ? name : at + "." + name;
}

} // namespace

std::optional<AvroWriting> AvroWritingPlanner::value(const AvroType& to, const DataType& from,
                                                     const std::string& at) {
    if (--left_ < 0) return refuse("the schema has too many unions within each other");
    if (to.kind == Kind::Union) return unionOf(to, from, at);
    if (to.kind == Kind::Record && from.id() == TypeId::Struct) return record(to, from.fields(), at);
    if (to.kind == Kind::Array && from.id() == TypeId::Array) {
        auto element = value(*to.parts[0], from.element(), at);
        if (!element) return std::nullopt;
        AvroWriting writing;
        writing.op = Op::Array;
        writing.to = &to;
        writing.mayNotFit = element->mayNotFit;
        writing.parts.push_back(std::move(*element));
        return writing;
    }
    if (auto writing = scalar(to, from)) return writing;
    return refuse(fmt::format("`{}` is {}, and the schema wants {}", at, from.name(), describe(to)),
                  "make it another type with map: CAST(... AS ...)");
}

std::optional<AvroWriting> AvroWritingPlanner::scalar(const AvroType& to, const DataType& from) {
    AvroWriting writing;
    writing.to = &to;
    if (fitsExactly(to, from.id())) {
        writing.op = exactOp(from.id());
        return writing;
    }
    switch (from.id()) {
        case TypeId::Int:
            if (to.kind != Kind::Double && to.kind != Kind::Float) return std::nullopt;
            writing.op = Op::NumberReal;
            return writing;
        case TypeId::BigInt:
            if (to.kind != Kind::Int || to.logical != Logical::None) return std::nullopt;
            writing.op = Op::Narrow;
            writing.mayNotFit = true;
            return writing;
        case TypeId::Double:
            if (to.kind != Kind::Float) return std::nullopt;
            writing.op = Op::RealFloat;
            return writing;
        case TypeId::Timestamp: {
            const auto factor = partsOfMillisecond(to);
            if (!factor) return std::nullopt;
            writing.op = *factor == 1 ? Op::Number : Op::Times;
            writing.factor = *factor;
            return writing;
        }
        case TypeId::Decimal:
            if (to.logical != Logical::Decimal || to.scale > 38 || to.scale < from.scale())
                return std::nullopt;
            writing.op = Op::Decimal;
            writing.scale = from.scale();
            writing.mayNotFit = to.precision - to.scale < from.precision() - from.scale();
            return writing;
        case TypeId::String:
            if (to.kind != Kind::Enum) return std::nullopt;
            writing.op = Op::Symbol;
            writing.mayNotFit = true;
            return writing;
        case TypeId::Bytes:
            if (to.kind != Kind::Fixed || to.logical == Logical::Decimal) return std::nullopt;
            writing.op = Op::Fixed;
            writing.mayNotFit = true;
            return writing;
        default: return std::nullopt;
    }
}

/// The first branch that takes every value of the column, else the first that takes some.
std::optional<AvroWriting> AvroWritingPlanner::unionOf(const AvroType& to, const DataType& from,
                                                       const std::string& at) {
    std::optional<AvroWriting> best;
    std::optional<int> null;
    const Diagnostics before = problems_;
    Diagnostics why;
    for (std::size_t i = 0; i < to.parts.size(); ++i) {
        const int branch = static_cast<int>(i);
        if (to.parts[i]->kind == Kind::Null) {
            null = branch;
            continue;
        }
        problems_ = {};
        auto writing = value(*to.parts[i], from, at);
        if (why.empty()) why = problems_;
        if (!writing || (best && (!best->mayNotFit || writing->mayNotFit))) continue;
        best = std::move(writing);
        best->branch = branch;
    }
    problems_ = before;
    if (best) {
        best->null = null;
        return best;
    }
    if (why.empty()) return refuse(fmt::format("`{}` is {}, and the schema has only null", at, from.name()));
    problems_.append(why);
    return std::nullopt;
}

std::optional<AvroWriting> AvroWritingPlanner::constant(const AvroField& field, const std::string& at) {
    AvroWriting writing;
    if (field.defaultValue) {
        if (appendAvroDefault(writing.constant, *field.type, *field.defaultValue)) return writing;
        return refuse(fmt::format("the field `{}` has a default that is no value of it", at));
    }
    if (field.type->kind == Kind::Null) return writing;
    for (std::size_t i = 0; i < field.type->parts.size() && field.type->kind == Kind::Union; ++i) {
        if (field.type->parts[i]->kind != Kind::Null) continue;
        appendAvroNumber(writing.constant, static_cast<std::int64_t>(i));
        return writing;
    }
    return refuse(fmt::format("there is no column for the field `{}`, which has no default", at),
                  "add it with map");
}

template <class Fields>
std::optional<AvroWriting> AvroWritingPlanner::record(const AvroType& to, const Fields& from,
                                                      const std::string& at) {
    AvroWriting writing;
    writing.op = Op::Record;
    writing.to = &to;
    bool good = true;
    for (const auto& column : from) {
        if (std::any_of(to.fields.begin(), to.fields.end(),
                        [&column](const AvroField& field) { return field.name == column.name; }))
            continue;
        refuse(fmt::format("{} has no field for `{}`", describe(to), below(at, column.name)),
               "leave the column out with select");
        good = false;
    }
    for (const AvroField& field : to.fields) {
        std::size_t column = 0;
        while (column < from.size() && from[column].name != field.name)
            ++column;
        auto part = column < from.size() ? value(*field.type, from[column].type, below(at, field.name))
                                         : constant(field, below(at, field.name));
        good = good && part;
        if (!part) continue;
        writing.mayNotFit = writing.mayNotFit || part->mayNotFit;
        writing.parts.push_back(std::move(*part));
        writing.columns.push_back(column);
    }
    if (!good) return std::nullopt;
    return writing;
}

Result<AvroWriting> AvroWritingPlanner::plan(const AvroType& root, const Schema& columns) {
    problems_ = {};
    if (root.kind != Kind::Record) {
        refuse("the schema is " + describe(root) + ", and a row is a record");
        return problems_;
    }
    auto row = record(root, columns.fields(), "");
    if (!row) return problems_;
    return std::move(*row);
}

} // namespace millrace
