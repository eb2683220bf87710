// SPDX-License-Identifier: Apache-2.0
#include "engine/operator/snapshot.h"

#include "engine/base/result.h"

namespace millrace {

void failRestore(const std::string& why) {
    Diagnostics problem;
    problem.error("MR4611", "the saved state of this node cannot be read: " + why,
                  "it is damaged, or another version of the program wrote it");
    throw DiagnosticError(std::move(problem));
}

const char* nameOf(DeliveryGuarantee guarantee) {
    switch (guarantee) {
        case DeliveryGuarantee::AtLeastOnce: return "at least once";
        case DeliveryGuarantee::EffectivelyOnce: return "effectively once";
        case DeliveryGuarantee::ExactlyOnce: return "exactly once";
    }
    return "";
}

} // namespace millrace
