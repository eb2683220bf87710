// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/registry.h"

namespace millrace::bench {

/// Kinds that only measurements need:
/// - `bench_ticks`: 100 records every millisecond, their ingest time being the moment the source awoke;
/// - `bench_records`: code written for one record at a time (RecordOperator): speed in km/h where it is fast.
void addBenchKinds(Registry& registry);

} // namespace millrace::bench
