// SPDX-License-Identifier: Apache-2.0
#include "ui/run/safe_run.h"

#include "engine/operator/capture_buffer.h"

#include <algorithm>

namespace millrace::ui {

QSet<QString> capturedNodes(const Plan& plan) {
    QSet<QString> nodes;
    // Only plans of safe runs say this; in others no operator needs to be made to find out.
    const bool safe = std::any_of(plan.diagnostics.begin(), plan.diagnostics.end(),
                                  [](const Diagnostic& d) { return d.code == "MR1163"; });
    if (!safe) return nodes;
    for (const PlanVertex& vertex : plan.vertices) {
        if (!vertex.bound.makeOperator) continue;
        const auto made = vertex.bound.makeOperator();
        if (dynamic_cast<const CaptureBuffer*>(made.get())) nodes.insert(QString::fromStdString(vertex.node));
    }
    return nodes;
}

} // namespace millrace::ui
