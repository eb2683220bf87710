// SPDX-License-Identifier: Apache-2.0
#include "engine/operator/breaker.h"

#include <algorithm>

namespace millrace {

Breaker::Breaker(const Settings& settings)
    : settings_(settings), calls_(settings.window), failures_(settings.window) {}

std::int64_t Breaker::admit(std::int64_t wanted, MonotonicNs now) {
    if (state_ == State::Closed) return wanted;
    if (state_ == State::Open) {
        if (now < openUntil_) return 0;
        state_ = State::HalfOpen;
        probesLeft_ = settings_.probes;
        probesOut_ = probesGood_ = 0;
    }
    const std::int64_t admitted = std::min(wanted, probesLeft_);
    probesLeft_ -= admitted;
    probesOut_ += admitted;
    return admitted;
}

void Breaker::count(std::int64_t ended, std::int64_t failed, MonotonicNs now) {
    switch (state_) {
        case State::Open: return; // of calls that began before; nothing new
        case State::HalfOpen:
            if (failed > 0) return open(now);
            probesOut_ = std::max<std::int64_t>(0, probesOut_ - ended);
            probesGood_ += ended;
            if (probesGood_ >= settings_.probes) close();
            return;
        case State::Closed:
            calls_.add(static_cast<double>(ended), now);
            failures_.add(static_cast<double>(failed), now);
            if (failed > 0 && calls_.at(now) >= static_cast<double>(settings_.minimumCalls) &&
                failureShare(now) >= settings_.failureRatio)
                open(now);
    }
}

double Breaker::failureShare(MonotonicNs now) {
    const double failures = failures_.at(now);
    // Failures may be counted later than their calls, which then have left the window already.
    return failures <= 0 ? 0 : std::min(1.0, failures / std::max(1.0, calls_.at(now)));
}

void Breaker::adopt(const Settings& settings) {
    if (settings.window != settings_.window) {
        calls_ = SlidingSum(settings.window);
        failures_ = SlidingSum(settings.window);
    }
    settings_ = settings;
}

void Breaker::save(ByteWriter& to, MonotonicNs now) {
    to.fixed(static_cast<std::uint8_t>(state_ != State::Closed));
    to.fixed(state_ == State::Open ? std::max<MonotonicNs>(0, openUntil_ - now) : 0);
    to.fixed(calls_.at(now));
    to.fixed(failures_.at(now));
}

void Breaker::load(ByteReader& from, MonotonicNs now) {
    constexpr MonotonicNs kLongest = 4'000'000'000'000'000'000;
    if (from.fixed<std::uint8_t>() != 0) state_ = State::Open;
    const auto left = from.fixed<MonotonicNs>();
    if (left < 0 || left > kLongest) return from.fail();
    openUntil_ = now + left;
    calls_.add(from.fixed<double>(), now);
    failures_.add(from.fixed<double>(), now);
}

void Breaker::open(MonotonicNs now) {
    state_ = State::Open;
    openUntil_ = now + settings_.openFor;
}

void Breaker::close() {
    state_ = State::Closed;
    calls_.clear();
    failures_.clear();
}

const char* nameOf(Breaker::State state) {
    switch (state) {
        case Breaker::State::Closed: return "closed";
        case Breaker::State::Open: return "open";
        case Breaker::State::HalfOpen: return "half open";
    }
    return "closed";
}

} // namespace millrace
