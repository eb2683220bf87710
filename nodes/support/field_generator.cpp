// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/field_generator.h"

#include "nodes/support/field_draws.h"

namespace millrace {

namespace {

class ChoiceField final : public FieldGenerator {
public:
    ChoiceField(const FieldSpec& spec, std::uint64_t seed)
        : seed_(seed), values_(std::make_shared<const std::vector<std::string>>(spec.values)) {}
    std::shared_ptr<Column> fill(std::uint64_t first, std::size_t count, const GeneratedSoFar&) override {
        auto column = Column::allocate(TypeId::String, count);
        auto out = column->mutableValues<StringRef>();
        last_.resize(count);
        const auto size = static_cast<std::uint64_t>(values_->size());
        forBlocks(count, seed_, first, [&](std::size_t at, const std::uint64_t* raw, std::size_t n) {
            for (std::size_t i = 0; i < n; ++i) {
                const auto k = static_cast<std::uint32_t>(((raw[i] >> 32) * size) >> 32);
                last_[at + i] = k;
                out[at + i] = StringRef((*values_)[k]);
            }
        });
        column->addArena(values_);
        return column;
    }
    void lastKeyNumbers(std::vector<std::uint32_t>& numbers) const override { numbers = last_; }

private:
    std::uint64_t seed_;
    std::shared_ptr<const std::vector<std::string>> values_;
    std::vector<std::uint32_t> last_;
};

class TimestampField final : public FieldGenerator {
public:
    TimestampField(const FieldSpec& spec, std::uint64_t seed) : spec_(spec), seed_(seed) {}
    std::shared_ptr<Column> fill(std::uint64_t first, std::size_t count,
                                 const GeneratedSoFar& soFar) override {
        auto column = Column::allocate(TypeId::Timestamp, count);
        std::int64_t* out = column->mutableValues<std::int64_t>().data();
        const EpochMs from = spec_.from.value_or(soFar.startOfRun);
        const std::int64_t wholeMs = spec_.everyNs / 1'000'000, restNs = spec_.everyNs % 1'000'000;
        const auto start = static_cast<std::int64_t>(first);
        if (spec_.followArrivals && !soFar.arrivals.empty()) {
            for (std::size_t i = 0; i < count; ++i)
                out[i] = from + soFar.arrivals[i] / 1'000'000;
        } else if (restNs == 0) {
            EpochMs time = from + start * wholeMs;
            for (std::size_t i = 0; i < count; ++i, time += wholeMs)
                out[i] = time;
        } else {
            for (std::size_t i = 0; i < count; ++i) {
                const std::int64_t n = start + static_cast<std::int64_t>(i);
                out[i] = from + n * wholeMs + n * restNs / 1'000'000;
            }
        }
        if (spec_.jitterMs > 0)
            forBlocks(count, seed_, first, [&](std::size_t at, const std::uint64_t* raw, std::size_t n) {
                for (std::size_t i = 0; i < n; ++i)
                    out[at + i] -=
                        static_cast<std::int64_t>(unit(raw[i]) * static_cast<double>(spec_.jitterMs));
            });
        return column;
    }

private:
    FieldSpec spec_;
    std::uint64_t seed_;
};

class ConstantField final : public FieldGenerator {
public:
    explicit ConstantField(const FieldSpec& spec) : type_(spec.type), value_(spec.constant) {}
    std::shared_ptr<Column> fill(std::uint64_t, std::size_t count, const GeneratedSoFar&) override {
        // A copy of the handle: the caller may add NULLs to its own column only.
        return std::make_shared<Column>(*Column::constant(type_, value_, count));
    }
    void lastKeyNumbers(std::vector<std::uint32_t>& numbers) const override {
        numbers.assign(numbers.size(), 0);
    }

private:
    DataType type_;
    Value value_;
};

/// Takes values away from another generator's column.
class NullingField final : public FieldGenerator {
public:
    NullingField(std::unique_ptr<FieldGenerator> inner, double share, std::uint64_t seed)
        : inner_(std::move(inner)), share_(share), seed_(seed) {}
    std::shared_ptr<Column> fill(std::uint64_t first, std::size_t count,
                                 const GeneratedSoFar& soFar) override {
        auto column = inner_->fill(first, count, soFar);
        for (std::size_t i = 0; i < count; ++i)
            if (unit(mix64(seed_ + (first + i) * kGolden64)) < share_) column->setNull(i);
        return column;
    }
    void lastKeyNumbers(std::vector<std::uint32_t>& numbers) const override {
        inner_->lastKeyNumbers(numbers);
    }
    void save(ByteWriter& to) const override { inner_->save(to); }
    void load(ByteReader& from) override { inner_->load(from); }

private:
    std::unique_ptr<FieldGenerator> inner_;
    double share_;
    std::uint64_t seed_;
};

std::unique_ptr<FieldGenerator> makeUnmasked(const FieldSpec& spec, std::uint64_t seed, std::size_t walks) {
    using Kind = FieldSpec::Kind;
    switch (spec.kind) {
        case Kind::ZipfKey: return makeIntegerField(spec, seed);
        case Kind::Sequence:
        case Kind::Uniform:
            return spec.type.id() == TypeId::Double ? makeRealField(spec, seed, walks)
                                                    : makeIntegerField(spec, seed);
        case Kind::Normal:
        case Kind::Exponential:
        case Kind::RandomWalk: return makeRealField(spec, seed, walks);
        case Kind::Choice: return std::make_unique<ChoiceField>(spec, seed);
        case Kind::Timestamp: return std::make_unique<TimestampField>(spec, seed);
        case Kind::Constant: return std::make_unique<ConstantField>(spec);
    }
    return nullptr;
}

} // namespace

FieldSet::FieldSet(std::vector<FieldSpec> specs, std::uint64_t seed)
    : specs_(std::move(specs)), keyNumbers_(specs_.size()) {
    for (const FieldSpec& spec : specs_) {
        const std::size_t walks = spec.per ? static_cast<std::size_t>(specs_[*spec.per].cardinality()) : 1;
        auto made = makeUnmasked(spec, deriveSeed(seed, spec.name), walks);
        if (spec.nulls > 0)
            made =
                std::make_unique<NullingField>(std::move(made), spec.nulls, deriveSeed(seed, spec.name, 1));
        generators_.push_back(std::move(made));
    }
    wanted_.resize(specs_.size());
    for (const FieldSpec& spec : specs_)
        if (spec.per) wanted_[*spec.per] = true;
}

FieldSet::~FieldSet() = default;

void FieldSet::save(ByteWriter& to) const {
    for (const auto& generator : generators_)
        generator->save(to);
}

void FieldSet::load(ByteReader& from) {
    for (const auto& generator : generators_)
        generator->load(from);
}

RecordBatch::Columns FieldSet::fill(std::uint64_t first, std::size_t count, EpochMs startOfRun,
                                    std::span<const std::int64_t> arrivals) {
    GeneratedSoFar soFar{startOfRun, arrivals, &keyNumbers_};
    RecordBatch::Columns columns;
    for (std::size_t f = 0; f < generators_.size(); ++f) {
        columns.push_back(generators_[f]->fill(first, count, soFar));
        if (!wanted_[f]) continue;
        keyNumbers_[f].resize(count);
        generators_[f]->lastKeyNumbers(keyNumbers_[f]);
    }
    return columns;
}

} // namespace millrace
