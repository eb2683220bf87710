// SPDX-License-Identifier: Apache-2.0
#include "ui/main_window/examples_dialog.h"

#include "ui/main_window/graph_preview.h"
#include "ui/settings/theme.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace millrace::ui {

ExamplesDialog::ExamplesDialog(const QString& folder, const Registry& registry, QWidget* parent,
                               Purpose purpose)
    : QDialog(parent),
      shelf_(readShelf(folder)),
      list_(new QListWidget(this)),
      title_(new QLabel(this)),
      notes_(new QTextBrowser(this)),
      preview_(new GraphPreview(registry, this)) {
    const bool templates = purpose == Purpose::NewFromTemplate;
    setObjectName(templates ? "templatesDialog" : "examplesDialog");
    setWindowTitle(templates ? tr("New from template") : tr("Examples"));
    resize(760, 520);
    list_->setObjectName(templates ? "templatesList" : "examplesList");
    list_->setAccessibleName(windowTitle());
    list_->setFixedWidth(200);
    list_->setSpacing(2);
    title_->setProperty("role", "heading");
    notes_->setOpenExternalLinks(true);
    notes_->setAccessibleName(tr("Notes of the graph"));
    notes_->document()->setDefaultFont(Theme::instance().font(TextRole::Body));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Open | QDialogButtonBox::Cancel, this);
    QPushButton *open = buttons->button(QDialogButtonBox::Open),
                *cancel = buttons->button(QDialogButtonBox::Cancel);
    open->setObjectName("openChosen");
    open->setText(templates ? tr("Start with it") : tr("Open a copy"));
    open->setProperty("role", "primary");
    open->setIcon({});
    cancel->setText(tr("Cancel"));
    cancel->setIcon({});
    auto* right = new QVBoxLayout;
    right->setSpacing(10);
    right->addWidget(title_);
    right->addWidget(preview_);
    right->addWidget(notes_, 1);
    right->addWidget(buttons);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 14, 16, 14);
    layout->setSpacing(16);
    layout->addWidget(list_);
    layout->addLayout(right, 1);
    for (const ShelvedGraph& graph : shelf_) {
        auto* item = new QListWidgetItem(graph.title, list_);
        item->setToolTip(graph.gist());
        item->setSizeHint({0, 30});
    }
    connect(list_, &QListWidget::currentRowChanged, this, &ExamplesDialog::showExample);
    connect(list_, &QListWidget::itemDoubleClicked, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    open->setEnabled(!shelf_.empty());
    if (shelf_.empty()) title_->setText(tr("No examples are installed."));
    list_->setCurrentRow(0);
}

const ShelvedGraph* ExamplesDialog::chosen() const {
    const int row = list_->currentRow();
    return row >= 0 && row < static_cast<int>(shelf_.size()) ? &shelf_[static_cast<std::size_t>(row)]
                                                             : nullptr;
}

QString ExamplesDialog::chosenPath() const { return chosen() ? chosen()->path : QString(); }

void ExamplesDialog::showExample() {
    const ShelvedGraph* graph = chosen();
    if (!graph) return;
    title_->setText(graph->title);
    notes_->setMarkdown(QString::fromStdString(graph->document.notes));
    preview_->setDocument(graph->document);
}

} // namespace millrace::ui
