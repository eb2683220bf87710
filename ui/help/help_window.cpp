// SPDX-License-Identifier: Apache-2.0
#include "ui/help/help_window.h"

#include "ui/help/kind_example.h"
#include "ui/inspector/kind_help.h"
#include "ui/inspector/spot_label.h"
#include "ui/palette/kind_list.h"
#include "ui/palette/kind_search.h"
#include "ui/settings/kind_words.h"
#include "ui/settings/search_field.h"
#include "ui/settings/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QTextBrowser>
#include <QVBoxLayout>
#include <algorithm>

namespace millrace::ui {
namespace {

constexpr int kListWidth = 230;

bool speaksOf(const std::vector<ParameterSpec>& specs, const QString& word) {
    return std::any_of(specs.begin(), specs.end(), [&word](const ParameterSpec& spec) {
        return QString::fromStdString(spec.name).contains(word, Qt::CaseInsensitive) ||
               QString::fromStdString(spec.help).contains(word, Qt::CaseInsensitive) ||
               speaksOf(spec.fields, word);
    });
}

bool speaksOf(const NodeKind& kind, const QString& word) {
    return QString::fromStdString(kind.help).contains(word, Qt::CaseInsensitive) ||
           QString::fromStdString(kind.summary).contains(word, Qt::CaseInsensitive) ||
           kindTitle(kind).contains(word, Qt::CaseInsensitive) || speaksOf(kind.params, word);
}

} // namespace

std::vector<const NodeKind*> HelpWindow::search(const Registry& registry, const QString& words) {
    std::vector<const NodeKind*> hits = searchKinds(registry, words, {}, std::nullopt);
    const QStringList each = words.split(' ', Qt::SkipEmptyParts);
    if (each.isEmpty()) return hits;
    for (const auto& kind : registry.kinds()) {
        const bool there = std::find(hits.begin(), hits.end(), kind.get()) != hits.end();
        const bool speaks = std::all_of(each.begin(), each.end(),
                                        [&kind](const QString& word) { return speaksOf(*kind, word); });
        if (!there && speaks) hits.push_back(kind.get());
    }
    return hits;
}

HelpWindow::HelpWindow(const Registry& registry, QWidget* parent)
    : QDialog(parent),
      registry_(registry),
      search_(new SearchField(tr("Search the help"), {}, this)),
      list_(new QListView(this)),
      model_(new KindListModel(this)),
      spot_(new SpotLabel(this, 32)),
      title_(new QLabel(this)),
      name_(new QLabel(this)),
      text_(new QTextBrowser(this)),
      paste_(new QPushButton(tr("Put the example onto the canvas"), this)),
      copy_(new QPushButton(tr("Copy the example"), this)) {
    setObjectName("helpWindow");
    setWindowTitle(tr("Help"));
    setWindowFlag(Qt::WindowMaximizeButtonHint);
    resize(900, 640);
    search_->setObjectName("helpSearch");
    list_->setObjectName("helpList");
    list_->setAccessibleName(tr("Node kinds"));
    list_->setModel(model_);
    list_->setItemDelegate(new KindDelegate(false, list_));
    list_->setMouseTracking(true);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    title_->setProperty("role", "heading");
    name_->setProperty("role", "muted");
    text_->setObjectName("helpText");
    text_->setAccessibleName(tr("Help of the chosen node kind"));
    text_->setOpenExternalLinks(true);
    paste_->setObjectName("helpPaste");
    paste_->setProperty("role", "primary");
    copy_->setObjectName("helpCopy");
    for (QPushButton* button : {paste_, copy_})
        button->setAutoDefault(false);
    auto* left = new QVBoxLayout;
    left->setSpacing(6);
    left->addWidget(search_);
    left->addWidget(list_, 1);
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(title_);
    words->addWidget(name_);
    auto* head = new QHBoxLayout;
    head->setSpacing(12);
    head->addWidget(spot_, 0, Qt::AlignTop);
    head->addLayout(words, 1);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(paste_);
    buttons->addWidget(copy_);
    buttons->addStretch(1);
    auto* right = new QVBoxLayout;
    right->setSpacing(10);
    right->addLayout(head);
    right->addWidget(text_, 1);
    right->addLayout(buttons);
    auto* host = new QWidget(this);
    host->setLayout(left);
    left->setContentsMargins(0, 0, 0, 0);
    host->setFixedWidth(kListWidth);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 12, 18, 14);
    layout->setSpacing(18);
    layout->addWidget(host);
    layout->addLayout(right, 1);

    search_->driveList(list_);
    connect(search_, &QLineEdit::textChanged, this, &HelpWindow::refresh);
    connect(search_, &SearchField::dismissed, this, &QDialog::close);
    connect(search_, &SearchField::accepted, text_, [this] { text_->setFocus(); });
    connect(list_->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& index) { showKind(model_->kindAt(index)); });
    connect(paste_, &QPushButton::clicked, this, [this] {
        if (shown_) Q_EMIT exampleRequested(QString::fromStdString(shown_->name));
    });
    connect(copy_, &QPushButton::clicked, this, [this] {
        if (shown_) QGuiApplication::clipboard()->setText(QString::fromStdString(kindExampleText(*shown_)));
    });
    connect(&Theme::instance(), &Theme::changed, this, [this] { showKind(shown_); });
    refresh();
}

void HelpWindow::openAt(const std::string& kind) {
    if (const NodeKind* found = registry_.find(kind)) {
        shown_ = found;
        search_->clear();
        refresh();
    }
    show();
    raise();
    activateWindow();
    search_->setFocus();
}

void HelpWindow::refresh() {
    const QString words = search_->text().trimmed();
    const NodeKind* before = shown_;
    const auto kinds = search(registry_, words);
    if (words.isEmpty())
        model_->setGrouped(kinds);
    else
        model_->setKinds(kinds);
    QModelIndex chosen;
    for (int row = 0; row < model_->rowCount(); ++row) {
        const QModelIndex index = model_->index(row, 0);
        const NodeKind* kind = model_->kindAt(index);
        if (!kind) continue;
        if (!chosen.isValid() || (words.isEmpty() && kind == before)) chosen = index;
    }
    list_->setCurrentIndex(chosen);
    list_->scrollTo(chosen);
    if (chosen.isValid()) showKind(model_->kindAt(chosen));
}

void HelpWindow::showKind(const NodeKind* kind) {
    if (!kind) return;
    shown_ = kind;
    spot_->setKind(kind);
    title_->setText(kindTitle(*kind));
    name_->setText(QString::fromStdString(kind->name));
    showKindHelp(*text_, kind);
    paste_->setEnabled(!kind->example.empty());
    copy_->setEnabled(!kind->example.empty());
}

} // namespace millrace::ui
