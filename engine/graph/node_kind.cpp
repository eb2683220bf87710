// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/node_kind.h"

namespace millrace {

const char* categoryName(Category category) {
    switch (category) {
        case Category::Source: return "source";
        case Category::Stage: return "stage";
        case Category::Concurrency: return "concurrency";
        case Category::Sink: return "sink";
    }
    return "stage";
}

} // namespace millrace
