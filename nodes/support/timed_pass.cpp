// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/timed_pass.h"

namespace millrace {

TimedPass::TimedPass(const Params& params, MonotonicNs mean)
    : time_(Distribution::named(params.text("distribution"), static_cast<double>(mean),
                                params.number("spread"))),
      perRecord_(params.text("per") == "record") {}

void TimedPass::open(OperatorContext& context, std::string_view stream) {
    context_ = &context;
    seed_ = deriveSeed(context.seed(), stream, static_cast<std::uint64_t>(context.subtask()));
}

std::vector<ParameterSpec> timedPassParameters() {
    return {{.name = "distribution",
             .type = ParameterType::Choice,
             .title = "Distribution",
             .help = "How the time varies from one to the next.",
             .defaultValue = "constant",
             .choices = {"constant", "uniform", "exponential", "normal", "lognormal", "erlang", "gamma",
                         "weibull", "hyperexponential"},
             .applies = Applies::Hot},
            {.name = "spread",
             .type = ParameterType::Number,
             .title = "Spread",
             .help = "Half width (uniform) or standard deviation (the others), as a share of the mean.",
             .defaultValue = 0.5,
             .minimum = 0,
             .maximum = 100,
             .applies = Applies::Hot,
             .visibleWhen = "distribution=uniform|normal|lognormal|erlang|gamma|weibull|hyperexponential"},
            {.name = "per",
             .type = ParameterType::Choice,
             .title = "Per",
             .help = "Whether each record takes the time, or each batch.",
             .defaultValue = "record",
             .choices = {"record", "batch"}}};
}

} // namespace millrace
