// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/data_type.h"

#include <memory>
#include <optional>

namespace millrace {

struct Field {
    std::string name;
    DataType type;
    bool operator==(const Field&) const = default;
};

/// Names and types of a batch's columns, plus which column is the event time (a TIMESTAMP; windows use it).
/// Immutable and shared. Names are unique and case-sensitive.
class Schema {
public:
    Schema() = default;
    explicit Schema(std::vector<Field> fields, std::optional<std::size_t> eventTime = {})
        : fields_(std::move(fields)), eventTime_(eventTime) {}

    std::size_t size() const { return fields_.size(); }
    const Field& field(std::size_t i) const { return fields_[i]; }
    const std::vector<Field>& fields() const { return fields_; }
    std::optional<std::size_t> indexOf(std::string_view name) const;
    std::vector<std::string> names() const;
    std::optional<std::size_t> eventTime() const { return eventTime_; }

    bool operator==(const Schema&) const = default;

private:
    std::vector<Field> fields_;
    std::optional<std::size_t> eventTime_;
};

using SchemaPtr = std::shared_ptr<const Schema>;

inline SchemaPtr makeSchema(std::vector<Field> fields, std::optional<std::size_t> eventTime = {}) {
    return std::make_shared<const Schema>(std::move(fields), eventTime);
}

/// "id BIGINT, speed DOUBLE, ts TIMESTAMP *" (the star marks the event time).
std::string toText(const Schema& schema);

} // namespace millrace
