// SPDX-License-Identifier: Apache-2.0
#include "engine/operator/snapshot.h"

namespace millrace {

const char* nameOf(DeliveryGuarantee guarantee) {
    switch (guarantee) {
        case DeliveryGuarantee::AtLeastOnce: return "at least once";
        case DeliveryGuarantee::EffectivelyOnce: return "effectively once";
        case DeliveryGuarantee::ExactlyOnce: return "exactly once";
    }
    return "";
}

} // namespace millrace
