// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/body_live.h"

#include "ui/document/graph_session.h"
#include "ui/document/shown_body.h"

#include <QCoreApplication>
#include <QSet>
#include <algorithm>
#include <vector>

namespace millrace::ui {

namespace {

/// What the nodes inside of one instance do together.
class Sum {
public:
    void add(const NodeLive& node) {
        const double workers = std::max(1, node.workers);
        total_.busy += node.busy * workers;
        total_.outputFull += node.outputFull * workers;
        total_.lock += node.lock * workers;
        total_.io += node.io * workers;
        total_.rejected += node.rejected;
        total_.late += node.late;
        total_.errors += node.errors;
        total_.activeWorkers += node.activeWorkers;
        workers_ += workers;
        ++nodes_;
        if (node.bottleneck) {
            total_.bottleneck = true;
            total_.taskUse = node.taskUse;
            total_.taskReady = node.taskReady;
        }
    }
    /// A node that its outputs stand for, or, without any, that nothing inside follows.
    void addLast(const NodeLive& node, double rate) {
        total_.rate += rate;
        total_.recordsOut += node.recordsOut;
        sparks_.push_back(&node.spark);
    }
    void addFirst(const NodeLive& node) { total_.recordsIn += node.recordsIn; }

    std::optional<NodeLive> result() {
        if (nodes_ == 0) return std::nullopt;
        for (double* share : {&total_.busy, &total_.outputFull, &total_.lock, &total_.io})
            *share /= workers_;
        total_.workers = static_cast<int>(workers_);
        total_.chip = QCoreApplication::translate("InstanceFace", "%n nodes", nullptr, nodes_);
        std::size_t points = sparks_.empty() ? 0 : Sparkline::kPoints;
        for (const Sparkline* spark : sparks_)
            points = std::min(points, spark->size());
        for (std::size_t i = 0; i < points; ++i) {
            float value = 0;
            for (const Sparkline* spark : sparks_)
                value += spark->at(spark->size() - points + i);
            total_.spark.push(value);
        }
        return total_;
    }

private:
    NodeLive total_;
    double workers_ = 0;
    int nodes_ = 0;
    std::vector<const Sparkline*> sparks_;
};

/// Rate of what leaves a port: every wire there carries all of it.
std::optional<double> rateFrom(const LiveValues& run, const QString& port) {
    const QString beginning = port + QStringLiteral("->");
    for (auto wire = run.wires.cbegin(); wire != run.wires.cend(); ++wire)
        if (wire.key().startsWith(beginning)) return wire->rate;
    return std::nullopt;
}

std::optional<NodeLive> sumOf(const LiveValues& run, const ShownBody& body, const GraphNode& instance,
                              const Subgraph& subgraph) {
    const QString prefix = body.pathOf(QString::fromStdString(instance.id)) + '/';
    Sum sum;
    QSet<QString> sending;
    for (auto wire = run.wires.cbegin(); wire != run.wires.cend(); ++wire)
        if (wire.key().startsWith(prefix)) sending.insert(wire.key().section('.', 0, 0));
    for (auto node = run.nodes.cbegin(); node != run.nodes.cend(); ++node) {
        if (!node.key().startsWith(prefix)) continue;
        sum.add(*node);
        if (subgraph.outputs.empty() && !sending.contains(node.key())) sum.addLast(*node, node->rate);
    }
    for (const bool output : {false, true}) {
        QSet<QString> counted;
        for (const SubgraphPort& port : output ? subgraph.outputs : subgraph.inputs) {
            const auto inner = portInRun(body.whole(), body.path(), {instance.id, port.name}, output);
            if (!inner) continue;
            const QString id = QString::fromStdString(inner->node);
            const auto node = run.nodes.constFind(id);
            if (node == run.nodes.constEnd() || counted.contains(id)) continue;
            counted.insert(id);
            if (output)
                sum.addLast(*node, rateFrom(run, QString::fromStdString(inner->text())).value_or(node->rate));
            else
                sum.addFirst(*node);
        }
    }
    return sum.result();
}

} // namespace

LiveValues liveInBody(const LiveValues& run, const ShownBody& body) {
    LiveValues shown;
    shown.active = run.active;
    shown.running = run.running;
    if (!run.active) return shown;
    const GraphBody* drawn = bodyAt(body.whole(), body.path());
    for (const GraphNode& node : drawn->nodes) {
        const QString id = QString::fromStdString(node.id);
        const auto own = run.nodes.constFind(body.pathOf(id));
        const Subgraph* subgraph = isInstance(node) ? body.whole().findSubgraph(subgraphOf(node)) : nullptr;
        if (own != run.nodes.constEnd()) {
            NodeLive live = *own;
            // Those of its task that are drawn here.
            QStringList mates;
            for (const QString& mate : own->taskMates)
                if (const QString there = body.shownNode(mate); !there.isEmpty()) mates << there;
            live.taskMates = mates;
            live.chip = body.fromInside(live.chip);
            shown.nodes.insert(id, live);
        } else if (subgraph != nullptr) {
            if (auto sum = sumOf(run, body, node, *subgraph)) shown.nodes.insert(id, *sum);
        }
    }
    for (const GraphEdge& edge : drawn->edges) {
        const auto wire =
            run.wires.constFind(QString::fromStdString(wireInRun(body.whole(), body.path(), edge)));
        if (wire != run.wires.constEnd()) shown.wires.insert(QString::fromStdString(edge.id()), *wire);
    }
    return shown;
}

} // namespace millrace::ui
