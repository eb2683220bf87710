// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

namespace millrace {

/// Log-linear buckets for non-negative 64-bit values: 64 per power of two, so the middle of a bucket is at
/// most 0.8 % off (HdrHistogram's layout, G. Tene). Values up to 63 are exact.
struct HistogramLayout {
    static constexpr int kSubBits = 6;
    static constexpr std::size_t kBuckets = (64 - kSubBits + 1) << kSubBits;
    static constexpr std::size_t bucketOf(std::uint64_t value) {
        const int msb = 63 - std::countl_zero(value | 1);
        if (msb < kSubBits) return value;
        const int shift = msb - kSubBits;
        return (static_cast<std::size_t>(shift + 1) << kSubBits) +
               ((value >> shift) & ((1u << kSubBits) - 1));
    }
    static constexpr std::uint64_t lowerBound(std::size_t bucket) {
        const std::size_t octave = bucket >> kSubBits;
        const std::uint64_t sub = bucket & ((1u << kSubBits) - 1);
        return octave == 0 ? sub : ((std::uint64_t{1} << kSubBits) + sub) << (octave - 1);
    }
    static constexpr std::uint64_t middle(std::size_t bucket) {
        const std::size_t octave = bucket >> kSubBits;
        return lowerBound(bucket) + (octave <= 1 ? 0 : (std::uint64_t{1} << (octave - 1)) / 2);
    }
};

/// A copy of a histogram's counts at one instant; mergeable, subtractable (interval = later - earlier). Plain
/// value, packed: per bucket that is not empty two LEB128 numbers, the distance to the bucket before and the
/// count, 2 to 4 bytes instead of 16, since histories hold thousands of them.
class HistogramSnapshot {
public:
    /// Walks the buckets that are not empty, ascending. Valid as long as the snapshot it reads.
    class Cursor {
    public:
        explicit Cursor(std::string_view packed) : packed_(packed) { next(); }
        bool atEnd() const { return count == 0; }
        void next();

        std::uint32_t bucket = 0;
        std::uint64_t count = 0; ///< 0 only at the end

    private:
        std::string_view packed_;
    };

    std::uint64_t count() const { return count_; }
    /// Value at quantile q in [0,1]; 0 when empty.
    std::uint64_t quantile(double q) const;
    std::uint64_t max() const { return count_ ? HistogramLayout::middle(last_) : 0; }
    double mean() const;
    void merge(const HistogramSnapshot& other);
    HistogramSnapshot since(const HistogramSnapshot& earlier) const;
    Cursor buckets() const { return Cursor(packed_); }
    void add(std::uint32_t bucket, std::uint64_t count); ///< buckets ascending
    void shrinkToFit() { packed_.shrink_to_fit(); }
    std::size_t capacity() const { return packed_.capacity(); } ///< bytes held for the buckets
    bool operator==(const HistogramSnapshot&) const = default;

private:
    std::string packed_;
    std::uint64_t count_ = 0;
    std::uint32_t last_ = 0; ///< last bucket added
};

/// Counts written by one thread at a time with relaxed atomics and read by any; about 30 KiB.
class Histogram {
public:
    void record(std::uint64_t value, std::uint64_t count = 1) {
        auto& cell = counts_[HistogramLayout::bucketOf(value)];
        cell.store(cell.load(std::memory_order_relaxed) + count, std::memory_order_relaxed);
    }
    HistogramSnapshot snapshot() const;

private:
    std::array<std::atomic<std::uint64_t>, HistogramLayout::kBuckets> counts_{};
};

} // namespace millrace
