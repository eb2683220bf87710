// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/batch_builder.h"
#include "nodes/support/time_format.h"

namespace millrace {

/// Reads the text of one column's fields: strictly, whole fields, no blanks around. BOOLEAN is true or false
/// in any case; DOUBLE takes neither NaN nor infinities; DECIMAL rounds half up to its scale; BYTES is
/// hexadecimal. Not thread-safe, cheap.
class FieldParser {
public:
    /// `nullText`: what stands for NULL beside the empty unquoted field.
    explicit FieldParser(DataType type, TimeFormat time = {}, std::string nullText = {});

    /// Appends the value to a builder of the same type and tells whether it fits; if not, nothing is
    /// appended.
    bool append(std::string_view text, bool quoted, ColumnBuilder& column) const;
    bool isNull(std::string_view text, bool quoted) const {
        return !quoted && (text.empty() || (!nullText_.empty() && text == nullText_));
    }
    const DataType& type() const { return type_; }

private:
    DataType type_;
    TimeFormat time_;
    std::string nullText_;
};

} // namespace millrace
