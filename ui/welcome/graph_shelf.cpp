// SPDX-License-Identifier: Apache-2.0
#include "ui/welcome/graph_shelf.h"

#include "engine/graph/graph_json.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>

namespace millrace::ui {

namespace {
constexpr int kGistLength = 124; ///< what a card has room for
}

QString ShelvedGraph::gist() const {
    static const QRegularExpression kMarks("[*_`]|\\[|\\]\\([^)]*\\)");
    QString text = QString::fromStdString(document.notes).section('\n', 0, 0);
    text.remove(kMarks);
    const auto end = text.indexOf(". ");
    if (end > 0) text = text.left(end + 1);
    if (text.size() <= kGistLength) return text;
    return text.left(text.lastIndexOf(' ', kGistLength)) + QStringLiteral("…");
}

std::optional<ShelvedGraph> readShelved(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return std::nullopt;
    Result<GraphFile> parsed = parseGraph(file.readAll().toStdString(), path.toStdString());
    if (parsed.has_error()) return std::nullopt;
    ShelvedGraph graph;
    graph.path = path;
    graph.document = std::move(parsed.value().document);
    graph.title = graph.document.name.empty() ? QFileInfo(path).completeBaseName()
                                              : QString::fromStdString(graph.document.name);
    return graph;
}

std::vector<ShelvedGraph> readShelf(const QString& folder) {
    std::vector<ShelvedGraph> shelf;
    if (folder.isEmpty()) return shelf;
    for (const QFileInfo& file : QDir(folder).entryInfoList({"*.mill"}, QDir::Files, QDir::Name)) {
        if (auto graph = readShelved(file.absoluteFilePath())) shelf.push_back(std::move(*graph));
    }
    return shelf;
}

} // namespace millrace::ui
