// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/field_spec.h"

#include "engine/base/text.h"
#include "engine/data/time_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace millrace {

namespace {

using Kind = FieldSpec::Kind;

constexpr std::pair<const char*, Kind> kKinds[] = {
    {"sequence", Kind::Sequence},       {"uniform", Kind::Uniform},     {"normal", Kind::Normal},
    {"exponential", Kind::Exponential}, {"zipf_key", Kind::ZipfKey},    {"random_walk", Kind::RandomWalk},
    {"choice", Kind::Choice},           {"timestamp", Kind::Timestamp}, {"constant", Kind::Constant},
};
constexpr std::int64_t kMostKeys = 16'000'000;
constexpr std::uint64_t kMostWalks = 16'000'000;

ParameterSpec parameter(const char* name, ParameterType type, const char* visibleWhen, const char* help) {
    ParameterSpec spec;
    spec.name = name;
    spec.type = type;
    spec.help = help;
    spec.visibleWhen = visibleWhen;
    return spec;
}

/// Collects the problems of one field.
class FieldProblems {
public:
    FieldProblems(Diagnostics& problems, std::string field) : problems_(problems), field_(std::move(field)) {}
    void add(const char* code, const char* parameter, std::string message, std::string hint = {}) {
        problems_.error(code, "field `" + field_ + "`: " + std::move(message), std::move(hint)).parameter =
            "fields." + field_ + (*parameter ? std::string(".") + parameter : "");
    }

private:
    Diagnostics& problems_;
    std::string field_;
};

DataType typeOf(const Params& p, Kind kind, FieldProblems& problems) {
    const bool prefixed = p.has("prefix");
    TypeId fallback = TypeId::Double;
    bool text = false;
    switch (kind) {
        case Kind::Timestamp: return TypeId::Timestamp;
        case Kind::Choice: return TypeId::String;
        case Kind::Constant: fallback = TypeId::String, text = true; break;
        case Kind::Sequence:
        case Kind::ZipfKey: fallback = TypeId::BigInt, text = true; break;
        case Kind::Uniform: text = true; break;
        default: break;
    }
    if (prefixed && kind != Kind::Constant) fallback = TypeId::String;
    const std::string as = p.has("as") ? p.text("as") : "";
    TypeId type = fallback;
    if (as == "BIGINT") type = TypeId::BigInt;
    if (as == "INT") type = TypeId::Int;
    if (as == "DOUBLE") type = TypeId::Double;
    if (as == "STRING") type = TypeId::String;
    if (as == "BOOLEAN") type = TypeId::Boolean;
    if (type == TypeId::Boolean && kind != Kind::Constant)
        problems.add("MR3201", "as", "only a constant can be BOOLEAN", "use BIGINT, INT, DOUBLE or STRING");
    if (type == TypeId::String && !text)
        problems.add("MR3201", "as", "this kind of field cannot be text", "use DOUBLE, BIGINT or INT");
    if (type != TypeId::String && prefixed)
        problems.add("MR3201", "prefix", "a prefix makes text, but the field is " + DataType(type).name(),
                     "leave `as` out or set it to STRING");
    if (kind == Kind::ZipfKey && type == TypeId::Double)
        problems.add("MR3201", "as", "keys cannot be DOUBLE", "use BIGINT, INT or STRING");
    return type;
}

Value readConstant(const std::string& text, const DataType& type, FieldProblems& problems) {
    const auto number = [&text](auto value) -> Value {
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc() || end != text.data() + text.size()) return {};
        return value;
    };
    Value value;
    switch (type.id()) {
        case TypeId::BigInt: value = number(std::int64_t{}); break;
        case TypeId::Int: value = number(std::int32_t{}); break;
        case TypeId::Double: value = number(double{}); break;
        case TypeId::Boolean:
            if (text == "true" || text == "false") value = (text == "true");
            break;
        default: return text;
    }
    if (value.isNull()) problems.add("MR3202", "value", "`" + text + "` is not of type " + type.name());
    return value;
}

void readTimestamp(FieldSpec& field, const Params& p, FieldProblems& problems) {
    const std::string from = p.has("from") ? p.text("from") : "2024-01-01T00:00:00Z";
    if (from != "now") {
        field.from = parseTimestamp(from);
        if (!field.from)
            problems.add("MR3203", "from", "`" + from + "` is not a timestamp",
                         "write 2024-01-01T00:00:00Z, or `now` for the moment the run starts");
    }
    field.followArrivals = p.has("follow") && p.text("follow") == "arrivals";
    field.everyNs = p.has("every") ? p.duration("every") : 1'000'000'000;
    field.jitterMs = p.has("jitter") ? p.duration("jitter") / 1'000'000 : 0;
}

void readWalk(FieldSpec& field, const Params& p, const std::vector<FieldSpec>& before,
              FieldProblems& problems) {
    if (field.min && field.max && !(*field.min < *field.max))
        problems.add("MR3204", "max", "`max` must be above `min`");
    if (!p.has("per")) return;
    const std::string per = p.text("per");
    const auto found =
        std::find_if(before.begin(), before.end(), [&per](const FieldSpec& f) { return f.name == per; });
    if (found == before.end()) {
        problems.add("MR3205", "per", "no field `" + per + "` stands above this one",
                     "name a field of kind choice, zipf_key or integer uniform, and put it first");
        return;
    }
    if (found->cardinality() == 0 || found->cardinality() > kMostWalks)
        problems.add("MR3205", "per", "field `" + per + "` has no small set of values",
                     "name a field of kind choice, zipf_key or integer uniform");
    field.per = static_cast<std::size_t>(found - before.begin());
}

} // namespace

std::uint64_t FieldSpec::cardinality() const {
    switch (kind) {
        case Kind::Choice: return values.size();
        case Kind::ZipfKey: return static_cast<std::uint64_t>(keys);
        case Kind::Uniform:
            return type.id() == TypeId::Double || !(*max - *min < 9e15)
                       ? 0
                       : static_cast<std::uint64_t>(std::floor(*max) - std::ceil(*min)) + 1;
        case Kind::Constant: return 1;
        default: return 0;
    }
}

std::vector<ParameterSpec> fieldParameterSpecs() {
    std::vector<ParameterSpec> specs;
    const auto add = [&specs](ParameterSpec spec) -> ParameterSpec& {
        return specs.emplace_back(std::move(spec));
    };
    ParameterSpec& kind = add(parameter("type", ParameterType::Choice, "", "How the values come about."));
    kind.required = true;
    for (const auto& [name, value] : kKinds)
        kind.choices.emplace_back(name);
    ParameterSpec& as = add(parameter(
        "as", ParameterType::Choice, "type=sequence|uniform|normal|exponential|zipf_key|random_walk|constant",
        "Type of the column; left out: keys and sequences are BIGINT, other numbers DOUBLE, constants "
        "STRING."));
    as.choices = {"BIGINT", "INT", "DOUBLE", "STRING", "BOOLEAN"};
    add(parameter("prefix", ParameterType::Text, "type=sequence|uniform|zipf_key",
                  "Makes text keys: `bus-` gives bus-0, bus-1 and so on."))
        .placeholder = "bus-";
    add(parameter("start", ParameterType::Number, "type=sequence|random_walk",
                  "First value (0 when left out)."));
    add(parameter("step", ParameterType::Number, "type=sequence|random_walk",
                  "Sequence: from one value to the next. Random walk: standard deviation of one step. 1 when "
                  "left out."));
    add(parameter("min", ParameterType::Number, "type=uniform|random_walk",
                  "Smallest value. A random walk is reflected there; uniform starts at 0 when left out."));
    add(parameter(
        "max", ParameterType::Number, "type=uniform|random_walk",
        "Largest value: never reached by DOUBLE, included by integers. Uniform ends at 1 when left out."));
    add(parameter("mean", ParameterType::Number, "type=normal|exponential",
                  "Mean (0 for normal, 1 for exponential when left out)."));
    add(parameter("stddev", ParameterType::Number, "type=normal", "Standard deviation (1 when left out)."))
        .minimum = 0;
    ParameterSpec& keys = add(parameter("keys", ParameterType::Integer, "type=zipf_key",
                                        "Number of different keys; 0 is the most frequent one."));
    keys.minimum = 1;
    keys.maximum = static_cast<double>(kMostKeys);
    add(parameter("exponent", ParameterType::Number, "type=zipf_key",
                  "Skew: key k comes with weight 1/(k+1)^exponent. 0 is even, 1 (when left out) is typical."))
        .minimum = 0;
    add(parameter("per", ParameterType::Text, "type=random_walk",
                  "Name of a key field above: every key has a walk of its own."))
        .placeholder = "vehicle";
    add(parameter("values", ParameterType::ColumnList, "type=choice",
                  "The texts to choose from, all equally likely."));
    add(parameter("value", ParameterType::Text, "type=constant", "The value, written as text."));
    ParameterSpec& decimals =
        add(parameter("decimals", ParameterType::Integer, "type=uniform|normal|exponential|random_walk",
                      "Rounds DOUBLE values to so many digits after the point."));
    decimals.minimum = 0;
    decimals.maximum = 12;
    add(parameter("from", ParameterType::Text, "type=timestamp",
                  "First timestamp, or `now` for the start of the run. 2024-01-01T00:00:00Z when left out, "
                  "so that runs repeat exactly."))
        .placeholder = "2024-01-01T00:00:00Z";
    add(parameter("every", ParameterType::Duration, "type=timestamp",
                  "From one record to the next (1 s when left out)."))
        .placeholder = "1 s";
    ParameterSpec& follow =
        add(parameter("follow", ParameterType::Choice, "type=timestamp",
                      "`arrivals`: timestamps follow the intended send times instead of `every`."));
    follow.choices = {"every", "arrivals"};
    add(parameter("jitter", ParameterType::Duration, "type=timestamp",
                  "Sets each timestamp back by a random time below this, so that records come out of order."))
        .placeholder = "2 s";
    ParameterSpec& nulls = add(parameter("nulls", ParameterType::Number, "",
                                         "Share of records in which the field is NULL, 0 to 1."));
    nulls.minimum = 0;
    nulls.maximum = 1;
    nulls.advanced = true;
    return specs;
}

Result<std::vector<FieldSpec>> readFieldSpecs(const std::vector<std::pair<std::string, Params>>& fields) {
    std::vector<FieldSpec> specs;
    Diagnostics problems;
    if (fields.empty())
        problems.error("MR3206", "a generated record needs at least one field", "add an entry to `fields`")
            .parameter = "fields";
    const auto number = [](const Params& p, const char* name, double fallback) {
        return p.has(name) ? p.number(name) : fallback;
    };
    for (const auto& [name, p] : fields) {
        FieldProblems bad(problems, name);
        FieldSpec field;
        field.name = name;
        const std::string kind = p.text("type");
        for (const auto& [text, value] : kKinds)
            if (kind == text) field.kind = value;
        field.type = typeOf(p, field.kind, bad);
        if (p.has("prefix")) field.prefix = p.text("prefix");
        field.start = number(p, "start", 0);
        field.step = number(p, "step", 1);
        if (p.has("min")) field.min = p.number("min");
        if (p.has("max")) field.max = p.number("max");
        field.mean = number(p, "mean", field.kind == Kind::Exponential ? 1 : 0);
        field.deviation = number(p, "stddev", 1);
        field.exponent = number(p, "exponent", 1);
        field.nulls = number(p, "nulls", 0);
        if (p.has("decimals")) field.decimals = static_cast<int>(p.integer("decimals"));
        switch (field.kind) {
            case Kind::Uniform:
                if (!field.min) field.min = 0;
                if (!field.max) field.max = 1;
                if (field.type.id() == TypeId::Double ? !(*field.min < *field.max)
                                                      : !(std::ceil(*field.min) <= std::floor(*field.max)))
                    bad.add("MR3204", "max", "`max` must be above `min`");
                if (field.type.id() != TypeId::Double &&
                    !(std::abs(*field.min) < 4e18 && std::abs(*field.max) < 4e18))
                    bad.add("MR3204", "max", "bounds of integers must stay below 4e18");
                if (field.type.id() == TypeId::Int &&
                    !(*field.min >= -2147483648.0 && *field.max <= 2147483647.0))
                    bad.add("MR3204", "max", "the bounds do not fit INT", "use BIGINT");
                break;
            case Kind::Sequence:
                if (field.type.id() != TypeId::Double &&
                    !(std::trunc(field.start) == field.start && std::trunc(field.step) == field.step))
                    bad.add("MR3204", "step", "start and step of whole numbers must be whole",
                            "set `as` to DOUBLE");
                break;
            case Kind::ZipfKey:
                if (p.has("keys"))
                    field.keys = p.integer("keys");
                else
                    bad.add("MR3202", "keys", "the number of keys is missing", "set `keys`");
                break;
            case Kind::RandomWalk: readWalk(field, p, specs, bad); break;
            case Kind::Choice:
                field.values = p.list("values");
                if (field.values.empty())
                    bad.add("MR3202", "values", "there is nothing to choose from",
                            "list the texts in `values`");
                break;
            case Kind::Timestamp: readTimestamp(field, p, bad); break;
            case Kind::Constant:
                if (p.has("value"))
                    field.constant = readConstant(p.text("value"), field.type, bad);
                else
                    bad.add("MR3202", "value", "the value is missing",
                            "set `value`, or use nulls: 1 for NULL");
                break;
            default: break;
        }
        specs.push_back(std::move(field));
    }
    if (problems.hasErrors()) return problems;
    return specs;
}

} // namespace millrace
