// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/field_draws.h"
#include "nodes/support/field_generator.h"

#include <charconv>

namespace millrace {

namespace {

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
        if (size_ <= 0xFFFFFFFFu)
            return drawBelow(out.data(), out.size(), seed_, first, min_, static_cast<std::uint32_t>(size_));
        __extension__ using Wide = unsigned __int128;
        for (std::size_t i = 0; i < out.size(); ++i) {
            const Wide draw = mix64(seed_ + (first + i) * kGolden64);
            out[i] = min_ + static_cast<std::int64_t>(static_cast<std::uint64_t>((draw * size_) >> 64));
        }
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

} // namespace

std::unique_ptr<FieldGenerator> makeIntegerField(const FieldSpec& spec, std::uint64_t seed) {
    switch (spec.kind) {
        case FieldSpec::Kind::Sequence: return std::make_unique<SequenceField>(spec);
        case FieldSpec::Kind::ZipfKey: return std::make_unique<ZipfField>(spec, seed);
        default: return std::make_unique<UniformIntegerField>(spec, seed);
    }
}

} // namespace millrace
