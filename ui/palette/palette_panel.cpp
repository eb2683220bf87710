// SPDX-License-Identifier: Apache-2.0
#include "ui/palette/palette_panel.h"

#include "ui/palette/kind_list.h"
#include "ui/palette/kind_search.h"
#include "ui/settings/search_field.h"
#include "ui/settings/theme.h"

#include <QKeyEvent>
#include <QListView>
#include <QVBoxLayout>

namespace millrace::ui {

PalettePanel::PalettePanel(const Registry& registry, QWidget* parent)
    : QWidget(parent),
      registry_(registry),
      search_(new SearchField(tr("Search nodes"), "/", this)),
      list_(new QListView(this)),
      model_(new KindListModel(this)) {
    setObjectName("palette");
    setProperty("role", "panel");
    setAttribute(Qt::WA_StyledBackground);
    search_->setObjectName("paletteSearch");
    list_->setObjectName("paletteList");
    list_->setModel(model_);
    list_->setItemDelegate(new KindDelegate(false, list_));
    list_->setMouseTracking(true);
    list_->setDragEnabled(true);
    list_->setDragDropMode(QAbstractItemView::DragOnly);
    list_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 10, 8, 0);
    layout->setSpacing(6);
    layout->addWidget(search_);
    layout->addWidget(list_, 1);
    search_->installEventFilter(this);
    connect(search_, &QLineEdit::textChanged, this, &PalettePanel::refresh);
    const auto choose = [this](const QModelIndex& index) {
        if (const NodeKind* kind = model_->kindAt(index))
            Q_EMIT kindChosen(QString::fromStdString(kind->name));
    };
    connect(list_, &QListView::doubleClicked, this, choose);
    connect(search_, &QLineEdit::returnPressed, this, [this, choose] {
        const auto hits = searchKinds(registry_, search_->text().trimmed(), {}, std::nullopt);
        if (!hits.empty() && !search_->text().trimmed().isEmpty())
            Q_EMIT kindChosen(QString::fromStdString(hits.front()->name));
    });
    connect(&Theme::instance(), &Theme::changed, list_, [this] { list_->viewport()->update(); });
    refresh();
}

void PalettePanel::focusSearch() {
    search_->setFocus(Qt::ShortcutFocusReason);
    search_->selectAll();
}

bool PalettePanel::eventFilter(QObject* watched, QEvent* event) {
    if (watched == search_ && event->type() == QEvent::KeyPress) {
        const auto* key = dynamic_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Escape && !search_->text().isEmpty()) {
            search_->clear();
            return true;
        }
        if (key->key() == Qt::Key_Down) {
            list_->setFocus();
            list_->setCurrentIndex(model_->index(1, 0));
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void PalettePanel::refresh() {
    const QString query = search_->text().trimmed();
    const auto kinds = searchKinds(registry_, query, {}, std::nullopt);
    if (query.isEmpty()) {
        model_->setGrouped(kinds);
    } else {
        model_->setKinds(kinds);
    }
}

} // namespace millrace::ui
