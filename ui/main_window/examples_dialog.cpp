// SPDX-License-Identifier: Apache-2.0
#include "ui/main_window/examples_dialog.h"

#include "engine/graph/graph_json.h"
#include "ui/main_window/graph_preview.h"
#include "ui/settings/theme.h"

#include <QDialogButtonBox>
#include <QDir>
#include <QFile>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace millrace::ui {
namespace {

std::optional<GraphDocument> readGraph(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return std::nullopt;
    Result<GraphFile> parsed = parseGraph(file.readAll().toStdString(), path.toStdString());
    if (parsed.has_error()) return std::nullopt;
    return std::move(parsed.value().document);
}

} // namespace

ExamplesDialog::ExamplesDialog(const QString& folder, const Registry& registry, QWidget* parent)
    : QDialog(parent),
      list_(new QListWidget(this)),
      title_(new QLabel(this)),
      notes_(new QTextBrowser(this)),
      preview_(new GraphPreview(registry, this)) {
    setObjectName("examplesDialog");
    setWindowTitle(tr("Examples"));
    resize(760, 520);
    list_->setObjectName("examplesList");
    list_->setFixedWidth(200);
    list_->setSpacing(2);
    title_->setProperty("role", "heading");
    notes_->setOpenExternalLinks(true);
    notes_->document()->setDefaultFont(Theme::instance().font(TextRole::Body));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Open | QDialogButtonBox::Cancel, this);
    buttons->button(QDialogButtonBox::Open)->setText(tr("Open a copy"));
    buttons->button(QDialogButtonBox::Open)->setProperty("role", "primary");
    buttons->button(QDialogButtonBox::Open)->setIcon({});
    buttons->button(QDialogButtonBox::Cancel)->setIcon({});
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
    const QFileInfoList files = QDir(folder).entryInfoList({"*.mill"}, QDir::Files, QDir::Name);
    for (const QFileInfo& file : files) {
        const auto document = readGraph(file.absoluteFilePath());
        auto* item =
            new QListWidgetItem(document && !document->name.empty() ? QString::fromStdString(document->name)
                                                                    : file.completeBaseName(),
                                list_);
        item->setData(Qt::UserRole, file.absoluteFilePath());
        item->setSizeHint({0, 30});
    }
    connect(list_, &QListWidget::currentRowChanged, this, &ExamplesDialog::showExample);
    connect(list_, &QListWidget::itemDoubleClicked, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    buttons->button(QDialogButtonBox::Open)->setEnabled(list_->count() > 0);
    if (list_->count() == 0) title_->setText(tr("No examples are installed."));
    list_->setCurrentRow(0);
}

QString ExamplesDialog::chosenPath() const {
    const QListWidgetItem* item = list_->currentItem();
    return item ? item->data(Qt::UserRole).toString() : QString();
}

void ExamplesDialog::showExample() {
    const auto document = readGraph(chosenPath());
    if (!document) return;
    title_->setText(list_->currentItem()->text());
    notes_->setMarkdown(QString::fromStdString(document->notes));
    preview_->setDocument(*document);
}

} // namespace millrace::ui
