// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/short_cuts.h"

namespace millrace::sim {

namespace {

void lookAt(SimOp& op, const SimModel& model) {
    const auto* const pass = std::get_if<behaviour::Pass>(&op.behaviour);
    op.passes = !op.sink && !op.filters &&
                (pass ? pass->shares.empty() : std::holds_alternative<behaviour::Emit>(op.behaviour));
    op.flies = op.serverless || (model.chains[op.chain].executor == ExecutorKind::Async && op.joinsRecords &&
                                 model.segments[op.recordWork.begin].kind == WorkSegment::Kind::Wait);
    if (op.ports.size() != 1 || op.ports[0].size() != 1 || op.roles[0] != PortRole::Data) return;
    const SimTarget& target = model.targets[op.ports[0].begin];
    if (!target.fused) op.onlyWire = target.index;
}

void lookAt(SimEdge& edge, const SimModel& model) {
    const SimChain &from = model.chains[edge.fromChain], &to = model.chains[edge.toChain];
    edge.fromOrdered = from.ordered;
    edge.toOrdered = to.ordered;
    const bool straight = edge.partitioning == Partitioning::Forward && from.workers <= edge.channels;
    edge.direct = !from.ordered && (edge.channels == 1 || straight) && edge.copies == 1;
}

SimChain::Shape shapeOf(const SimChain& chain, const SimModel& model) {
    using Shape = SimChain::Shape;
    const SimOp& head = model.ops[chain.ops.begin];
    const bool oneInput = model.tasks[chain.firstTask].onlyChannel != kNone;
    if (chain.takesNoTime && chain.source) return Shape::Source;
    if (chain.takesNoTime && head.sink && oneInput) return Shape::Sink;
    if (!chain.onlyPasses || !head.passes || head.onlyWire == kNone || !oneInput) return Shape::Other;
    if (head.serverless) return Shape::Other;
    if (chain.flies) return Shape::Loop;
    const bool works = head.joinsRecords && head.batchWork.size() == 0 && !head.failures;
    return works && !chain.picky && !chain.ordered ? Shape::Station : Shape::Other;
}

} // namespace

void findShortCuts(SimModel& model) {
    for (SimOp& op : model.ops)
        lookAt(op, model);
    for (SimEdge& edge : model.edges)
        lookAt(edge, model);
    for (SimTaskPlace& task : model.tasks)
        if (task.channels.size() == 1) task.onlyChannel = model.feeds[task.channels.begin];
    for (SimChain& chain : model.chains) {
        chain.flies = !chain.ordered && model.ops[chain.ops.begin].flies;
        chain.shape = shapeOf(chain, model);
    }
}

} // namespace millrace::sim
