// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/run_plan.h"

#include <algorithm>
#include <string_view>

/// What tests ask of how a run went.
namespace millrace::test {

/// The first one with the code; none: null.
inline const Diagnostic* finding(const Diagnostics& findings, std::string_view code) {
    const auto found = std::find_if(findings.begin(), findings.end(),
                                    [code](const Diagnostic& d) { return d.code == code; });
    return found == findings.end() ? nullptr : &*found;
}

/// Records that came into the node.
inline std::int64_t recordsInto(const RunOutcome& outcome, const std::string& node) {
    const PlanVertex* const vertex = outcome.plan->find(node);
    return outcome.frame.nodes[static_cast<std::size_t>(vertex - outcome.plan->vertices.data())].recordsIn;
}

} // namespace millrace::test
