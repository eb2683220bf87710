// SPDX-License-Identifier: Apache-2.0
#include "ui/tour/tour_steps.h"

#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/canvas_view.h"
#include "ui/document/graph_session.h"
#include "ui/inspector/inspector.h"
#include "ui/inspector/node_page.h"
#include "ui/main_window/main_window.h"
#include "ui/param_editors/param_editor.h"
#include "ui/param_editors/parameter_form.h"

#include <QCoreApplication>
#include <algorithm>

namespace millrace::ui {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(TourSteps)
};

QRect placeOf(const MainWindow& window, const QWidget* part) {
    if (!part || !part->isVisible()) return {};
    return {part->mapTo(&window, QPoint(0, 0)), part->size()};
}

const GraphNode* nodeOf(const MainWindow& window, const char* kind) {
    const auto& nodes = window.session().document().nodes;
    const auto found =
        std::find_if(nodes.begin(), nodes.end(), [kind](const GraphNode& node) { return node.kind == kind; });
    return found == nodes.end() ? nullptr : &*found;
}

bool wired(const MainWindow& window, const char* from, const char* to) {
    const GraphDocument& document = window.session().document();
    return std::any_of(document.edges.begin(), document.edges.end(), [&](const GraphEdge& edge) {
        const GraphNode *source = document.findNode(edge.from.node),
                        *target = document.findNode(edge.to.node);
        return source && target && source->kind == from && target->kind == to && edge.from.port == "out";
    });
}

bool hasParameter(const MainWindow& window, const char* kind, const char* name) {
    const GraphNode* node = nodeOf(window, kind);
    const auto* value = node ? node->params.if_contains(name) : nullptr;
    return value && !value->is_null();
}

/// The planner has nothing against what the node is set to.
bool isSound(const MainWindow& window, const char* kind) {
    const GraphNode* node = nodeOf(window, kind);
    if (!node) return false;
    const Diagnostics findings = window.session().findings();
    return std::none_of(findings.begin(), findings.end(), [node](const Diagnostic& d) {
        return d.severity == Severity::Error && d.node == node->id && !d.parameter.empty();
    });
}

QRect canvas(const MainWindow& window) { return placeOf(window, &window.canvasView()); }

QRect card(const MainWindow& window, const char* kind) {
    const GraphNode* node = nodeOf(window, kind);
    const NodeItem* item = node ? window.canvas().node(QString::fromStdString(node->id)) : nullptr;
    if (!item) return canvas(window);
    const CanvasView& view = window.canvasView();
    const QRect inView = view.mapFromScene(item->cardRect()).boundingRect();
    return QRect(view.viewport()->mapTo(&window, inView.topLeft()), inView.size()) & canvas(window);
}

QRect outputOf(const MainWindow& window, const char* kind) {
    const GraphNode* node = nodeOf(window, kind);
    const NodeItem* item = node ? window.canvas().node(QString::fromStdString(node->id)) : nullptr;
    const auto port = item ? item->portPosition("out", true) : std::nullopt;
    if (!port) return canvas(window);
    const CanvasView& view = window.canvasView();
    const QPoint at = view.viewport()->mapTo(&window, view.mapFromScene(*port));
    return {at - QPoint(13, 13), QSize(26, 26)};
}

/// The field, if the node is selected, else its card.
QRect field(const MainWindow& window, const char* kind, const char* parameter) {
    const NodePage& page = window.inspector().nodePage();
    const GraphNode* node = nodeOf(window, kind);
    if (node && page.isVisible() && page.nodeId().toStdString() == node->id && page.parameters()) {
        const QRect place = placeOf(window, page.parameters()->editor(parameter));
        if (!place.isNull()) return place & placeOf(window, &window.inspector());
    }
    return card(window, kind);
}

} // namespace

std::vector<TourStep> firstPipelineTour() {
    const auto add = [](const char* kind) {
        return [kind](const MainWindow& window) { return nodeOf(window, kind) != nullptr; };
    };
    return {
        {"source", Words::tr("A source of records"),
         Words::tr("<b>Double-click</b> the empty canvas, or press <b>A</b>. Type <b>csv</b> and press "
                   "<b>Enter</b> "
                   "on "
                   "<i>CSV file</i>, the one that reads."),
         canvas, add("csv_source")},
        {"path", Words::tr("Which file?"),
         Words::tr("The panel at the right belongs to what is selected. Type<br><b>%1</b><br>into "
                   "<i>Path</i>: real "
                   "bus "
                   "positions that lie beside this graph. Then press <b>Tab</b>.")
             .arg(QString::fromLatin1(kTourData)),
         [](const MainWindow& w) { return field(w, "csv_source", "path"); },
         [](const MainWindow& w) {
             return hasParameter(w, "csv_source", "path") && isSound(w, "csv_source");
         }},
        {"filter", Words::tr("Keep what matters"),
         Words::tr("<b>Drag</b> from the port at the right of the card, let go on empty canvas, type "
                   "<b>filter</b>, "
                   "press "
                   "<b>Enter</b>. The list holds only what fits the wire."),
         [](const MainWindow& w) { return outputOf(w, "csv_source"); },
         [](const MainWindow& w) { return wired(w, "csv_source", "filter"); }},
        {"where", Words::tr("A condition"),
         Words::tr("Type <b>speed &gt; 1</b> into <i>Where</i>. Columns and functions complete themselves, "
                   "and what "
                   "is "
                   "wrong is said below while you type."),
         [](const MainWindow& w) { return field(w, "filter", "where"); },
         [](const MainWindow& w) { return hasParameter(w, "filter", "where") && isSound(w, "filter"); }},
        {"aggregate", Words::tr("Sum it up"),
         Words::tr("Drag on from the filter's right port and let go: <b>aggregate</b>, <b>Enter</b>."),
         [](const MainWindow& w) { return outputOf(w, "filter"); },
         [](const MainWindow& w) { return wired(w, "filter", "aggregate"); }},
        {"columns", Words::tr("What to count"),
         Words::tr(
             "<i>Key</i>: <b>vehicle_id</b>. At <i>Columns</i> press <b>+ add</b>, name it <b>n</b>, and "
             "write "
             "<b>COUNT(*)</b> below: how often each bus was seen moving."),
         [](const MainWindow& w) {
             return field(w, "aggregate", hasParameter(w, "aggregate", "key") ? "columns" : "key");
         },
         [](const MainWindow& w) {
             return hasParameter(w, "aggregate", "key") && hasParameter(w, "aggregate", "columns") &&
                    isSound(w, "aggregate");
         }},
        {"sink", Words::tr("Somewhere to go"),
         Words::tr(
             "Once more from the right port: <b>live table</b>, <b>Enter</b>. It shows the latest records."),
         [](const MainWindow& w) { return outputOf(w, "aggregate"); },
         [](const MainWindow& w) { return wired(w, "aggregate", "live_table"); }},
        {"run", Words::tr("Run it"),
         Words::tr(
             "Press <b>Run</b> or <b>F5</b>. Each card shows its rate and where its time goes; click a wire "
             "to see "
             "the records on it."),
         [](const MainWindow& w) { return placeOf(w, w.findChild<QWidget*>("runButton")); },
         [](const MainWindow& w) { return w.runState() != RunState::Idle; }},
    };
}

} // namespace millrace::ui
