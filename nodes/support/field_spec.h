// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"
#include "engine/data/value.h"
#include "engine/graph/params.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace millrace {

/// How one field of a generated record comes about: the checked form of one entry of `fields`. Plain value.
struct FieldSpec {
    enum class Kind {
        Sequence,
        Uniform,
        Normal,
        Exponential,
        ZipfKey,
        RandomWalk,
        Choice,
        Timestamp,
        Constant
    };

    std::string name;
    Kind kind = Kind::Sequence;
    DataType type;                  ///< of the column
    std::string prefix;             ///< STRING keys: text before the number
    double start = 0;               ///< Sequence, RandomWalk
    double step = 1;                ///< Sequence: increment; RandomWalk: standard deviation of one step
    std::optional<double> min, max; ///< Uniform (both set), RandomWalk (reflecting bounds)
    double mean = 0, deviation = 1;
    std::int64_t keys = 0;
    double exponent = 1;
    std::optional<std::size_t>
        per; ///< RandomWalk: index of the field whose values each have a walk of their own
    std::vector<std::string> values;
    Value constant;
    std::optional<int> decimals;
    std::optional<EpochMs> from; ///< Timestamp: absent = when the run starts
    std::int64_t everyNs = 0;
    bool followArrivals = false;
    std::int64_t jitterMs = 0;
    double nulls = 0; ///< share of NULLs, 0..1

    /// True when a value depends on the records before it, so that only one worker can make it.
    bool sequential() const { return kind == Kind::RandomWalk; }
    /// How many different values there are, where they can be numbered from 0; else 0.
    std::uint64_t cardinality() const;
};

/// The parameters of one entry of `fields`, for the descriptor.
std::vector<ParameterSpec> fieldParameterSpecs();
/// Checks what the parameter specs cannot: which settings a kind needs and which go together. Error codes
/// MR3201 to MR3206, parameter "fields.<name>...".
Result<std::vector<FieldSpec>> readFieldSpecs(const std::vector<std::pair<std::string, Params>>& fields);

} // namespace millrace
