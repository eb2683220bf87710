// SPDX-License-Identifier: Apache-2.0
#include "ui/palette/quick_add.h"

#include "ui/document/graph_session.h"
#include "ui/palette/kind_list.h"
#include "ui/palette/kind_search.h"
#include "ui/settings/search_field.h"
#include "ui/settings/theme.h"

#include <QLabel>
#include <QListView>
#include <QScreen>
#include <QVBoxLayout>
#include <algorithm>

namespace millrace::ui {
namespace {

constexpr int kWidth = 320, kVisibleRows = 7, kRowHeight = 40;

} // namespace

QuickAdd::QuickAdd(const GraphSession& session, QWidget* parent)
    : PopupFrame(parent),
      session_(session),
      search_(new SearchField(tr("Add a node"), {}, this)),
      list_(new QListView(this)),
      hint_(new QLabel(this)),
      model_(new KindListModel(this)) {
    setObjectName("quickAdd");
    search_->setObjectName("quickAddSearch");
    list_->setObjectName("quickAddList");
    list_->setModel(model_);
    list_->setItemDelegate(new KindDelegate(true, list_));
    list_->setMouseTracking(true);
    list_->setFocusPolicy(Qt::NoFocus);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    hint_->setProperty("role", "secondary");
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(6);
    layout->addWidget(search_);
    layout->addWidget(list_);
    layout->addWidget(hint_);
    setFixedWidth(kWidth);
    search_->driveList(list_);
    connect(search_, &SearchField::accepted, this, &QuickAdd::accept);
    connect(search_, &SearchField::dismissed, this, &QuickAdd::hide);
    connect(search_, &QLineEdit::textChanged, this, &QuickAdd::refresh);
    connect(list_->selectionModel(), &QItemSelectionModel::currentChanged, this, &QuickAdd::offer);
    connect(list_, &QListView::clicked, this, [this](const QModelIndex& index) {
        list_->setCurrentIndex(index);
        accept();
    });
}

void QuickAdd::open(QPoint globalPosition, QPointF scenePosition, const std::optional<OpenWire>& wire) {
    scenePosition_ = scenePosition;
    wire_ = wire;
    search_->clear();
    std::vector<NodeKindPtr> instances = instanceKinds(session_);
    instances_.swap(instances); // what the list shows lives until it shows others
    refresh();
    hint_->setText(
        wire ? (wire->fromOutput
                    ? tr("Kinds that take what leaves %1").arg(QString::fromStdString(wire->port.text()))
                    : tr("Kinds that can feed %1").arg(QString::fromStdString(wire->port.text())))
             : tr("Enter places it here · Esc closes"));
    adjustSize();
    QPoint place = globalPosition + QPoint(4, 4);
    if (const QScreen* screen = parentWidget()->screen()) {
        const QRect room = screen->availableGeometry();
        place.setX(
            std::clamp(place.x(), room.left() + 4, std::max(room.left() + 4, room.right() - width() - 4)));
        place.setY(
            std::clamp(place.y(), room.top() + 4, std::max(room.top() + 4, room.bottom() - height() - 4)));
    }
    move(place);
    show();
    search_->setFocus();
    offer();
}

QLineEdit* QuickAdd::searchField() const { return search_; }

void QuickAdd::refresh() {
    const auto kinds = searchKinds(kindsToOffer(instances_, session_.registry()), search_->text().trimmed(),
                                   recentKinds(), wire_);
    model_->setKinds(kinds);
    list_->setCurrentIndex(model_->index(0, 0));
    list_->setFixedHeight(std::clamp(static_cast<int>(kinds.size()), 1, kVisibleRows) * kRowHeight + 2);
    adjustSize();
}

void QuickAdd::offer() {
    const NodeKind* kind = isVisible() && !wire_ ? model_->kindAt(list_->currentIndex()) : nullptr;
    Q_EMIT offered(kind, scenePosition_);
}

void QuickAdd::hideEvent(QHideEvent* event) {
    PopupFrame::hideEvent(event);
    Q_EMIT offered(nullptr, scenePosition_);
}

void QuickAdd::accept() {
    const NodeKind* kind = model_->kindAt(list_->currentIndex());
    if (!kind) return;
    const QString name = QString::fromStdString(kind->name);
    if (!isInstanceKind(*kind)) rememberKind(name); // those are of this document only
    hide();
    Q_EMIT chosen(name, scenePosition_, wire_);
}

} // namespace millrace::ui
