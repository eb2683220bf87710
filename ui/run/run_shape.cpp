// SPDX-License-Identifier: Apache-2.0
#include "ui/run/run_shape.h"

#include "ui/settings/kind_words.h"

#include <QHash>
#include <QStringList>
#include <algorithm>
#include <boost/json/parse.hpp>

namespace millrace::ui {

namespace {

QString textAt(const boost::json::object& object, const char* key) {
    const boost::json::value* value = object.if_contains(key);
    return value && value->is_string() ? QString::fromUtf8(value->as_string().data(),
                                                           static_cast<qsizetype>(value->as_string().size()))
                                       : QString();
}

/// The node ids in "a.out->b.in".
RunShape::Edge edgeFromId(const QString& id, bool fused) {
    const QStringList ends = id.split(QStringLiteral("->"));
    return {id, ends.value(0).section('.', 0, 0), ends.value(1).section('.', 0, 0), fused};
}

/// The members of the list `key` of a stored plan, by id; empty when the text cannot be read.
QHash<QString, boost::json::object> membersById(const std::string& plan, const char* key) {
    QHash<QString, boost::json::object> members;
    boost::system::error_code error;
    const boost::json::value value = boost::json::parse(plan, error);
    const auto* list = !error && value.is_object() ? value.as_object().if_contains(key) : nullptr;
    if (!list || !list->is_array()) return members;
    for (const auto& item : list->as_array())
        if (item.is_object()) members.insert(textAt(item.as_object(), "id"), item.as_object());
    return members;
}

/// A node without a title of its own goes by that of its kind.
QString titleOf(const std::string& title, const NodeKind* kind) {
    return kind && title == kind->title ? kindTitle(*kind) : QString::fromStdString(title);
}

} // namespace

const RunShape::Node* RunShape::find(const QString& id) const {
    const auto found = std::find_if(nodes.begin(), nodes.end(), [&](const Node& n) { return n.id == id; });
    return found == nodes.end() ? nullptr : &*found;
}

QString RunShape::titleOf(const QString& id) const {
    const Node* node = find(id);
    return node ? node->title : id;
}

std::vector<WireEnds> RunShape::wireEnds() const {
    QHash<QString, std::size_t> index;
    for (std::size_t i = 0; i < nodes.size(); ++i)
        index.insert(nodes[i].id, i);
    std::vector<WireEnds> ends;
    for (const Edge& edge : edges)
        ends.push_back({index.value(edge.from), index.value(edge.to)});
    return ends;
}

RunShape shapeOf(const Plan& plan) {
    RunShape shape;
    for (const PlanVertex& vertex : plan.vertices)
        shape.nodes.push_back({QString::fromStdString(vertex.node), titleOf(vertex.title, vertex.kind),
                               choiceWords(vertex.choice), vertex.kind->category});
    for (const PlanEdge& edge : plan.edges)
        shape.edges.push_back({QString::fromStdString(edge.id), shape.nodes[edge.from].id,
                               shape.nodes[edge.to].id, edge.fused});
    return shape;
}

RunShape shapeOf(const StoredRun& run, const Registry& registry) {
    RunShape shape;
    const auto nodes = membersById(run.plan, "nodes");
    const auto edges = membersById(run.plan, "edges");
    for (const std::string& id : run.nodeIds) {
        const QString name = QString::fromStdString(id);
        const boost::json::object known = nodes.value(name);
        const NodeKind* kind = registry.find(textAt(known, "kind").toStdString());
        const QString title = textAt(known, "title");
        shape.nodes.push_back({name, title.isEmpty() ? name : titleOf(title.toStdString(), kind),
                               choiceWords(textAt(known, "choice").toStdString()),
                               kind ? kind->category : Category::Stage});
    }
    for (const std::string& id : run.edgeIds) {
        const QString name = QString::fromStdString(id);
        const boost::json::object known = edges.value(name);
        const auto* fused = known.if_contains("fused");
        shape.edges.push_back(edgeFromId(name, fused && fused->is_bool() && fused->as_bool()));
    }
    return shape;
}

} // namespace millrace::ui
