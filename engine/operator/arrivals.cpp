// SPDX-License-Identifier: Apache-2.0
#include "engine/operator/arrivals.h"

#include "engine/base/exponential.h"
#include "engine/base/random.h"

#include <cmath>

namespace millrace {

namespace {

MonotonicNs rounded(double ns) {
    // Saturates: a rate of one record in three centuries is as good as never.
    if (!(ns < 9.2e18)) return INT64_MAX / 4;
    return static_cast<MonotonicNs>(ns + 0.5); // llround is a call
}
MonotonicNs secondsToNs(double seconds) { return rounded(seconds * 1e9); }

/// Solves n = r0 t + (r1 - r0) t^2 / (2 T) for t, in the form that keeps its digits when the slope is small.
double rampTime(double n, double r0, double r1, double seconds) {
    const double slope = (r1 - r0) / seconds;
    const double root = std::sqrt(std::max(0.0, r0 * r0 + 2 * slope * n));
    return r0 + root > 0 ? 2 * n / (r0 + root) : 0;
}

} // namespace

MonotonicNs Arrivals::offsetOf(std::uint64_t index) {
    const double n = static_cast<double>(index);
    switch (settings_.kind) {
        case Kind::Unlimited: return 0;
        case Kind::Constant: return base_ + secondsToNs(n / settings_.rate);
        case Kind::Poisson: {
            const double gap = Exponential::draw(mix64(settings_.seed + ++draws_ * kGolden64));
            // The division need not wait for the draw.
            sum_ = std::min(sum_ + rounded(gap * (1e9 / settings_.rate)), INT64_MAX / 2);
            return base_ + sum_;
        }
        case Kind::Burst:
            return base_ + static_cast<MonotonicNs>(index / static_cast<std::uint64_t>(settings_.burstSize)) *
                               settings_.burstEveryNs;
        case Kind::Ramp: {
            const double seconds = static_cast<double>(settings_.rampNs) * 1e-9;
            const double inRamp = (settings_.rate + settings_.endRate) / 2 * seconds;
            if (n <= inRamp)
                return base_ + secondsToNs(rampTime(n, settings_.rate, settings_.endRate, seconds));
            return base_ + secondsToNs(seconds + (n - inRamp) / settings_.endRate);
        }
        case Kind::Recorded: {
            const auto& list = *settings_.recorded;
            if (list.empty()) return 0;
            // A repetition follows after the mean gap, so that the rate stays what it was.
            const std::int64_t span = list.back();
            const auto gap = list.size() > 1 ? span / static_cast<std::int64_t>(list.size() - 1) : 0;
            const auto round = static_cast<std::int64_t>(index / list.size());
            return base_ + round * (span + gap) + list[index % list.size()];
        }
    }
    return 0;
}

void Arrivals::advance() { next_ = offsetOf(index_); }

std::string Arrivals::pace() const {
    std::string bytes;
    ByteWriter to(bytes);
    to.fixed(settings_.kind);
    to.fixed(settings_.rate);
    to.fixed(settings_.endRate);
    to.fixed(settings_.rampNs);
    to.fixed(settings_.burstSize);
    to.fixed(settings_.burstEveryNs);
    to.varint(settings_.recorded ? settings_.recorded->size() : 0);
    return bytes;
}

void Arrivals::save(ByteWriter& to) const {
    to.text(pace());
    to.varint(index_);
    to.varint(draws_);
    for (const MonotonicNs time : {base_, sum_, next_})
        to.fixed(time);
}

void Arrivals::load(ByteReader& from) {
    const bool same = from.text() == pace();
    index_ = from.varint();
    draws_ = from.varint();
    for (MonotonicNs* const time : {&base_, &sum_, &next_}) {
        *time = from.fixed<MonotonicNs>();
        if (*time < 0 || *time > INT64_MAX / 2) from.fail();
    }
    if (index_ > INT64_MAX) from.fail();
    if (!from.failed() && !same) change(settings_);
}

void Arrivals::change(Settings settings) {
    base_ = next_;
    sum_ = 0;
    index_ = 0;
    settings_ = std::move(settings);
    // The next record keeps its time; a Poisson stream draws its gap from there on.
    if (settings_.kind != Kind::Poisson) advance();
}

} // namespace millrace
