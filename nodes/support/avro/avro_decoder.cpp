// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/avro/avro_decoder.h"

#include "engine/base/text.h"
#include "nodes/support/avro/avro_cursor.h"
#include "nodes/support/avro/avro_number.h"
#include "nodes/support/avro/avro_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace millrace {

using Op = AvroPlan::Op;

namespace {

constexpr std::int64_t kMsOfDay = 86'400'000;

enum class Got { Failed, Null, Value };

/// One value of a STRUCT or ARRAY, with the words of a ColumnBuilder.
class ValueSlot {
public:
    explicit ValueSlot(Value& to) : to_(to) {}

    void appendNull() {}
    template <class T> void append(T value) {
        if constexpr (std::is_same_v<T, std::uint8_t>)
            to_ = value != 0;
        else
            to_ = value;
    }
    void appendString(std::string_view text) { to_ = std::string(text); }
    void appendValue(Value value) { to_ = std::move(value); }

private:
    Value& to_;
};

std::int64_t floorDivided(std::int64_t value, std::int64_t divisor) {
    return value / divisor - (value % divisor < 0 ? 1 : 0);
}

std::string uuidText(std::string_view bytes) {
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
        text += fmt::format("{:02x}", static_cast<unsigned char>(bytes[i]));
    }
    return text;
}

double realOf(Decimal128 unscaled, int scale) {
    const std::string text = decimalToText(unscaled, scale); // so that it is the nearest one
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

/// Reads what a plan says off a cursor. Failed: the cursor says why.
class Reading {
public:
    explicit Reading(AvroCursor& in) : in_(in) {}

    template <class Out> Got read(const AvroPlan& plan, Out& out);

private:
    static Got failed(bool) { return Got::Failed; }
    template <class T, class Out> static Got give(T value, Out& out) {
        out.append(value);
        return Got::Value;
    }
    template <class Out> Got text(std::string_view text, Out& out) {
        if (!isValidUtf8(text)) return failed(in_.fail("the text is no UTF-8"));
        out.appendString(text);
        return Got::Value;
    }
    template <class Out> Got time(std::optional<EpochMs> ms, Out& out) {
        if (!ms) return failed(in_.fail("the number is no time"));
        return give(std::int64_t{*ms}, out);
    }
    template <class Out> Got number(const AvroPlan& plan, Out& out);
    template <class Out> Got decimal(const AvroPlan& plan, Out& out);
    template <class Out> Got parsed(const AvroPlan& plan, Out& out);
    template <class Out> Got shown(const AvroPlan& plan, Out& out);
    template <class Out> Got record(const AvroPlan& plan, Out& out);
    template <class Out> Got list(const AvroPlan& plan, Out& out);

    AvroCursor& in_;
};

template <class Out> Got Reading::read(const AvroPlan& plan, Out& out) {
    std::string_view bytes;
    switch (plan.op) {
        case Op::Misfit: return failed(in_.fail(plan.misfit));
        case Op::Null: out.appendNull(); return Got::Null;
        case Op::Boolean: {
            bool value = false;
            return in_.boolean(value) ? give(std::uint8_t{value}, out) : Got::Failed;
        }
        case Op::Float:
        case Op::FloatTime: {
            float value = 0;
            if (!in_.fixed(value)) return Got::Failed;
            if (plan.op == Op::FloatTime) return time(plan.time.fromNumber(double{value}), out);
            return give(double{value}, out);
        }
        case Op::Double:
        case Op::DoubleTime: {
            double value = 0;
            if (!in_.fixed(value)) return Got::Failed;
            if (plan.op == Op::DoubleTime) return time(plan.time.fromNumber(value), out);
            return give(value, out);
        }
        case Op::Text: return in_.bytes(bytes) ? text(bytes, out) : Got::Failed;
        case Op::Octets:
            if (!in_.bytes(bytes)) return Got::Failed;
            out.appendString(bytes);
            return Got::Value;
        case Op::Fixed:
        case Op::Uuid:
            if (!in_.bytes(plan.from->size, bytes)) return Got::Failed;
            if (plan.op == Op::Uuid) return text(uuidText(bytes), out);
            out.appendString(bytes);
            return Got::Value;
        case Op::Symbol: {
            std::size_t symbol = 0;
            return in_.choice(plan.from->symbols.size(), symbol) ? text(plan.from->symbols[symbol], out)
                                                                 : Got::Failed;
        }
        case Op::Union: {
            std::size_t branch = 0;
            return in_.choice(plan.parts.size(), branch) ? read(plan.parts[branch], out) : Got::Failed;
        }
        case Op::DecimalDecimal:
        case Op::DecimalReal: return decimal(plan, out);
        case Op::Parsed: return parsed(plan, out);
        case Op::Shown: return shown(plan, out);
        case Op::Record: return record(plan, out);
        case Op::Array:
        case Op::Map: return list(plan, out);
        default: return number(plan, out);
    }
}

template <class Out> Got Reading::number(const AvroPlan& plan, Out& out) {
    std::int64_t value = 0;
    if (!in_.number(value)) return Got::Failed;
    if (plan.from->kind == AvroType::Kind::Int && static_cast<std::int32_t>(value) != value)
        return failed(in_.fail("an int has more than 32 bits"));
    switch (plan.op) {
        case Op::Number64: return give(value, out);
        case Op::NumberReal: return give(static_cast<double>(value), out);
        case Op::NumberTime: return time(plan.time.fromNumber(value), out);
        case Op::Instant: {
            std::int64_t ms = 0;
            if (__builtin_sub_overflow(floorDivided(value, plan.divisor), plan.zoneMs, &ms))
                return failed(in_.fail("the number is no time"));
            return give(ms, out);
        }
        case Op::Day: return give(value * kMsOfDay, out);
        case Op::NumberDecimal: {
            const auto scaled = rescaled(value, 0, plan.type);
            if (!scaled) return failed(in_.fail(fmt::format("{} is no {}", value, plan.type.name())));
            return give(*scaled, out);
        }
        default:
            if (static_cast<std::int32_t>(value) != value)
                return failed(in_.fail(fmt::format("{} is no {}", value, plan.type.name())));
            return give(static_cast<std::int32_t>(value), out);
    }
}

template <class Out> Got Reading::decimal(const AvroPlan& plan, Out& out) {
    std::string_view bytes;
    const bool isFixed = plan.from->kind == AvroType::Kind::Fixed;
    if (!(isFixed ? in_.bytes(plan.from->size, bytes) : in_.bytes(bytes))) return Got::Failed;
    const auto unscaled = decimalOf(bytes);
    if (unscaled && plan.op == Op::DecimalReal) return give(realOf(*unscaled, plan.from->scale), out);
    const auto scaled = unscaled ? rescaled(*unscaled, plan.from->scale, plan.type) : std::nullopt;
    if (!scaled) return failed(in_.fail("the number is no " + plan.type.name()));
    return give(*scaled, out);
}

template <class Out> Got Reading::parsed(const AvroPlan& plan, Out& out) {
    std::string_view bytes;
    if (!in_.bytes(bytes)) return Got::Failed;
    bool fits = false;
    if constexpr (std::is_same_v<Out, ColumnBuilder>) {
        fits = plan.parser->append(bytes, true, out);
    } else {
        ColumnBuilder one(plan.type, 1);
        fits = plan.parser->append(bytes, true, one);
        if (fits) out.appendValue(one.finish()->valueAt(0));
    }
    return fits ? Got::Value : failed(in_.fail("the text is no " + plan.type.name()));
}

template <class Out> Got Reading::shown(const AvroPlan& plan, Out& out) {
    Value value;
    ValueSlot slot(value);
    if (read(plan.parts[0], slot) == Got::Failed) return Got::Failed;
    out.appendString(toText(value, plan.type));
    return Got::Value;
}

template <class Out> Got Reading::record(const AvroPlan& plan, Out& out) {
    ValueList members(plan.type.fields().size());
    for (const AvroFieldPlan& field : plan.fields) {
        if (!field.to) {
            if (!in_.skip(*field.field->type)) return failed(in_.failIn(field.field->name));
            continue;
        }
        ValueSlot slot(members[*field.to]);
        if (read(field.plan, slot) == Got::Failed) return failed(in_.failIn(field.field->name));
    }
    out.appendValue(Value(std::move(members)));
    return Got::Value;
}

template <class Out> Got Reading::list(const AvroPlan& plan, Out& out) {
    ValueList list;
    for (;;) {
        std::uint64_t items = 0;
        std::optional<std::size_t> size;
        if (!in_.block(items, size)) return Got::Failed;
        if (items == 0) break;
        for (; items > 0; --items) {
            Value item, key;
            ValueSlot slot(item), keySlot(key);
            std::string_view name;
            const bool isMap = plan.op == Op::Map;
            if (isMap && (!in_.bytes(name) || text(name, keySlot) == Got::Failed)) return Got::Failed;
            if (read(plan.parts[0], slot) == Got::Failed) return Got::Failed;
            if (isMap) {
                ValueList pair(2);
                pair[0] = std::move(key);
                pair[1] = std::move(item);
                list.emplace_back(std::move(pair));
            } else {
                list.push_back(std::move(item));
            }
        }
    }
    out.appendValue(Value(std::move(list)));
    return Got::Value;
}

} // namespace

struct AvroDecoder::Impl {
    /// What becomes of a record, or of one branch where the schema is a union of some.
    struct Row {
        std::vector<AvroFieldPlan> fields;
        std::vector<std::size_t> missing; ///< columns without a field
        bool isNull = false;              ///< the branch is null: all columns are NULL
        std::string misfit;               ///< not empty: such records are none
        const char* code = "";            ///< of that
    };

    std::shared_ptr<const AvroSchema> schema;
    std::optional<std::size_t> eventTime;
    std::string eventTimeName;
    std::vector<Row> rows;

    AvroMisfit noTime() const { return {"MR3118", "the event time `" + eventTimeName + "` is missing"}; }
    Row rowOf(const AvroType& type, const Schema& columns, const AvroTimes& times,
              AvroPlanner& planner) const;
    std::optional<AvroMisfit> append(const Row& row, AvroCursor& in, BatchBuilder& to) const;
};

AvroDecoder::Impl::Row AvroDecoder::Impl::rowOf(const AvroType& type, const Schema& columns,
                                                const AvroTimes& times, AvroPlanner& planner) const {
    Row row;
    row.code = "MR3549";
    row.isNull = type.kind == AvroType::Kind::Null;
    if (type.kind != AvroType::Kind::Record && !row.isNull) {
        row.misfit = "the schema is " + describe(type) + ", and a row is a record";
        return row;
    }
    std::vector<bool> found(columns.size());
    for (const AvroField& field : type.fields) {
        AvroFieldPlan& one = row.fields.emplace_back();
        one.field = &field;
        one.to = columns.indexOf(field.name);
        if (!one.to) continue;
        found[*one.to] = true;
        one.plan = planner.plan(*field.type, columns.field(*one.to).type,
                                one.to == eventTime ? times.eventTime : times.plain);
        if (one.plan.op == Op::Misfit && row.misfit.empty())
            row.misfit = fmt::format("the field `{}`: {}", field.name, one.plan.misfit);
    }
    for (std::size_t i = 0; i < found.size(); ++i)
        if (!found[i]) row.missing.push_back(i);
    if (row.misfit.empty() && eventTime && !found[*eventTime])
        row.code = "MR3118", row.misfit = noTime().message;
    return row;
}

std::optional<AvroMisfit> AvroDecoder::Impl::append(const Row& row, AvroCursor& in, BatchBuilder& to) const {
    if (!row.misfit.empty()) return AvroMisfit{row.code, row.misfit};
    Reading reading(in);
    for (const AvroFieldPlan& field : row.fields) {
        if (!field.to) {
            if (in.skip(*field.field->type)) continue;
            in.failIn(field.field->name);
            return AvroMisfit{"MR3550", in.whereAndWhy()};
        }
        const Got got = reading.read(field.plan, to.column(*field.to));
        if (got == Got::Failed) {
            in.failIn(field.field->name);
            return AvroMisfit{"MR3550", in.whereAndWhy()};
        }
        if (got == Got::Null && field.to == eventTime) return noTime();
    }
    for (const std::size_t column : row.missing)
        to.column(column).appendNull();
    if (in.left() == 0) return std::nullopt;
    return AvroMisfit{"MR3550", fmt::format("{} bytes are left behind the record", in.left())};
}

AvroDecoder::AvroDecoder(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
AvroDecoder::~AvroDecoder() = default;

Result<std::unique_ptr<const AvroDecoder>> AvroDecoder::make(std::shared_ptr<const AvroSchema> schema,
                                                             const Schema& columns, const AvroTimes& times) {
    auto impl = std::make_unique<Impl>();
    impl->eventTime = columns.eventTime();
    if (impl->eventTime) impl->eventTimeName = columns.field(*impl->eventTime).name;
    const AvroType& root = schema->root();
    AvroPlanner planner(times.plain);
    if (root.kind == AvroType::Kind::Union) {
        for (const AvroType* const branch : root.parts)
            impl->rows.push_back(impl->rowOf(*branch, columns, times, planner));
    } else {
        impl->rows.push_back(impl->rowOf(root, columns, times, planner));
    }
    if (std::all_of(impl->rows.begin(), impl->rows.end(),
                    [](const Impl::Row& row) { return !row.misfit.empty() || row.isNull; })) {
        Diagnostics problem;
        const auto row = std::find_if(impl->rows.begin(), impl->rows.end(),
                                      [](const Impl::Row& one) { return !one.isNull; });
        if (row != impl->rows.end())
            problem.error(row->code, row->misfit);
        else
            problem.error("MR3549", "the schema has no record, only null");
        return problem;
    }
    impl->schema = std::move(schema);
    return std::unique_ptr<const AvroDecoder>(new AvroDecoder(std::move(impl)));
}

std::optional<AvroMisfit> AvroDecoder::append(std::string_view record, BatchBuilder& rows) const {
    const std::size_t before = rows.rows();
    AvroCursor in(record);
    std::size_t branch = 0;
    std::optional<AvroMisfit> misfit;
    if (impl_->schema->root().kind == AvroType::Kind::Union && !in.choice(impl_->rows.size(), branch))
        misfit = AvroMisfit{"MR3550", in.whereAndWhy()};
    else
        misfit = impl_->append(impl_->rows[branch], in, rows);
    if (misfit) rows.truncate(before);
    return misfit;
}

} // namespace millrace
