// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/record_batch.h"

namespace millrace {

/// Marks the records whose event time the watermark has passed meanwhile as late: those that come back into a
/// cycle, whose source could not know. No-op for a schema without event time.
void markLateComers(RecordBatch& batch, EpochMs watermark);

} // namespace millrace
