// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nodes/support/field_spec.h"

#include "engine/data/byte_stream.h"
#include "engine/data/record_batch.h"

#include <memory>
#include <span>

namespace millrace {

/// What a generator may look at while it makes the records [first, first + count).
struct GeneratedSoFar {
    EpochMs startOfRun = 0;
    std::span<const std::int64_t>
        arrivals; ///< offset of each record in ns; empty when the source is not paced
    /// Per field, the number of each record's value (see FieldSpec::cardinality), where a later field asked
    /// for it.
    const std::vector<std::vector<std::uint32_t>>* keyNumbers = nullptr;
};

/// Makes the values of one field, a column at a time. Random fields draw from a counter-based stream of their
/// own: the value of record i depends on seed, field and i alone, not on batches (random walks: on the
/// records before as well). Not thread-safe.
class FieldGenerator {
public:
    virtual ~FieldGenerator() = default;
    virtual std::shared_ptr<Column> fill(std::uint64_t first, std::size_t count,
                                         const GeneratedSoFar& soFar) = 0;
    /// What the values to come depend on beside seed and number: load() makes of a new generator of the same
    /// field what the saved one was.
    virtual void save(ByteWriter& to) const { (void)to; }
    virtual void load(ByteReader& from) { (void)from; }
    /// Numbers of the values of the last fill, which had numbers.size() records; only for fields with a
    /// cardinality.
    virtual void lastKeyNumbers(std::vector<std::uint32_t>& numbers) const { numbers.clear(); }
};

/// Integer sequence and uniform fields and zipf_key: numbered values, written as integers or texts.
std::unique_ptr<FieldGenerator> makeIntegerField(const FieldSpec& spec, std::uint64_t seed);
/// DOUBLE sequence and uniform fields, normal, exponential and random_walk: DOUBLE, or rounded to integers.
/// `walks`: how many random walks there are.
std::unique_ptr<FieldGenerator> makeRealField(const FieldSpec& spec, std::uint64_t seed, std::size_t walks);

/// The fields of a generated record. `seed` is the node's; each field mixes in its name. Not thread-safe.
class FieldSet {
public:
    FieldSet(std::vector<FieldSpec> specs, std::uint64_t seed);
    ~FieldSet();
    RecordBatch::Columns fill(std::uint64_t first, std::size_t count, EpochMs startOfRun,
                              std::span<const std::int64_t> arrivals);
    void save(ByteWriter& to) const;
    void load(ByteReader& from);

private:
    std::vector<FieldSpec> specs_;
    std::vector<std::unique_ptr<FieldGenerator>> generators_;
    std::vector<std::vector<std::uint32_t>> keyNumbers_;
    std::vector<bool> wanted_;
};

} // namespace millrace
