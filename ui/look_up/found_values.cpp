// SPDX-License-Identifier: Apache-2.0
#include "ui/look_up/found_values.h"

#include "ui/settings/text_painting.h"
#include "ui/settings/theme.h"

#include <QKeyEvent>
#include <QPainter>
#include <algorithm>

namespace millrace::ui {

namespace {

constexpr int kBox = 16;

QString textOf(const boost::json::value& value) {
    return value.is_string() ? QString::fromStdString(std::string(value.get_string())) : QString();
}

} // namespace

void FoundValues::setFound(std::vector<FoundValue> found, const ParameterSpec& spec,
                           const std::optional<boost::json::value>& now) {
    beginResetModel();
    rows_.clear();
    type_ = spec.type;
    several_ = spec.lookUp == ParameterSpec::LookUp::Several;
    for (FoundValue& value : found)
        rows_.push_back({QString::fromStdString(value.title), QString::fromStdString(value.about),
                         std::move(value.value)});
    if (now) takeOver(*now);
    filter_.clear();
    shown_.resize(rows_.size());
    for (std::size_t i = 0; i < rows_.size(); ++i)
        shown_[i] = i;
    endResetModel();
    Q_EMIT choiceChanged();
}

/// What the parameter says now. Parts that were not found (a pattern, a name of tomorrow) stand before all
/// others.
void FoundValues::takeOver(const boost::json::value& now) {
    const auto mark = [this](const boost::json::value& part) {
        const auto row =
            std::find_if(rows_.begin(), rows_.end(), [&](const Row& each) { return each.value == part; });
        if (row != rows_.end()) row->checked = row->present = true;
        return row != rows_.end();
    };
    if (!several_) {
        mark(now);
        return;
    }
    std::vector<Row> unknown;
    const auto take = [&](const boost::json::value& part) {
        if (!mark(part)) unknown.push_back({textOf(part), tr("not among what was found"), part, true, true});
    };
    if (now.is_string()) {
        const QStringList parts = textOf(now).split(',', Qt::SkipEmptyParts);
        for (const QString& part : parts)
            if (!part.trimmed().isEmpty()) take(boost::json::value(part.trimmed().toStdString()));
    } else if (now.is_array()) {
        for (const boost::json::value& part : now.get_array())
            take(part);
    }
    rows_.insert(rows_.begin(), unknown.begin(), unknown.end());
}

void FoundValues::setFilter(const QString& words) {
    beginResetModel();
    filter_ = words.trimmed();
    shown_.clear();
    for (std::size_t i = 0; i < rows_.size(); ++i)
        if (rows_[i].title.contains(filter_, Qt::CaseInsensitive)) shown_.push_back(i);
    endResetModel();
}

int FoundValues::chosen() const {
    return static_cast<int>(
        std::count_if(rows_.begin(), rows_.end(), [](const Row& row) { return row.checked; }));
}

void FoundValues::toggle(const QModelIndex& index) {
    if (!several_ || !index.isValid()) return;
    Row& row = rows_[shown_[static_cast<std::size_t>(index.row())]];
    row.checked = !row.checked;
    Q_EMIT dataChanged(index, index, {Qt::CheckStateRole});
    Q_EMIT choiceChanged();
}

QModelIndex FoundValues::present() const {
    for (std::size_t i = 0; i < shown_.size(); ++i)
        if (rows_[shown_[i]].present) return index(static_cast<int>(i), 0);
    return index(0, 0);
}

const boost::json::value& FoundValues::valueAt(const QModelIndex& index) const {
    return rows_[shown_[static_cast<std::size_t>(index.row())]].value;
}

std::optional<boost::json::value> FoundValues::together() const {
    QStringList texts;
    boost::json::array list;
    boost::json::object object;
    for (const Row& row : rows_) {
        if (!row.checked) continue;
        texts << textOf(row.value);
        list.push_back(row.value);
        if (const auto* members = row.value.if_object())
            for (const auto& member : *members)
                object[member.key()] = member.value();
    }
    if (list.empty()) return std::nullopt;
    if (type_ == ParameterType::Text)
        return boost::json::value(texts.join(QStringLiteral(", ")).toStdString());
    if (!object.empty()) return boost::json::value(std::move(object));
    return boost::json::value(std::move(list));
}

int FoundValues::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(shown_.size());
}

QVariant FoundValues::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const Row& row = rows_[shown_[static_cast<std::size_t>(index.row())]];
    switch (role) {
        case Qt::DisplayRole: return row.title;
        case Qt::ToolTipRole: return row.title + '\n' + row.about;
        case Qt::AccessibleDescriptionRole:
        case AboutRole: return row.about;
        case Qt::CheckStateRole:
            return several_ ? QVariant(row.checked ? Qt::Checked : Qt::Unchecked) : QVariant();
        default: return {};
    }
}

bool FoundValues::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (role != Qt::CheckStateRole || data(index, role) == value) return false;
    toggle(index);
    return true;
}

Qt::ItemFlags FoundValues::flags(const QModelIndex& index) const {
    const Qt::ItemFlags usual = QAbstractListModel::flags(index);
    return several_ ? usual | Qt::ItemIsUserCheckable : usual;
}

QSize FoundValueDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    return {100, kRowHeight};
}

void FoundValueDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                               const QModelIndex& index) const {
    const Theme& theme = Theme::instance();
    const Tokens& t = theme.tokens();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRectF row = option.rect;
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    if (selected || option.state.testFlag(QStyle::State_MouseOver)) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(selected ? mixed(t.raised, t.accent, 0.22) : t.raised);
        painter->drawRoundedRect(row.adjusted(0, 0.5, 0, -0.5), 6, 6);
    }
    double left = row.left() + 10;
    if (const QVariant state = index.data(Qt::CheckStateRole); state.isValid()) {
        const QRectF box(left + 0.5, row.center().y() - kBox / 2 + 0.5, kBox - 1, kBox - 1);
        const bool checked = state.toInt() == Qt::Checked;
        painter->setPen(QPen(checked ? t.accent : t.muted, 1));
        painter->setBrush(checked ? t.accent : t.raised);
        painter->drawRoundedRect(box, 4, 4);
        if (checked)
            painter->drawPixmap(
                box.topLeft() + QPointF(0.5, 0.5),
                theme.pixmap("check", t.onAccent, kBox - 2, painter->device()->devicePixelRatioF()));
        left += kBox + 10;
    }
    const double width = row.right() - left - 8;
    painter->setPen(t.text);
    drawElided(*painter, QPointF(left, row.top() + 17), width, theme.font(TextRole::Body),
               index.data().toString());
    painter->setPen(t.muted);
    drawElided(*painter, QPointF(left, row.top() + 32), width, theme.font(TextRole::Secondary),
               index.data(FoundValues::AboutRole).toString());
    painter->restore();
}

bool FoundValueDelegate::editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem&,
                                     const QModelIndex& index) {
    const bool space =
        event->type() == QEvent::KeyPress && dynamic_cast<QKeyEvent*>(event)->key() == Qt::Key_Space;
    const QVariant state = index.data(Qt::CheckStateRole);
    if (!space || !state.isValid()) return false;
    return model->setData(index, state.toInt() == Qt::Checked ? Qt::Unchecked : Qt::Checked,
                          Qt::CheckStateRole);
}

} // namespace millrace::ui
