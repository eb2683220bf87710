// SPDX-License-Identifier: Apache-2.0
#include "engine/metrics/histogram.h"

#include "engine/base/varint.h"

#include <algorithm>
#include <cmath>

namespace millrace {

void HistogramSnapshot::Cursor::next() {
    if (packed_.empty()) {
        count = 0;
        return;
    }
    bucket += static_cast<std::uint32_t>(takeVarint(packed_).value_or(0));
    count = takeVarint(packed_).value_or(0);
}

std::uint64_t HistogramSnapshot::quantile(double q) const {
    if (count_ == 0) return 0;
    const double clamped = std::clamp(q, 0.0, 1.0);
    const auto rank = std::max<std::uint64_t>(
        1, static_cast<std::uint64_t>(std::ceil(clamped * static_cast<double>(count_))));
    std::uint64_t seen = 0;
    for (Cursor at = buckets(); !at.atEnd(); at.next()) {
        seen += at.count;
        if (seen >= rank) return HistogramLayout::middle(at.bucket);
    }
    return max();
}

double HistogramSnapshot::mean() const {
    if (count_ == 0) return 0;
    double sum = 0;
    for (Cursor at = buckets(); !at.atEnd(); at.next())
        sum += static_cast<double>(HistogramLayout::middle(at.bucket)) * static_cast<double>(at.count);
    return sum / static_cast<double>(count_);
}

void HistogramSnapshot::merge(const HistogramSnapshot& other) {
    if (other.count_ == 0) return;
    if (count_ == 0) {
        *this = other;
        return;
    }
    HistogramSnapshot merged;
    merged.packed_.reserve(packed_.size() + other.packed_.size());
    Cursor a = buckets(), b = other.buckets();
    while (!a.atEnd() || !b.atEnd()) {
        if (b.atEnd() || (!a.atEnd() && a.bucket < b.bucket)) {
            merged.add(a.bucket, a.count);
            a.next();
        } else if (a.atEnd() || b.bucket < a.bucket) {
            merged.add(b.bucket, b.count);
            b.next();
        } else {
            merged.add(a.bucket, a.count + b.count);
            a.next(), b.next();
        }
    }
    *this = std::move(merged);
}

HistogramSnapshot HistogramSnapshot::since(const HistogramSnapshot& earlier) const {
    HistogramSnapshot result;
    Cursor old = earlier.buckets();
    for (Cursor at = buckets(); !at.atEnd(); at.next()) {
        while (!old.atEnd() && old.bucket < at.bucket)
            old.next();
        const std::uint64_t before = !old.atEnd() && old.bucket == at.bucket ? old.count : 0;
        if (at.count > before) result.add(at.bucket, at.count - before);
    }
    return result;
}

void HistogramSnapshot::add(std::uint32_t bucket, std::uint64_t count) {
    if (count == 0) return;
    appendVarint(packed_, bucket - last_);
    appendVarint(packed_, count);
    last_ = bucket;
    count_ += count;
}

HistogramSnapshot Histogram::snapshot() const {
    HistogramSnapshot result;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
        const std::uint64_t count = counts_[i].load(std::memory_order_relaxed);
        if (count) result.add(static_cast<std::uint32_t>(i), count);
    }
    return result;
}

} // namespace millrace
