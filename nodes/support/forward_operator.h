// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/operator/operator.h"

namespace millrace {

/// Sends every batch on as it came: the operator of kinds whose meaning lies in the wires around them (merge,
/// queue).
class ForwardOperator final : public Operator {
public:
    void process(std::size_t, RecordBatch batch, Collector& out) override { out.emit(0, std::move(batch)); }
};

} // namespace millrace
