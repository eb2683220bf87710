// SPDX-License-Identifier: Apache-2.0
#include "ui/find/node_query.h"

#include "engine/graph/node_path.h"
#include "ui/canvas/instance_face.h"
#include "ui/canvas/path_title.h"
#include "ui/param_editors/param_editor.h"
#include "ui/settings/kind_words.h"

#include <QCoreApplication>
#include <algorithm>

namespace millrace::ui {
namespace {

struct Value {
    QString path, text;
};

void collect(const boost::json::value& value, const QString& path, std::vector<Value>& values) {
    if (const auto* object = value.if_object()) {
        for (const auto& member : *object)
            collect(member.value(), path + "." + QString::fromStdString(std::string(member.key())), values);
    } else if (const auto* array = value.if_array()) {
        for (const auto& item : *array)
            collect(item, path, values);
    } else {
        values.push_back({path.mid(1), fieldText(value)});
    }
}

bool holds(const QString& text, const QString& word) { return text.contains(word, Qt::CaseInsensitive); }

/// Nothing = the word is not in the node; an empty text = it is in its name.
std::optional<QString> whereIs(const QString& word, const QStringList& names,
                               const std::vector<Value>& values) {
    for (const QString& name : names) {
        if (holds(name, word)) return QString();
    }
    for (const Value& value : values) {
        if (holds(value.text, word)) return value.path + ": " + value.text;
    }
    // A column that is named in a map is a key there.
    for (const Value& value : values) {
        if (holds(value.path, word)) return value.path + ": " + value.text;
    }
    return std::nullopt;
}

} // namespace

const QStringList& NodeQuery::knownFilters() {
    static const QStringList kFilters{"modified", "invalid", "slow", "disabled", "bypassed"};
    return kFilters;
}

NodeQuery NodeQuery::parse(const QString& text) {
    NodeQuery query;
    for (const QString& word : text.split(' ', Qt::SkipEmptyParts)) {
        if (!word.startsWith("is:", Qt::CaseInsensitive)) {
            query.words << word;
            continue;
        }
        const QString filter = word.mid(3).toLower();
        (knownFilters().contains(filter) ? query.filters : query.unknown)
            << (filter.isEmpty() ? word : filter);
    }
    return query;
}

namespace {

/// Bodies of instances that are looked into: a file may nest them without bound.
constexpr int kMostBodies = 2000;

class Search {
public:
    using Passes = std::function<bool(const QString&, const NodePlace&)>;
    Search(const NodeQuery& query, const GraphDocument& document, const Registry& registry,
           const Passes& passes)
        : query_(query), document_(document), registry_(registry), passes_(passes) {}

    std::vector<NodeMatch> run() {
        look(document_, nullptr);
        return std::move(matches_);
    }

private:
    void look(const GraphBody& body, const Subgraph* subgraph) {
        for (const GraphNode& node : body.nodes) {
            const std::string path = joinPath(at_, node.id);
            const std::optional<GraphNode> set = subgraph ? nodeInRun(document_, path) : std::nullopt;
            test({path, set ? *set : node, subgraph});
            const Subgraph* inside = isInstance(node) ? document_.findSubgraph(subgraphOf(node)) : nullptr;
            if (!inside || at_.size() >= kDeepestInstance || ++bodies_ > kMostBodies) continue;
            if (std::find(around_.begin(), around_.end(), inside) != around_.end()) continue;
            at_.push_back(node.id);
            around_.push_back(inside);
            look(*inside, inside);
            around_.pop_back();
            at_.pop_back();
        }
    }

    void test(const NodePlace& place) {
        const GraphNode& node = place.node;
        if (!std::all_of(query_.filters.begin(), query_.filters.end(),
                         [&](const QString& filter) { return passes_(filter, place); }))
            return;
        const NodeKind* kind = registry_.find(node.kind);
        QStringList names{titleOf(node, document_, registry_), QString::fromStdString(node.id),
                          QString::fromStdString(node.kind)};
        if (kind) names << kindTitle(*kind) << QString::fromStdString(kind->title);
        std::vector<Value> values;
        collect(node.params, {}, values);
        collect(node.concurrency, {}, values);
        NodeMatch match{place.path, {}, {}, {}, Category::Stage, {}};
        bool all = true;
        for (const QString& word : query_.words) {
            const auto found = whereIs(word, names, values);
            all = all && found;
            if (found && match.reason.isEmpty()) match.reason = *found;
        }
        // Expressions hold blanks: what was typed may be one value as a whole.
        if (!all && query_.words.size() > 1) {
            if (const auto found = whereIs(query_.words.join(' '), names, values))
                all = true, match.reason = *found;
        }
        if (!all) return;
        match.title = titleOfPath(place.path, document_, registry_);
        if (kind) {
            match.kind = kindTitle(*kind);
            match.icon = QString::fromStdString(kind->icon.empty() ? kind->name : kind->icon);
            match.category = kind->category;
        } else if (isInstance(node)) {
            match.kind = QCoreApplication::translate("InstanceFace", "Subgraph");
            match.icon = kSubgraphIcon;
        }
        matches_.push_back(std::move(match));
    }

    const NodeQuery& query_;
    const GraphDocument& document_;
    const Registry& registry_;
    const Passes& passes_;
    BodyPath at_;
    std::vector<const Subgraph*> around_;
    int bodies_ = 0;
    std::vector<NodeMatch> matches_;
};

} // namespace

std::vector<NodeMatch> findNodes(const NodeQuery& query, const GraphDocument& document,
                                 const Registry& registry,
                                 const std::function<bool(const QString&, const NodePlace&)>& passes) {
    if (query.isEmpty() || !query.unknown.isEmpty()) return {};
    return Search(query, document, registry, passes).run();
}

} // namespace millrace::ui
