// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/expression/expression.h"

namespace millrace {

/// The expression that turns a column into another type: CAST where the language has one, else the function
/// meant for it (TRY_TO_..., TO_STRING, TO_BIGINT, TRY_NARROW_INT, FROM_EPOCH_MS, EPOCH_MS). What cannot be
/// turned becomes NULL. Error MR3414 where there is no way.
Result<Expression> castColumn(const Schema& schema, std::size_t column, const DataType& type);

} // namespace millrace
