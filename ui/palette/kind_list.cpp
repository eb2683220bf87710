// SPDX-License-Identifier: Apache-2.0
#include "ui/palette/kind_list.h"

#include "ui/canvas/canvas_view.h"
#include "ui/document/instance_kind.h"
#include "ui/settings/kind_words.h"
#include "ui/settings/text_painting.h"
#include "ui/settings/theme.h"

#include <QMimeData>
#include <QPainter>
#include <cmath>

namespace millrace::ui {

QString categoryHead(Category category) {
    switch (category) {
        case Category::Source: return QObject::tr("Sources");
        case Category::Stage: return QObject::tr("Stages");
        case Category::Concurrency: return QObject::tr("Concurrency");
        case Category::Sink: return QObject::tr("Sinks");
    }
    return {};
}

void KindListModel::reset(std::vector<Row> rows) {
    beginResetModel();
    rows_ = std::move(rows);
    endResetModel();
}

void KindListModel::setKinds(const std::vector<const NodeKind*>& kinds) {
    std::vector<Row> rows;
    for (const NodeKind* kind : kinds) {
        rows.push_back({kind, {}});
    }
    reset(std::move(rows));
}

void KindListModel::setGrouped(const std::vector<const NodeKind*>& kinds) {
    std::vector<Row> rows;
    for (const NodeKind* kind : kinds) {
        if (!isInstanceKind(*kind)) continue;
        if (rows.empty()) rows.push_back({nullptr, tr("Subgraphs")});
        rows.push_back({kind, titleAmongSubgraphs(*kind)});
    }
    for (const Category category :
         {Category::Source, Category::Stage, Category::Concurrency, Category::Sink}) {
        bool headed = false;
        for (const NodeKind* kind : kinds) {
            if (kind->category != category || isInstanceKind(*kind)) continue;
            if (!headed) rows.push_back({nullptr, categoryHead(category)});
            headed = true;
            rows.push_back({kind, {}});
        }
    }
    reset(std::move(rows));
}

const NodeKind* KindListModel::kindAt(const QModelIndex& index) const {
    return index.isValid() ? rows_[static_cast<std::size_t>(index.row())].kind : nullptr;
}

int KindListModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

QVariant KindListModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const Row& row = rows_[static_cast<std::size_t>(index.row())];
    if (!row.kind) {
        if (role == HeadRole || role == Qt::DisplayRole) return row.head;
        return {};
    }
    if (role == Qt::DisplayRole && !row.head.isEmpty()) return row.head;
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole) return kindTitle(*row.kind);
    if (role == Qt::ToolTipRole) return kindSummary(*row.kind);
    if (role == KindRole) return QString::fromStdString(row.kind->name);
    return {};
}

Qt::ItemFlags KindListModel::flags(const QModelIndex& index) const {
    if (!kindAt(index)) return Qt::NoItemFlags;
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDragEnabled;
}

QMimeData* KindListModel::mimeData(const QModelIndexList& indexes) const {
    if (indexes.isEmpty()) return nullptr;
    const NodeKind* kind = kindAt(indexes.front());
    if (!kind) return nullptr;
    auto* mime = new QMimeData;
    mime->setData(kKindMimeType, QByteArray::fromStdString(kind->name));
    mime->setText(kindTitle(*kind));
    return mime;
}

QStringList KindListModel::mimeTypes() const { return {kKindMimeType}; }

QSize KindDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const {
    const bool head = index.data(KindListModel::HeadRole).isValid();
    if (head) return {100, index.row() == 0 ? 26 : 32};
    return {100, summaries_ ? 40 : 26};
}

void KindDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                         const QModelIndex& index) const {
    const Theme& theme = Theme::instance();
    const Tokens& t = theme.tokens();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRectF row = option.rect;
    const NodeKind* kind = dynamic_cast<const KindListModel*>(index.model())->kindAt(index);
    if (!kind) {
        painter->setPen(t.muted);
        painter->setFont(theme.font(TextRole::Caps));
        painter->drawText(row.adjusted(8, 0, -4, -5), Qt::AlignLeft | Qt::AlignBottom,
                          index.data().toString());
        painter->restore();
        return;
    }
    const bool selected = option.state.testFlag(QStyle::State_Selected),
               hovered = option.state.testFlag(QStyle::State_MouseOver);
    if (selected || hovered) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(selected && summaries_ ? mixed(t.raised, t.accent, 0.22) : t.raised);
        painter->drawRoundedRect(row.adjusted(0, 0.5, 0, -0.5), 6, 6);
    }
    painter->setPen(Qt::NoPen);
    painter->setBrush(theme.category(kind->category));
    const QString title = index.data().toString();
    if (summaries_) {
        const QRectF spot(row.left() + 8, row.center().y() - 11, 22, 22);
        painter->drawRoundedRect(spot, 6, 6);
        const qreal ratio = painter->device()->devicePixelRatioF();
        const QString icon = QString::fromStdString(kind->icon.empty() ? kind->name : kind->icon);
        painter->drawPixmap(QPointF(spot.left() + 3.5, spot.top() + 3.5),
                            theme.pixmap(icon, t.onSpot, 15, ratio));
        painter->setPen(t.text);
        drawElided(*painter, QPointF(row.left() + 40, row.top() + 17), row.width() - 48,
                   theme.font(TextRole::Body), title);
        painter->setPen(t.muted);
        drawElided(*painter, QPointF(row.left() + 40, row.top() + 32), row.width() - 48,
                   theme.font(TextRole::Secondary), kindSummary(*kind));
    } else {
        painter->drawRoundedRect(QRectF(row.left() + 8, row.center().y() - 4, 8, 8), 2.5, 2.5);
        painter->setPen(t.text);
        drawElided(*painter, QPointF(row.left() + 26, std::round(row.center().y() + 4.5)), row.width() - 32,
                   theme.font(TextRole::Body), title);
    }
    painter->restore();
}

} // namespace millrace::ui
