// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/field_generator.h"

#include "engine/base/random.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

namespace millrace {

namespace {

constexpr std::size_t kBlock = 512; ///< draws at a time: stay in the first-level cache between two loops

void draw(std::uint64_t* out, std::size_t count, std::uint64_t seed, std::uint64_t first) {
    std::uint64_t counter = seed + first * kGolden64;
    for (std::size_t i = 0; i < count; ++i, counter += kGolden64)
        out[i] = mix64(counter);
}

/// [0, 1) with 52 bits, by exponent bits: unlike an integer conversion this is a vector instruction
/// everywhere.
double unit(std::uint64_t bits) { return std::bit_cast<double>((bits >> 12) | 0x3FF0000000000000ull) - 1.0; }

/// Calls body(position, draws, count) block by block.
template <class Body> void forBlocks(std::size_t count, std::uint64_t seed, std::uint64_t first, Body body) {
    std::array<std::uint64_t, kBlock> raw;
    for (std::size_t at = 0; at < count; at += kBlock) {
        const std::size_t n = std::min(kBlock, count - at);
        draw(raw.data(), n, seed, first + at);
        body(at, raw.data(), n);
    }
}

/// Rounds half to even to a number of decimals; values too large for that stay as they are.
class DecimalRounding {
public:
    explicit DecimalRounding(std::optional<int> decimals)
        : factor_(decimals ? std::pow(10.0, *decimals) : 0) {}
    void apply(std::span<double> values) const {
        if (factor_ == 0) return;
        for (double& v : values) {
            const double scaled = v * factor_;
            v = std::abs(scaled) < 0x1p51 ? (scaled + 0x1.8p52 - 0x1.8p52) / factor_ : v;
        }
    }

private:
    double factor_;
};

/// Numbers as text with a prefix; small sets are written once and shared by every batch.
class KeyTexts {
public:
    KeyTexts(std::string prefix, std::int64_t base, std::uint64_t cardinality)
        : prefix_(std::move(prefix)), base_(base) {
        if (cardinality == 0 || cardinality > kMostShared) return;
        auto arena = std::make_shared<std::vector<char>>();
        std::vector<std::size_t> ends;
        for (std::uint64_t i = 0; i < cardinality; ++i) {
            append(*arena, base + static_cast<std::int64_t>(i));
            ends.push_back(arena->size());
        }
        for (std::size_t i = 0; i < ends.size(); ++i) {
            const std::size_t begin = i == 0 ? 0 : ends[i - 1];
            shared_.emplace_back(arena->data() + begin, ends[i] - begin);
        }
        arena_ = std::move(arena);
    }
    void write(std::span<const std::int64_t> numbers, Column& column) const {
        auto out = column.mutableValues<StringRef>();
        if (arena_) {
            for (std::size_t i = 0; i < numbers.size(); ++i)
                out[i] = shared_[static_cast<std::size_t>(numbers[i] - base_)];
            column.addArena(arena_);
            return;
        }
        auto arena = std::make_shared<std::vector<char>>();
        arena->reserve(numbers.size() * (prefix_.size() + 20)); // no reallocation: the column points into it
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            const std::size_t begin = arena->size();
            append(*arena, numbers[i]);
            out[i] = StringRef(arena->data() + begin, arena->size() - begin);
        }
        column.addArena(std::move(arena));
    }

private:
    static constexpr std::uint64_t kMostShared = 1 << 16;
    void append(std::vector<char>& arena, std::int64_t number) const {
        arena.insert(arena.end(), prefix_.begin(), prefix_.end());
        std::array<char, 24> digits;
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
        arena.insert(arena.end(), digits.data(), end);
    }

    std::string prefix_;
    std::int64_t base_;
    std::vector<StringRef> shared_;
    std::shared_ptr<const std::vector<char>> arena_;
};

std::int32_t narrowed(double v) {
    return static_cast<std::int32_t>(std::clamp(std::nearbyint(v), -2147483648.0, 2147483647.0));
}
std::int64_t widened(double v) {
    return static_cast<std::int64_t>(std::clamp(std::nearbyint(v), -9.2e18, 9.2e18));
}

/// Sequence, integer uniform and Zipf keys: integers, written as any type.
class IntegerField : public FieldGenerator {
public:
    IntegerField(const FieldSpec& spec, std::int64_t base)
        : type_(spec.type),
          base_(base),
          texts_(spec.prefix, base, spec.type.id() == TypeId::String ? spec.cardinality() : 0) {}

    std::shared_ptr<Column> fill(std::uint64_t first, std::size_t count, const GeneratedSoFar&) final {
        auto column = Column::allocate(type_, count);
        if (type_.id() == TypeId::BigInt) {
            numbers(first, column->mutableValues<std::int64_t>());
            last_ = column;
            return column;
        }
        buffer_.resize(count);
        numbers(first, buffer_);
        last_ = nullptr;
        if (type_.id() == TypeId::Int) {
            auto out = column->mutableValues<std::int32_t>();
            for (std::size_t i = 0; i < count; ++i)
                out[i] = static_cast<std::int32_t>(buffer_[i]);
        } else if (type_.id() == TypeId::Double) {
            auto out = column->mutableValues<double>();
            for (std::size_t i = 0; i < count; ++i)
                out[i] = static_cast<double>(buffer_[i]);
        } else {
            texts_.write(buffer_, *column);
        }
        return column;
    }
    void lastKeyNumbers(std::vector<std::uint32_t>& keys) const final {
        const auto from = last_ ? last_->values<std::int64_t>() : std::span<const std::int64_t>(buffer_);
        keys.resize(from.size());
        for (std::size_t i = 0; i < from.size(); ++i)
            keys[i] = static_cast<std::uint32_t>(from[i] - base_);
    }

private:
    virtual void numbers(std::uint64_t first, std::span<std::int64_t> out) = 0;

    DataType type_;
    std::int64_t base_;
    KeyTexts texts_;
    std::vector<std::int64_t> buffer_;
    std::shared_ptr<const Column> last_;
};

class SequenceField final : public IntegerField {
public:
    explicit SequenceField(const FieldSpec& spec)
        : IntegerField(spec, 0),
          start_(static_cast<std::uint64_t>(widened(spec.start))),
          step_(static_cast<std::uint64_t>(widened(spec.step))) {}

private:
    void numbers(std::uint64_t first, std::span<std::int64_t> out) override {
        std::uint64_t value = start_ + first * step_;
        for (std::size_t i = 0; i < out.size(); ++i, value += step_)
            out[i] = static_cast<std::int64_t>(value);
    }
    std::uint64_t start_, step_; // unsigned: wraps
};

class UniformIntegerField final : public IntegerField {
public:
    UniformIntegerField(const FieldSpec& spec, std::uint64_t seed)
        : IntegerField(spec, lowest(spec)),
          seed_(seed),
          min_(lowest(spec)),
          size_(static_cast<std::uint64_t>(widened(std::floor(*spec.max)) - lowest(spec)) + 1) {}

private:
    static std::int64_t lowest(const FieldSpec& spec) { return widened(std::ceil(*spec.min)); }
    void numbers(std::uint64_t first, std::span<std::int64_t> out) override {
        // Multiply-shift (D. Lemire 2019): 32 bits are enough, and a vector instruction, while the range is
        // small.
        forBlocks(out.size(), seed_, first, [&](std::size_t at, const std::uint64_t* raw, std::size_t n) {
            std::int64_t* to = out.data() + at;
            if (size_ <= 0xFFFFFFFFu) {
                for (std::size_t i = 0; i < n; ++i)
                    to[i] = min_ + static_cast<std::int64_t>(
                                       ((raw[i] >> 32) * static_cast<std::uint32_t>(size_)) >> 32);
            } else {
                __extension__ using Wide = unsigned __int128;
                for (std::size_t i = 0; i < n; ++i)
                    to[i] = min_ + static_cast<std::int64_t>(
                                       static_cast<std::uint64_t>((static_cast<Wide>(raw[i]) * size_) >> 64));
            }
        });
    }
    std::uint64_t seed_;
    std::int64_t min_;
    std::uint64_t size_;
};

/// Zipf keys by the alias method (A. Walker 1977, table by M. Vose 1991): one draw and one table look-up per
/// record.
class ZipfField final : public IntegerField {
public:
    ZipfField(const FieldSpec& spec, std::uint64_t seed) : IntegerField(spec, 0), seed_(seed) {
        const auto n = static_cast<std::size_t>(spec.keys);
        std::vector<double> weight(n);
        double sum = 0;
        for (std::size_t k = 0; k < n; ++k)
            sum += weight[k] = std::pow(static_cast<double>(k + 1), -spec.exponent);
        cells_.resize(n);
        std::vector<std::uint32_t> small, large;
        for (std::size_t k = 0; k < n; ++k) {
            weight[k] *= static_cast<double>(n) / sum;
            (weight[k] < 1 ? small : large).push_back(static_cast<std::uint32_t>(k));
        }
        while (!small.empty() && !large.empty()) {
            const std::uint32_t s = small.back(), l = large.back();
            small.pop_back();
            cells_[s] = {static_cast<std::uint32_t>(weight[s] * 0x1p32), l};
            weight[l] -= 1 - weight[s];
            if (weight[l] < 1) {
                large.pop_back();
                small.push_back(l);
            }
        }
        for (const auto* rest : {&small, &large})
            for (const std::uint32_t k : *rest)
                cells_[k] = {0xFFFFFFFFu, k};
    }

private:
    struct Cell {
        std::uint32_t keep = 0; ///< of 2^32
        std::uint32_t alias = 0;
    };
    void numbers(std::uint64_t first, std::span<std::int64_t> out) override {
        const auto size = static_cast<std::uint64_t>(cells_.size());
        forBlocks(out.size(), seed_, first, [&](std::size_t at, const std::uint64_t* raw, std::size_t n) {
            for (std::size_t i = 0; i < n; ++i) {
                const auto k = static_cast<std::uint32_t>(((raw[i] >> 32) * size) >> 32);
                const Cell cell = cells_[k];
                out[at + i] = static_cast<std::uint32_t>(raw[i]) <= cell.keep ? k : cell.alias;
            }
        });
    }
    std::uint64_t seed_;
    std::vector<Cell> cells_;
};

/// Real-valued fields: DOUBLE as they are, integers rounded.
class RealField : public FieldGenerator {
public:
    explicit RealField(const FieldSpec& spec) : type_(spec.type), rounding_(spec.decimals) {}
    std::shared_ptr<Column> fill(std::uint64_t first, std::size_t count, const GeneratedSoFar& soFar) final {
        auto column = Column::allocate(type_, count);
        if (type_.id() == TypeId::Double) {
            const auto out = column->mutableValues<double>();
            numbers(first, out, soFar);
            rounding_.apply(out);
            return column;
        }
        buffer_.resize(count);
        numbers(first, buffer_, soFar);
        for (std::size_t i = 0; i < count; ++i) {
            if (type_.id() == TypeId::Int)
                column->mutableValues<std::int32_t>()[i] = narrowed(buffer_[i]);
            else
                column->mutableValues<std::int64_t>()[i] = widened(buffer_[i]);
        }
        return column;
    }

private:
    virtual void numbers(std::uint64_t first, std::span<double> out, const GeneratedSoFar& soFar) = 0;
    DataType type_;
    DecimalRounding rounding_;
    std::vector<double> buffer_;
};

class UniformField final : public RealField {
public:
    UniformField(const FieldSpec& spec, std::uint64_t seed)
        : RealField(spec), seed_(seed), min_(*spec.min), width_(*spec.max - *spec.min) {}

private:
    void numbers(std::uint64_t first, std::span<double> out, const GeneratedSoFar&) override {
        forBlocks(out.size(), seed_, first, [&](std::size_t at, const std::uint64_t* raw, std::size_t n) {
            double* to = out.data() + at;
            const double min = min_, width = width_;
            for (std::size_t i = 0; i < n; ++i)
                to[i] = min + unit(raw[i]) * width;
        });
    }
    std::uint64_t seed_;
    double min_, width_;
};

/// Standard normal by Box and Muller, one of the pair, so that record i needs its own two draws only.
double normalAt(std::uint64_t seed, std::uint64_t index) {
    const double u = 1.0 - unit(mix64(seed + 2 * index * kGolden64));
    const double v = unit(mix64(seed + (2 * index + 1) * kGolden64));
    return std::sqrt(-2.0 * std::log(u)) * std::cos(6.283185307179586476925286766559 * v);
}

class NormalField final : public RealField {
public:
    NormalField(const FieldSpec& spec, std::uint64_t seed)
        : RealField(spec), seed_(seed), mean_(spec.mean), deviation_(spec.deviation) {}

private:
    void numbers(std::uint64_t first, std::span<double> out, const GeneratedSoFar&) override {
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = mean_ + deviation_ * normalAt(seed_, first + i);
    }
    std::uint64_t seed_;
    double mean_, deviation_;
};

class ExponentialField final : public RealField {
public:
    ExponentialField(const FieldSpec& spec, std::uint64_t seed)
        : RealField(spec), seed_(seed), mean_(spec.mean) {}

private:
    void numbers(std::uint64_t first, std::span<double> out, const GeneratedSoFar&) override {
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = -mean_ * std::log1p(-unit(mix64(seed_ + (first + i) * kGolden64)));
    }
    std::uint64_t seed_;
    double mean_;
};

class RandomWalkField final : public RealField {
public:
    RandomWalkField(const FieldSpec& spec, std::uint64_t seed, std::size_t walks)
        : RealField(spec), spec_(spec), seed_(seed), position_(walks, spec.start) {}

private:
    void numbers(std::uint64_t first, std::span<double> out, const GeneratedSoFar& soFar) override {
        const std::uint32_t* keys = spec_.per ? (*soFar.keyNumbers)[*spec_.per].data() : nullptr;
        for (std::size_t i = 0; i < out.size(); ++i) {
            double& position = position_[keys ? keys[i] : 0];
            position = reflected(position + spec_.step * normalAt(seed_, first + i));
            out[i] = position;
        }
    }
    double reflected(double x) const {
        if (spec_.min && x < *spec_.min) x = 2 * *spec_.min - x;
        if (spec_.max && x > *spec_.max) x = 2 * *spec_.max - x;
        // A step longer than the whole range ends at the border.
        if (spec_.min) x = std::max(x, *spec_.min);
        if (spec_.max) x = std::min(x, *spec_.max);
        return x;
    }
    FieldSpec spec_;
    std::uint64_t seed_;
    std::vector<double> position_;
};

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
            for (std::size_t i = 0; i < count; ++i)
                out[i] = from + (start + static_cast<std::int64_t>(i)) * wholeMs;
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

private:
    std::unique_ptr<FieldGenerator> inner_;
    double share_;
    std::uint64_t seed_;
};

std::unique_ptr<FieldGenerator> makeUnmasked(const FieldSpec& spec, std::uint64_t seed, std::size_t walks) {
    using Kind = FieldSpec::Kind;
    switch (spec.kind) {
        case Kind::Sequence: return std::make_unique<SequenceField>(spec);
        case Kind::Uniform:
            if (spec.type.id() == TypeId::Double) return std::make_unique<UniformField>(spec, seed);
            return std::make_unique<UniformIntegerField>(spec, seed);
        case Kind::Normal: return std::make_unique<NormalField>(spec, seed);
        case Kind::Exponential: return std::make_unique<ExponentialField>(spec, seed);
        case Kind::ZipfKey: return std::make_unique<ZipfField>(spec, seed);
        case Kind::RandomWalk: return std::make_unique<RandomWalkField>(spec, seed, walks);
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
