// SPDX-License-Identifier: Apache-2.0
#include "ui/document/dot_layout.h"

#include <algorithm>
#include <memory>

#include <gvc.h>

namespace millrace::ui {
namespace {

constexpr double kPointsPerInch = 72;
/// Beyond it the network simplex of `dot` is cut short: a good drawing soon rather than the best one late.
constexpr std::size_t kManyBoxes = 250;

struct CloseGraph {
    GVC_t* context;
    void operator()(Agraph_t* graph) const {
        gvFreeLayout(context, graph);
        agclose(graph);
    }
};
struct FreeContext {
    void operator()(GVC_t* context) const { gvFreeContext(context); }
};

/// The library takes names and values as writable text, and copies them.
char* writable(std::string& text) { return text.data(); }

void set(void* object, std::string name, std::string value) {
    std::string none;
    agsafeset(object, writable(name), writable(value), writable(none));
}

std::string inches(double pixels) { return std::to_string(pixels / kPointsPerInch); }

/// Two columns of ports as a record: inputs at the left, outputs at the right.
std::string recordOf(const DotGraph::Box& box) {
    const auto column = [](char side, std::size_t count) {
        std::string text;
        for (std::size_t i = 0; i < std::max<std::size_t>(count, 1); ++i) {
            if (i > 0) text += "|";
            text += std::string("<") + side + std::to_string(i) + ">";
        }
        return text;
    };
    return "{{" + column('i', box.inputs) + "}|{" + column('o', box.outputs) + "}}";
}

} // namespace

Result<std::vector<Point>> dotLayout(const DotGraph& graph) {
    std::vector<Point> corners(graph.boxes.size());
    if (corners.empty()) return corners;
    // One for the whole program: what measures text for the library remembers fonts of a context that is
    // gone.
    static const std::unique_ptr<GVC_t, FreeContext> context(gvContext());
    std::string name = "g";
    const std::unique_ptr<Agraph_t, CloseGraph> drawing(agopen(writable(name), Agdirected, nullptr),
                                                        CloseGraph{context.get()});
    Agraph_t* all = drawing.get();
    set(all, "rankdir", "LR");
    set(all, "nodesep", inches(42));
    set(all, "ranksep", inches(76));
    set(all, "splines", "false");
    set(all, "newrank", "false");
    if (graph.boxes.size() > kManyBoxes) {
        set(all, "nslimit", "2");
        set(all, "nslimit1", "2");
        set(all, "mclimit", "0.3");
    }
    std::vector<Agraph_t*> clusters;
    for (std::size_t i = 0; i < graph.clusterParents.size(); ++i) {
        const int parent = graph.clusterParents[i];
        Agraph_t* around = parent < 0 ? all : clusters[static_cast<std::size_t>(parent)];
        std::string id = "cluster_" + std::to_string(i);
        clusters.push_back(agsubg(around, writable(id), 1));
        set(clusters.back(), "margin", "34");
    }
    std::vector<Agnode_t*> nodes;
    for (std::size_t i = 0; i < graph.boxes.size(); ++i) {
        const DotGraph::Box& box = graph.boxes[i];
        std::string id = "n" + std::to_string(i);
        Agraph_t* home = box.cluster < 0 ? all : clusters[static_cast<std::size_t>(box.cluster)];
        Agnode_t* node = agnode(home, writable(id), 1);
        nodes.push_back(node);
        set(node, "shape", "record");
        set(node, "label", recordOf(box));
        set(node, "fixedsize", "true");
        set(node, "width", inches(box.width));
        set(node, "height", inches(box.height));
    }
    for (const DotGraph::Arrow& arrow : graph.arrows) {
        Agedge_t* edge = agedge(all, nodes[arrow.from], nodes[arrow.to], nullptr, 1);
        set(edge, "tailport", "o" + std::to_string(arrow.output) + ":e");
        set(edge, "headport", "i" + std::to_string(arrow.input) + ":w");
        set(edge, "weight", arrow.main ? "4" : "1");
    }
    if (gvLayout(context.get(), all, "dot") != 0) {
        Diagnostics missing;
        missing.error("MR7110", "the graph cannot be tidied: Graphviz has no `dot` here").hint =
            "install the package graphviz";
        return missing;
    }
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const pointf centre = ND_coord(nodes[i]);
        corners[i] = {centre.x - graph.boxes[i].width / 2, -centre.y - graph.boxes[i].height / 2};
    }
    double left = corners[0].x, top = corners[0].y;
    for (const Point& corner : corners) {
        left = std::min(left, corner.x);
        top = std::min(top, corner.y);
    }
    for (Point& corner : corners)
        corner = {corner.x - left, corner.y - top};
    return corners;
}

} // namespace millrace::ui
