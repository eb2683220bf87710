// SPDX-License-Identifier: Apache-2.0
// The block `simulation` of a graph: what can be read is simulated for a while, and must keep what holds at
// every instant; what cannot says why.
#include "tests/support/sim_plan.h"

#include <boost/json/parse.hpp>

#include <cstdint>
#include <cstdlib>

using namespace millrace;

namespace {

void require(bool condition) {
    if (!condition) std::abort();
}

PlanPtr planWith(const boost::json::object& block) {
    test::SimPlan plan;
    behaviour::Emit emit;
    emit.arrivals.kind = Arrivals::Kind::Poisson;
    emit.arrivals.rate = 1000;
    ServiceModel split;
    split.behaviour = behaviour::Choose{{0.5, 0.5}};
    const auto source = plan.source("source", emit), stage = plan.stage("split", split, 1, {{"a"}, {"b"}}),
               server = plan.server("server", Distribution::exponential(1e6), 2), sink = plan.sink("sink");
    plan.wire(source, stage, 10);
    plan.wire(stage, server, 10).partitioning = Partitioning::LeastLoaded;
    plan.wire(stage, sink, 10, 1).overflow = OverflowPolicy::DropOldest;
    plan.wire(server, sink, 10);
    auto built = std::make_shared<Plan>(*plan.build());
    built->document.simulation = block;
    return built;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    boost::system::error_code error;
    const boost::json::value block =
        boost::json::parse(std::string_view(reinterpret_cast<const char*>(data), size), error);
    if (error || !block.is_object()) return 0;
    const PlanPtr plan = planWith(block.get_object());
    auto settings = sim::readSimulationSettings(*plan);
    if (!settings) {
        require(settings.error().hasErrors());
        for (const Diagnostic& d : settings.error())
            require(d.parameter.starts_with("simulation.") && !d.message.empty());
        return 0;
    }
    const auto model = sim::makeSimModel(plan, *settings, 1);
    if (!model) {
        require(model.error().hasErrors());
        return 0;
    }
    sim::Simulation simulation(*model, 0);
    simulation.run(INT64_MAX, 5'000);
    require(simulation.checkIdentities().empty());
    return 0;
}
