// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"
#include "engine/graph/graph_document.h"

#include <string>
#include <vector>

namespace millrace::ui {

/// A drawing problem for Graphviz: boxes with ports at their left and right, in clusters.
struct DotGraph {
    struct Box {
        double width = 0, height = 0;
        std::size_t inputs = 0, outputs = 0; ///< number of ports, from top to bottom
        int cluster = -1;                    ///< index of the innermost one; -1 = none
    };
    struct Arrow {
        std::size_t from = 0, output = 0, to = 0, input = 0;
        bool main = true; ///< kept straight before others
    };
    std::vector<Box> boxes;
    std::vector<Arrow> arrows;
    std::vector<int>
        clusterParents; ///< for each cluster the one around it, which stands before it; -1 = none
};

/// Top left corners of the boxes, laid out from left to right by `dot`, the whole drawing beginning near (0,
/// 0). The same graph gives the same answer. Not thread-safe, as the library is not: GUI thread only. MR7110
/// when the library has no `dot`.
Result<std::vector<Point>> dotLayout(const DotGraph& graph);

} // namespace millrace::ui
