// SPDX-License-Identifier: Apache-2.0
#include "ui/document/shown_body.h"

#include "ui/document/graph_session.h"

#include <algorithm>
#include <unordered_map>

namespace millrace::ui {

namespace {

QString text(std::string_view utf8) {
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

bool speaksOfWhole(const GraphEdit& edit) {
    return std::visit(
        [](const auto& change) {
            using T = std::decay_t<decltype(change)>;
            if constexpr (std::is_same_v<T, edit::Composite>) {
                return std::any_of(change.edits.begin(), change.edits.end(), speaksOfWhole);
            } else {
                return std::is_same_v<T, edit::SetSubgraph> || std::is_same_v<T, edit::InSubgraph> ||
                       std::is_same_v<T, edit::SetGraphParameter> || std::is_same_v<T, edit::SetGraphText> ||
                       std::is_same_v<T, edit::SetTests> || std::is_same_v<T, edit::SetSimulation> ||
                       std::is_same_v<T, edit::SetCheckpoint>;
            }
        },
        edit.change());
}

} // namespace

ShownBody::ShownBody(GraphDocument& shown, GraphSession& session)
    : QObject(&session), session_(session), shown_(shown) {
    connect(&session, &GraphSession::planningChanged, this, [this] { planning_.reset(); });
}

ShownBody& ShownBody::of(const GraphSession& session) {
    return *session.findChild<ShownBody*>(QString(), Qt::FindDirectChildrenOnly);
}

bool ShownBody::show(const BodyPath& path) {
    if (path == path_) return true;
    if (bodyAt(whole(), path) == nullptr) return false;
    if (isTop()) whole_ = std::move(shown_);
    path_ = path;
    moved_ = true;
    refresh();
    announceIfMoved();
    return true;
}

bool ShownBody::enter(const QString& instance) {
    BodyPath path = path_;
    path.push_back(instance.toStdString());
    return show(path);
}

bool ShownBody::leave() {
    if (isTop()) return false;
    return show(BodyPath(path_.begin(), path_.end() - 1));
}

QString ShownBody::reveal(const QString& nodePath) {
    const NodePath path = splitPath(nodePath.toStdString());
    if (nodeAt(whole(), nodePath.toStdString()) == nullptr || !show(path.body)) return {};
    return text(path.node);
}

QString ShownBody::pathOf(const QString& shownNode) const {
    return text(joinPath(path_, shownNode.toStdString()));
}

QString ShownBody::shownNode(const QString& nodePath) const {
    const QString prefix = text(joinPath(path_, {}));
    if (!nodePath.startsWith(prefix)) return {};
    const QString id = nodePath.mid(prefix.size()).section('/', 0, 0);
    return shown_.findNode(id.toStdString()) != nullptr ? id : QString();
}

QString ShownBody::wireInRun(const QString& shownWire) const {
    if (isPlain()) return shownWire;
    const std::string id = shownWire.toStdString();
    for (const GraphEdge& edge : shown_.edges)
        if (edge.id() == id) return text(millrace::wireInRun(whole(), path_, edge));
    return {};
}

QString ShownBody::shownWire(const QString& wire) const {
    if (isPlain()) return wire;
    const auto drawn = wireAt(whole(), wire.toStdString());
    return drawn && drawn->body == path_ ? text(shown_.edges[drawn->index].id()) : QString();
}

Diagnostics ShownBody::findings(const Diagnostics& all) const {
    if (isPlain()) return all;
    Diagnostics shown;
    for (Diagnostic d : all) {
        if (!d.edge.empty()) {
            const QString wire = shownWire(text(d.edge));
            // A wire that cannot run goes by its own name.
            const bool asDrawn = wire.isEmpty() && isTop() && d.edge.find('/') == std::string::npos;
            if (!asDrawn) d.edge = wire.toStdString();
        }
        if (!d.node.empty()) {
            const QString node = shownNode(text(d.node));
            const std::string id = node.toStdString();
            if (!node.isEmpty() && joinPath(path_, id) != d.node) {
                d.message = tr("Inside: %1").arg(text(d.message)).toStdString();
                d.port.clear();
                d.parameter.clear();
            }
            d.node = id;
        }
        if (!d.node.empty() || !d.edge.empty()) shown.add(std::move(d));
    }
    return shown;
}

QString ShownBody::fromInside(QString text) const {
    QString titles;
    BodyPath at;
    for (const std::string& id : path_) {
        const GraphNode* node = bodyAt(whole_, at)->findNode(id);
        const Subgraph* subgraph = whole_.findSubgraph(subgraphOf(*node));
        const std::string& title = !node->title.empty()       ? node->title
                                   : !subgraph->title.empty() ? subgraph->title
                                                              : node->id;
        titles += QString::fromStdString(title) + QStringLiteral(" / ");
        at.push_back(id);
    }
    return titles.isEmpty() ? text : text.remove(titles);
}

const Planning& ShownBody::planning() const {
    const Planning& all = session_.planning();
    if (isPlain()) return all;
    if (planning_) return *planning_;
    Planning& shown = planning_.emplace();
    shown.diagnostics = findings(all.diagnostics);
    const std::string prefix = joinPath(path_, {});
    for (auto at = all.schemas.lower_bound(prefix); at != all.schemas.end() && at->first.starts_with(prefix);
         ++at) {
        const std::string port = at->first.substr(prefix.size());
        if (port.find('/') == std::string::npos) shown.schemas.emplace(port, at->second);
    }
    for (const GraphNode& node : shown_.nodes) {
        const Subgraph* subgraph = isInstance(node) ? shown_.findSubgraph(subgraphOf(node)) : nullptr;
        for (const bool output : {false, true}) {
            if (subgraph == nullptr) break;
            for (const SubgraphPort& port : output ? subgraph->outputs : subgraph->inputs) {
                const auto inner = portInRun(whole(), path_, {node.id, port.name}, output);
                const auto found = inner ? all.schemas.find(inner->text()) : all.schemas.end();
                if (found != all.schemas.end())
                    shown.schemas.emplace(node.id + "." + port.name, found->second);
            }
        }
    }
    if (!all.plan) return shown;
    auto plan = std::make_shared<Plan>();
    for (const PlanVertex& vertex : all.plan->vertices) {
        if (!vertex.node.starts_with(prefix) || vertex.node.find('/', prefix.size()) != std::string::npos)
            continue;
        PlanVertex& copy = plan->vertices.emplace_back();
        copy.node = vertex.node.substr(prefix.size());
        copy.title = vertex.title;
        copy.kind = vertex.kind;
        copy.bound.delivery = vertex.bound.delivery;
        copy.bound.deliveryReason = vertex.bound.deliveryReason;
        copy.choice = fromInside(QString::fromStdString(vertex.choice)).toStdString();
    }
    std::unordered_map<std::string_view, const PlanEdge*> wires;
    for (const PlanEdge& edge : all.plan->edges)
        wires.emplace(edge.id, &edge);
    for (const GraphEdge& edge : shown_.edges) {
        const auto found = wires.find(millrace::wireInRun(whole(), path_, edge));
        if (found == wires.end()) continue;
        PlanEdge copy = *found->second;
        copy.id = edge.id();
        copy.from = copy.to = 0;
        plan->edges.push_back(std::move(copy));
    }
    shown.plan = std::move(plan);
    return shown;
}

bool ShownBody::onlyAddsSubgraphs(const edit::Composite& paste) const {
    bool adds = false;
    for (const GraphEdit& part : paste.edits) {
        const auto* subgraph = std::get_if<edit::SetSubgraph>(&part.change());
        if (subgraph == nullptr && speaksOfWhole(part)) return false;
        if (subgraph == nullptr) continue;
        if (!subgraph->subgraph || shown_.findSubgraph(subgraph->id) != nullptr) return false;
        adds = true;
    }
    return adds;
}

Result<GraphEdit> ShownBody::inDocument(const GraphEdit& edit) const {
    const Subgraph* inside = subgraph();
    if (inside == nullptr) return edit;
    if (const auto* paste = std::get_if<edit::Composite>(&edit.change());
        paste && onlyAddsSubgraphs(*paste)) {
        // Nodes that bring what they are instances of.
        edit::Composite all{paste->label, {}};
        edit::InSubgraph nodes{inside->id, {}};
        for (const GraphEdit& part : paste->edits)
            (std::holds_alternative<edit::SetSubgraph>(part.change()) ? all.edits : nodes.edits)
                .push_back(part);
        all.edits.emplace_back(std::move(nodes));
        return GraphEdit(std::move(all));
    }
    if (speaksOfWhole(edit)) return edit;
    return editInSubgraph(whole(), inside->id, edit);
}

Result<GraphEdit> ShownBody::apply(const GraphEdit& edit) {
    planning_.reset();
    if (isTop()) return edit.apply(shown_);
    Result<GraphEdit> inverse = edit.apply(whole_);
    if (!inverse) return inverse;
    while (bodyAt(whole_, path_) == nullptr) {
        path_.pop_back();
        moved_ = true;
    }
    refresh();
    return inverse;
}

void ShownBody::forget() {
    planning_.reset();
    whole_ = {};
    moved_ = moved_ || !isTop();
    path_.clear();
}

void ShownBody::announceIfMoved() {
    if (!std::exchange(moved_, false)) return;
    session_.endMerge();
    Q_EMIT changed();
}

void ShownBody::refresh() {
    planning_.reset();
    if (isTop()) {
        shown_ = std::move(whole_);
        return;
    }
    shown_ = whole_;
    static_cast<GraphBody&>(shown_) = *bodyAt(whole_, path_);
}

} // namespace millrace::ui
