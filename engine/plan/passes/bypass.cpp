// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/passes/bypass.h"

namespace millrace::planning {

namespace {

class PassOn final : public Operator {
public:
    void process(std::size_t, RecordBatch batch, Collector& out) override { out.emit(0, std::move(batch)); }
};

NodeKind makeKind() {
    NodeKind kind;
    kind.name = "bypass";
    kind.title = "Bypassed";
    kind.inputs = {{"in"}};
    kind.outputs = {{"out"}};
    kind.keepsColumns = true;
    kind.bind = [](BindContext& context) -> Result<BoundNode> {
        BoundNode bound;
        bound.outputPorts = {{"out"}};
        bound.outputs = {context.inputs.front()};
        bound.makeOperator = [] { return std::make_unique<PassOn>(); };
        return bound;
    };
    return kind;
}

} // namespace

const NodeKind& bypassKind() {
    static const NodeKind kind = makeKind();
    return kind;
}

} // namespace millrace::planning
