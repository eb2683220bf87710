// SPDX-License-Identifier: Apache-2.0
#include "ui/experiment/varied_settings.h"

#include "engine/graph/node_path.h"
#include "ui/canvas/instance_face.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

namespace millrace::ui {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(VariedSettings)
};

/// Half of it to twice of it, in round steps; `usual` where nothing is written.
QString around(const boost::json::value* written, double usual) {
    double value = written && written->is_number() ? written->to_number<double>() : usual;
    if (!(value > 0)) value = usual;
    QStringList values;
    for (const double factor : {0.5, 0.75, 1.0, 1.5, 2.0})
        values << QString::number(std::round(value * factor * 100) / 100, 'g', 12);
    values.removeDuplicates();
    return values.join(',');
}

/// Paths of all nodes that work, those inside of instances in their place.
std::vector<std::string> nodesOf(const GraphDocument& document, const BodyPath& body) {
    std::vector<std::string> paths;
    const GraphBody* const at = bodyAt(document, body);
    if (!at || body.size() > kDeepestInstance) return paths;
    for (const GraphNode& node : at->nodes) {
        if (!isInstance(node)) {
            paths.push_back(joinPath(body, node.id));
            continue;
        }
        BodyPath inner = body;
        inner.push_back(node.id);
        for (std::string& path : nodesOf(document, inner))
            paths.push_back(std::move(path));
    }
    return paths;
}

/// Workers of the node as it is written now; at least as many as tell how it goes on.
QString workersFrom(const GraphNode& node) {
    const boost::json::value* const workers = node.concurrency.if_contains("workers");
    const double now = workers && workers->is_number() ? workers->to_number<double>() : 1;
    return QStringLiteral("1..%1").arg(std::max(8, static_cast<int>(2 * std::min(now, 32.0))));
}

} // namespace

QString nodeTitle(const GraphDocument& document, const Registry& registry, const std::string& path) {
    QStringList titles;
    NodePath place = splitPath(path);
    place.body.push_back(place.node);
    BodyPath way;
    for (const std::string& id : place.body) {
        const GraphBody* const body = bodyAt(document, way);
        const GraphNode* const node = body ? body->findNode(id) : nullptr;
        titles << (node ? titleOf(*node, document, registry) : QString::fromStdString(id));
        way.push_back(id);
    }
    return titles.join(QStringLiteral(" / "));
}

QString wordsOf(const std::string& setting, const GraphDocument& document, const Registry& registry) {
    const QString name = QString::fromStdString(setting);
    for (const SettingChoice& choice : settingsOf(document, registry))
        if (choice.name == name) return choice.words;
    // Any parameter of a node may be varied.
    const std::size_t dot = setting.rfind('.');
    if (dot == std::string::npos || !nodeAt(document, setting.substr(0, dot))) return name;
    return QStringLiteral("%1: %2").arg(nodeTitle(document, registry, setting.substr(0, dot)),
                                        QString::fromStdString(setting.substr(dot + 1)));
}

std::vector<SettingChoice> settingsOf(const GraphDocument& document, const Registry& registry) {
    // What is asked most stands first.
    std::vector<SettingChoice> choices, rates, batches;
    for (const std::string& path : nodesOf(document, {})) {
        const GraphNode node = *nodeInRun(document, path);
        const NodeKind* const kind = registry.find(node.kind);
        if (!kind) continue;
        const QString id = QString::fromStdString(path), title = nodeTitle(document, registry, path);
        if (!kind->inputs.empty()) {
            choices.push_back({id + ".workers", Words::tr("%1: workers").arg(title), workersFrom(node)});
            batches.push_back({id + ".batch", Words::tr("%1: batch").arg(title), "1,4,16,64,256"});
        } else {
            rates.push_back({id + ".rate", Words::tr("%1: rate").arg(title),
                             around(node.params.if_contains("rate"), 1000)});
        }
    }
    choices.push_back({"cores", Words::tr("Cores of the machine"), "1,2,4,8,16"});
    choices.insert(choices.end(), rates.begin(), rates.end());
    choices.insert(choices.end(), batches.begin(), batches.end());
    for (const GraphEdge& edge : document.edges) {
        const std::string wire = wireInRun(document, {}, edge);
        if (wire.empty()) continue;
        choices.push_back({QString::fromStdString(wire) + ".capacity",
                           Words::tr("%1 → %2: capacity")
                               .arg(nodeTitle(document, registry, edge.from.node),
                                    nodeTitle(document, registry, edge.to.node)),
                           "16,64,256,1024,4096"});
    }
    for (const GraphParameter& parameter : document.parameters)
        if (parameter.defaultValue.is_number())
            choices.push_back({QString::fromStdString(parameter.name),
                               Words::tr("Parameter %1").arg(QString::fromStdString(parameter.name)),
                               around(&parameter.defaultValue, 1)});
    return choices;
}

} // namespace millrace::ui
