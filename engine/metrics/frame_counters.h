// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/metrics/metrics_frame.h"

namespace millrace {

// One list of the counters of a struct serves all who go through them, so that they cannot drift apart. The
// order is that of stored frames.

template <class Node, class F> void forEachCounter(Node& n, F&& f) {
    for (auto* member : {&n.recordsIn, &n.recordsOut, &n.batchesIn, &n.batchesOut, &n.bytesIn, &n.bytesOut,
                         &n.rejected, &n.late, &n.filtered, &n.errors, &n.busyNs, &n.idleNs,
                         &n.backPressuredNs, &n.lockNs, &n.ioNs, &n.readyNs})
        f(*member);
}
template <class Edge, class F> void forEachEdgeCounter(Edge& e, F&& f) {
    for (auto* member : {&e.sent, &e.received, &e.dropped, &e.depth, &e.capacity})
        f(*member);
}

} // namespace millrace
