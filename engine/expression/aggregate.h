// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/byte_stream.h"
#include "engine/expression/expression.h"

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace millrace {

/// The running state of one aggregate call (SUM, COUNT DISTINCT, MIN_BY, ...) for many groups at once,
/// columnar. Groups are dense numbers the caller hands out. Not thread-safe.
class AggregateState {
public:
    virtual ~AggregateState() = default;
    /// Makes room for groups [0, count); new groups start empty.
    virtual void resize(std::size_t count) = 0;
    /// Adds rows: `rows[i]` (physical rows of the argument columns) goes to group `groups[i]`. `arguments`
    /// are full-length columns. When `rows` is empty, row i is i (dense). Rows a FILTER clause excludes have
    /// been taken out already.
    virtual void add(std::span<const ColumnPtr> arguments, std::span<const std::uint32_t> rows,
                     std::span<const std::uint32_t> groups) = 0;
    /// Adds groups of another state of the same call, or of this one: from[i] there to groups[i] here, in
    /// turn (group i there when `from` is empty). Rows there count as later ones than those here.
    virtual void merge(const AggregateState& other, std::span<const std::uint32_t> from,
                       std::span<const std::uint32_t> groups) = 0;
    /// Whether a group takes the same room however many rows it has seen, so that merging two takes constant
    /// time. There is no taking rows out again: what rounding did to a DOUBLE would stay behind.
    virtual bool hasFixedSize() const { return false; }
    /// The values of the given groups.
    virtual ColumnPtr result(std::span<const std::uint32_t> groups) const = 0;
    /// Writes groups [0, count) down: what resize(count) and load() on a new state of the same call bring
    /// back, to the last bit.
    virtual void save(std::size_t count, ByteWriter& to) const = 0;
    /// Error: `from` fails, and the state is of no use any more.
    virtual void load(ByteReader& from) = 0;
    /// Makes the given groups empty again (their numbers may be reused).
    virtual void reset(std::span<const std::uint32_t> groups) = 0;
};

/// Named columns over aggregates, compiled together: `{"n": "COUNT(*)", "vwap": "SUM(price * qty) /
/// SUM(qty)"}`. Equal aggregate calls are computed once. A column may be any expression over aggregates, key
/// columns and constants; a plain column that is not a key is an error (MR2xxx). Immutable, shared by
/// threads; states are made per operator instance.
class AggregateProgram {
public:
    using NamedText = std::pair<std::string, std::string>; ///< column name, expression
    /// On error each Diagnostic's `parameter` is "columns.<name>".
    static Result<AggregateProgram> compile(const std::vector<NamedText>& columns, const Schema& input,
                                            const std::vector<std::string>& keys);

    /// One per distinct aggregate call.
    struct Call {
        std::string text;                  ///< "SUM(price * qty)"
        std::vector<Expression> arguments; ///< over the input schema
        std::optional<Expression> filter;  ///< FILTER (WHERE ...)
        DataType type;                     ///< of the result
        std::function<std::unique_ptr<AggregateState>()> makeState;
        /// The result is the same in whatever order rows come and states are merged (but for the rounding of
        /// DOUBLE).
        bool orderFree = true;
    };
    const std::vector<Call>& calls() const;
    /// Schema that outputs are computed over: the keys, then one column per call. Output i: outputs()[i] over
    /// that schema.
    const SchemaPtr& intermediateSchema() const;
    const std::vector<Expression>& outputs() const;
    /// Names and types of the output columns.
    const std::vector<Field>& outputFields() const;

    struct Impl;

private:
    explicit AggregateProgram(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
    std::shared_ptr<const Impl> impl_;
};

} // namespace millrace
