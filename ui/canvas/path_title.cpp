// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/path_title.h"

#include "engine/graph/node_path.h"
#include "ui/canvas/instance_face.h"

#include <QStringList>

namespace millrace::ui {

QString titleOfPath(std::string_view text, const GraphDocument& document, const Registry& registry) {
    const NodePath path = splitPath(text);
    QStringList titles;
    BodyPath at;
    for (std::size_t i = 0; i <= path.body.size(); ++i) {
        const std::string& id = i < path.body.size() ? path.body[i] : path.node;
        const GraphNode* node = nodeAt(document, joinPath(at, id));
        titles << (node != nullptr ? titleOf(*node, document, registry) : QString::fromStdString(id));
        at.push_back(id);
    }
    return titles.join(QStringLiteral(" / "));
}

} // namespace millrace::ui
