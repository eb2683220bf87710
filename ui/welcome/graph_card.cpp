// SPDX-License-Identifier: Apache-2.0
#include "ui/welcome/graph_card.h"

#include "ui/main_window/graph_preview.h"

#include <QLabel>
#include <QVBoxLayout>

namespace millrace::ui {
namespace {

constexpr int kWidth = 220, kNarrowest = 150, kHeight = 206, kPicture = 104;

} // namespace

GraphCard::GraphCard(const ShelvedGraph& graph, const Registry& registry, QWidget* parent)
    : QPushButton(parent) {
    setProperty("role", "card");
    setAccessibleName(graph.title);
    setAccessibleDescription(graph.gist());
    setToolTip(graph.gist());
    setCursor(Qt::PointingHandCursor);
    setAutoDefault(true); // Enter presses it
    auto* picture = new GraphPreview(registry, this);
    picture->setDocument(graph.document);
    picture->setFixedHeight(kPicture);
    auto* title = new QLabel(graph.title, this);
    title->setProperty("role", "strong");
    title->setWordWrap(true);
    auto* gist = new QLabel(graph.gist(), this);
    gist->setProperty("role", "secondary");
    gist->setWordWrap(true);
    gist->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    for (QWidget* part :
         {static_cast<QWidget*>(picture), static_cast<QWidget*>(title), static_cast<QWidget*>(gist)})
        part->setAttribute(Qt::WA_TransparentForMouseEvents);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(5);
    layout->addWidget(picture);
    layout->addWidget(title);
    layout->addWidget(gist, 1);
    setFixedHeight(kHeight);
    setMinimumWidth(kNarrowest);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize GraphCard::sizeHint() const { return {kWidth, kHeight}; }

} // namespace millrace::ui
