// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/field_draws.h"
#include "nodes/support/field_generator.h"

namespace millrace {

namespace {

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

std::int32_t narrowed(double v) {
    return static_cast<std::int32_t>(std::clamp(std::nearbyint(v), -2147483648.0, 2147483647.0));
}
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
        drawUniform(out.data(), out.size(), seed_, first, min_, width_);
    }
    std::uint64_t seed_;
    double min_, width_;
};

class RealSequenceField final : public RealField {
public:
    explicit RealSequenceField(const FieldSpec& spec)
        : RealField(spec), start_(spec.start), step_(spec.step) {}

private:
    void numbers(std::uint64_t first, std::span<double> out, const GeneratedSoFar&) override {
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = start_ + static_cast<double>(first + i) * step_;
    }
    double start_, step_;
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
    void save(ByteWriter& to) const override { to.raw(position_.data(), position_.size() * sizeof(double)); }
    void load(ByteReader& from) override {
        for (double& position : position_)
            position = from.fixed<double>();
    }

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

} // namespace

std::unique_ptr<FieldGenerator> makeRealField(const FieldSpec& spec, std::uint64_t seed, std::size_t walks) {
    switch (spec.kind) {
        case FieldSpec::Kind::Sequence: return std::make_unique<RealSequenceField>(spec);
        case FieldSpec::Kind::Normal: return std::make_unique<NormalField>(spec, seed);
        case FieldSpec::Kind::Exponential: return std::make_unique<ExponentialField>(spec, seed);
        case FieldSpec::Kind::RandomWalk: return std::make_unique<RandomWalkField>(spec, seed, walks);
        default: return std::make_unique<UniformField>(spec, seed);
    }
}

} // namespace millrace
