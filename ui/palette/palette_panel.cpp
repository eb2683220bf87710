// SPDX-License-Identifier: Apache-2.0
#include "ui/palette/palette_panel.h"

#include "ui/document/graph_session.h"
#include "ui/document/shown_body.h"
#include "ui/palette/kind_list.h"
#include "ui/palette/kind_search.h"
#include "ui/settings/search_field.h"
#include "ui/settings/theme.h"

#include <QKeyEvent>
#include <QListView>
#include <QVBoxLayout>
#include <algorithm>

namespace millrace::ui {

PalettePanel::PalettePanel(const GraphSession& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      search_(new SearchField(tr("Search nodes"), "/", this)),
      list_(new QListView(this)),
      model_(new KindListModel(this)) {
    setObjectName("palette");
    setProperty("role", "panel");
    setAttribute(Qt::WA_StyledBackground);
    search_->setObjectName("paletteSearch");
    list_->setObjectName("paletteList");
    list_->setAccessibleName(tr("Node kinds"));
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
        if (search_->text().trimmed().isEmpty()) return;
        if (const auto found = hits(); !found.empty())
            Q_EMIT kindChosen(QString::fromStdString(found.front()->name));
    });
    connect(&Theme::instance(), &Theme::changed, list_, [this] { list_->viewport()->update(); });
    connect(&session_, &GraphSession::edited, this, &PalettePanel::follow);
    connect(&session_, &GraphSession::documentReplaced, this, &PalettePanel::follow);
    connect(&ShownBody::of(session_), &ShownBody::changed, this, &PalettePanel::follow);
    instances_ = instanceKinds(session_);
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

std::vector<const NodeKind*> PalettePanel::hits() const {
    return searchKinds(kindsToOffer(instances_, session_.registry()), search_->text().trimmed(), {},
                       std::nullopt);
}

void PalettePanel::follow() {
    std::vector<NodeKindPtr> now = instanceKinds(session_);
    const auto same = [](const NodeKindPtr& a, const NodeKindPtr& b) {
        return a->name == b->name && a->title == b->title && a->summary == b->summary &&
               a->inputs == b->inputs && a->outputs == b->outputs;
    };
    // The list stays where it was scrolled to while nothing in it changes.
    if (std::equal(now.begin(), now.end(), instances_.begin(), instances_.end(), same)) return;
    instances_.swap(now);
    refresh();
}

void PalettePanel::refresh() {
    const QString query = search_->text().trimmed();
    const auto kinds = hits();
    if (query.isEmpty()) {
        model_->setGrouped(kinds);
    } else {
        model_->setKinds(kinds);
    }
}

} // namespace millrace::ui
