// SPDX-License-Identifier: Apache-2.0
#include "ui/experiment/varied_settings.h"

#include "ui/canvas/instance_face.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

namespace millrace::ui {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(VariedSettings)
};

QString nodeTitle(const GraphDocument& document, const Registry& registry, const std::string& id) {
    const GraphNode* const node = document.findNode(id);
    return node ? titleOf(*node, document, registry) : QString::fromStdString(id);
}

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

/// Workers of the node as it is written now; at least as many as tell how it goes on.
QString workersFrom(const GraphNode& node) {
    const boost::json::value* const workers = node.concurrency.if_contains("workers");
    const double now = workers && workers->is_number() ? workers->to_number<double>() : 1;
    return QStringLiteral("1..%1").arg(std::max(8, static_cast<int>(2 * std::min(now, 32.0))));
}

} // namespace

std::vector<SettingChoice> settingsOf(const GraphDocument& document, const Registry& registry) {
    // What is asked most stands first.
    std::vector<SettingChoice> choices, rates, batches;
    for (const GraphNode& node : document.nodes) {
        const NodeKind* const kind = registry.find(node.kind);
        if (!kind) continue;
        const QString id = QString::fromStdString(node.id), title = titleOf(node, document, registry);
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
    for (const GraphEdge& edge : document.edges)
        choices.push_back({QString::fromStdString(edge.id()) + ".capacity",
                           Words::tr("%1 → %2: capacity")
                               .arg(nodeTitle(document, registry, edge.from.node),
                                    nodeTitle(document, registry, edge.to.node)),
                           "16,64,256,1024,4096"});
    for (const GraphParameter& parameter : document.parameters)
        if (parameter.defaultValue.is_number())
            choices.push_back({QString::fromStdString(parameter.name),
                               Words::tr("Parameter %1").arg(QString::fromStdString(parameter.name)),
                               around(&parameter.defaultValue, 1)});
    return choices;
}

} // namespace millrace::ui
