// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/schema.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

inline constexpr std::size_t kInferenceRows = 10'000;

/// Guesses the type of one column of text fields: BOOLEAN, BIGINT, DOUBLE, TIMESTAMP, or STRING for all else,
/// for mixtures (except of whole and broken numbers), for digits with leading zeros or a plus, for whole
/// numbers beyond 64 bits, and for a column without any value. The answer does not depend on the order of the
/// fields.
class TextTypeGuess {
public:
    explicit TextTypeGuess(std::string nullText = {}) : nullText_(std::move(nullText)) {}
    void add(std::string_view text, bool quoted);
    DataType type() const;

private:
    std::string nullText_;
    unsigned seen_ = 0; ///< one bit for each kind of text
};

/// Column names from a header: blank ones become `column_3`, repeated ones get `_2`, `_3`.
std::vector<std::string> uniqueColumnNames(std::span<const std::string_view> header);

/// Guesses the schema of JSON objects: BOOLEAN, BIGINT, DOUBLE (also for mixed numbers and for whole ones
/// beyond 64 bits), TIMESTAMP for texts that all look like one, STRUCT, ARRAY; what does not go together is
/// STRING, and so is what is always null. Columns stand in the order of their first appearance. Not
/// thread-safe.
class JsonSchemaGuess {
public:
    JsonSchemaGuess();
    JsonSchemaGuess(JsonSchemaGuess&&) noexcept;
    JsonSchemaGuess& operator=(JsonSchemaGuess&&) noexcept;
    ~JsonSchemaGuess();

    /// Lines that are no JSON object are passed over; false tells. `line` needs 64 readable bytes behind its
    /// end.
    bool add(std::string_view line);
    std::vector<Field> fields() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace millrace
