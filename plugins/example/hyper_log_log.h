// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace distinct_count {

/// Estimates how many different values it was given, from their hashes, in 2^precision bytes however many
/// they are. Not thread-safe.
///
/// Registers after Flajolet, Fusy, Gandouet, Meunier: "HyperLogLog: the analysis of a near-optimal
/// cardinality estimation algorithm", AofA 2007: with m = 2^precision registers the standard error is
/// 1.04 / sqrt(m) of the true count (1.106 / sqrt(m) for m = 16, 1.046 for 128). Their estimate
/// is biased below about 5 m and needs a second formula below 2.5 m; estimate() is instead the improved raw
/// estimator of Ertl: "New cardinality estimation algorithms for HyperLogLog sketches", arXiv:1702.01284,
/// 2017, section 4, which needs neither a second formula nor tables of corrections measured beforehand, and
/// no correction for collisions, which hashes of 64 bits hardly have. What bias is left is
/// that of a finite m, about 1.1 / m: 7 % of the count with 16 registers, where the standard error is 28 %,
/// and 0.03 % with 4,096, where it is 1.6 %.
class HyperLogLog {
public:
    static constexpr int kLeastPrecision = 4;
    static constexpr int kMostPrecision = 18;

    /// kLeastPrecision <= precision <= kMostPrecision
    explicit HyperLogLog(int precision) : precision_(precision), registers_(std::size_t{1} << precision) {}

    /// Equal values have equal hashes; all 64 bits are as good as random. The first bits choose a register,
    /// which keeps the longest run of zeros (plus one) seen at the beginning of the others.
    void add(std::uint64_t hash) {
        const std::uint64_t rest = hash << precision_;
        const int rank = rest == 0 ? hashBits() + 1 : std::countl_zero(rest) + 1;
        std::uint8_t& place = registers_[hash >> hashBits()];
        if (rank > place) place = static_cast<std::uint8_t>(rank);
    }

    double estimate() const {
        std::vector<double> count(static_cast<std::size_t>(hashBits()) + 2);
        for (const std::uint8_t rank : registers_)
            ++count[rank];
        const auto m = static_cast<double>(registers_.size());
        double sum = m * tau(1 - count.back() / m);
        for (std::size_t rank = count.size() - 2; rank > 0; --rank)
            sum = (sum + count[rank]) / 2;
        sum += m * sigma(count[0] / m);
        return m * m / (2 * std::log(2.0) * sum);
    }

private:
    /// Bits of a hash that do not choose the register.
    int hashBits() const { return 64 - precision_; }

    /// x + sum over k >= 1 of x^(2^k) 2^(k-1): what untouched registers stand for; x is their share.
    static double sigma(double x) {
        if (x == 1) return std::numeric_limits<double>::infinity();
        double sum = x;
        for (double weight = 1, before = -1; sum != before; weight *= 2) {
            before = sum;
            x *= x;
            sum += x * weight;
        }
        return sum;
    }

    /// (1 - x - sum over k >= 1 of (1 - x^(2^-k))^2 2^-k) / 3: what full registers stand for; x is the share
    /// of the others.
    static double tau(double x) {
        if (x == 0 || x == 1) return 0;
        double sum = 1 - x;
        for (double weight = 0.5, before = -1; sum != before; weight /= 2) {
            before = sum;
            x = std::sqrt(x);
            sum -= (1 - x) * (1 - x) * weight;
        }
        return sum / 3;
    }

    int precision_;
    std::vector<std::uint8_t> registers_;
};

} // namespace distinct_count
