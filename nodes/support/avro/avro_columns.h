// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/data_type.h"
#include "nodes/support/avro/avro_schema.h"

#include <vector>

namespace millrace {

/// The columns that hold the records of a schema, one for each field, of the type that keeps the most of it:
/// int INT, long BIGINT, float and double DOUBLE, enum and uuid STRING, fixed BYTES, times of any unit
/// TIMESTAMP, decimals DECIMAL (beyond 38 digits DOUBLE), records STRUCT, arrays ARRAY, maps an ARRAY of keys
/// and values, a union the type of all its branches but null, or STRING where they differ and are scalars.
/// Fields that nothing can hold are left out: records within themselves, and unions of others.
std::vector<DataType::Field> columnsOf(const AvroType& record);

} // namespace millrace
