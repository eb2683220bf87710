// SPDX-License-Identifier: Apache-2.0
#include "engine/metrics/histogram.h"

#include <algorithm>
#include <cmath>

namespace millrace {

std::uint64_t HistogramSnapshot::quantile(double q) const {
    if (count_ == 0) return 0;
    const double clamped = std::clamp(q, 0.0, 1.0);
    const auto rank = std::max<std::uint64_t>(
        1, static_cast<std::uint64_t>(std::ceil(clamped * static_cast<double>(count_))));
    std::uint64_t seen = 0;
    for (const auto& [bucket, count] : buckets_) {
        seen += count;
        if (seen >= rank) return HistogramLayout::middle(bucket);
    }
    return max();
}

std::uint64_t HistogramSnapshot::max() const {
    return buckets_.empty() ? 0 : HistogramLayout::middle(buckets_.back().first);
}

double HistogramSnapshot::mean() const {
    if (count_ == 0) return 0;
    double sum = 0;
    for (const auto& [bucket, count] : buckets_) {
        sum += static_cast<double>(HistogramLayout::middle(bucket)) * static_cast<double>(count);
    }
    return sum / static_cast<double>(count_);
}

void HistogramSnapshot::merge(const HistogramSnapshot& other) {
    if (other.buckets_.empty()) return;
    std::vector<std::pair<std::uint32_t, std::uint64_t>> merged;
    merged.reserve(buckets_.size() + other.buckets_.size());
    auto a = buckets_.begin();
    auto b = other.buckets_.begin();
    while (a != buckets_.end() || b != other.buckets_.end()) {
        if (b == other.buckets_.end() || (a != buckets_.end() && a->first < b->first)) {
            merged.push_back(*a++);
        } else if (a == buckets_.end() || b->first < a->first) {
            merged.push_back(*b++);
        } else {
            merged.emplace_back(a->first, a->second + b->second);
            ++a, ++b;
        }
    }
    buckets_ = std::move(merged);
    count_ += other.count_;
}

HistogramSnapshot HistogramSnapshot::since(const HistogramSnapshot& earlier) const {
    HistogramSnapshot result;
    auto old = earlier.buckets_.begin();
    for (const auto& [bucket, count] : buckets_) {
        while (old != earlier.buckets_.end() && old->first < bucket)
            ++old;
        const std::uint64_t before = old != earlier.buckets_.end() && old->first == bucket ? old->second : 0;
        if (count > before) result.add(bucket, count - before);
    }
    return result;
}

void HistogramSnapshot::add(std::uint32_t bucket, std::uint64_t count) {
    if (count == 0) return;
    buckets_.emplace_back(bucket, count);
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
