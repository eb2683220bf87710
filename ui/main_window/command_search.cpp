// SPDX-License-Identifier: Apache-2.0
#include "ui/main_window/command_search.h"

#include "ui/canvas/canvas_scene.h"
#include "ui/document/graph_session.h"
#include "ui/main_window/command_delegate.h"
#include "ui/palette/kind_search.h"
#include "ui/settings/search_field.h"
#include "ui/settings/shortcuts.h"
#include "ui/settings/theme.h"

#include <QListWidget>
#include <QPointer>
#include <QScrollBar>
#include <QSettings>
#include <QVBoxLayout>
#include <algorithm>

namespace millrace::ui {
namespace {

constexpr int kActionRole = Qt::UserRole, kNodeRole = Qt::UserRole + 1;
constexpr int kVisibleRows = 11, kRecentKept = 8;
constexpr int kWidth = 500, kTop = 60;
constexpr int kAtEdges = 24; ///< of the window, that stay free beside the box
constexpr const char* kRecentKey = "recentCommands";

struct Hit {
    int score = 0;
    QString text, right;
    QIcon icon;
    QAction* action = nullptr;
    QString node;
    bool keys = false;
};

void remember(const QString& command) {
    QStringList list = CommandSearch::recentCommands();
    list.removeAll(command);
    list.prepend(command);
    QSettings().setValue(kRecentKey, list.mid(0, kRecentKept));
}

} // namespace

QStringList CommandSearch::recentCommands() { return QSettings().value(kRecentKey).toStringList(); }

CommandSearch::CommandSearch(CanvasScene& canvas, const Shortcuts& shortcuts, QWidget* parent)
    : PopupFrame(parent),
      canvas_(canvas),
      shortcuts_(shortcuts),
      search_(new SearchField(tr("Find a node or run a command"), {}, this)),
      list_(new QListWidget(this)) {
    setObjectName("commandSearchBox");
    setAccessibleName(tr("Commands"));
    search_->setObjectName("commandSearchField");
    list_->setObjectName("commandList");
    list_->setAccessibleName(tr("Commands and nodes"));
    list_->setFocusPolicy(Qt::NoFocus);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->setItemDelegate(new CommandDelegate(list_));
    list_->setMouseTracking(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(6);
    layout->addWidget(search_);
    layout->addWidget(list_);
    setFixedWidth(kWidth);
    search_->driveList(list_);
    connect(search_, &SearchField::accepted, this, &CommandSearch::accept);
    connect(search_, &SearchField::dismissed, this, &CommandSearch::hide);
    connect(search_, &QLineEdit::textChanged, this, &CommandSearch::refresh);
    connect(list_, &QListWidget::itemClicked, this, [this](QListWidgetItem* item) {
        list_->setCurrentItem(item);
        accept();
    });
}

void CommandSearch::open(QWidget* above) {
    above_ = above;
    setFixedWidth(kWidth);
    search_->clear();
    refresh();
    show();
    search_->setFocus();
}

void CommandSearch::refresh() {
    const QString query = search_->text().trimmed();
    const QStringList recent = recentCommands();
    std::vector<Hit> hits;
    for (QAction* action : shortcuts_.commands()) {
        if (!action->isEnabled() || action->objectName() == "actionSearch") continue;
        const QString text = Shortcuts::nameOf(*action);
        const auto score = fuzzyScore(query, text);
        if (!score) continue;
        const auto place = recent.indexOf(action->objectName());
        const int bonus = place < 0 ? 0 : query.isEmpty() ? 100 - static_cast<int>(place) : 5;
        const QString named = action->data().toString();
        const QIcon icon =
            action->icon().isNull() && !named.isEmpty() ? Theme::instance().icon(named) : action->icon();
        hits.push_back(
            {*score + bonus, text, Shortcuts::textOf(action->shortcuts()), icon, action, {}, true});
    }
    if (!query.isEmpty()) {
        for (const NodeItem* item : canvas_.nodes()) {
            const NodeFace& face = item->face();
            std::optional<int> best = fuzzyScore(query, face.title);
            for (const QString& other : {face.id, face.kindText}) {
                const auto score = fuzzyScore(query, other);
                if (score && (!best || *score > *best)) best = score;
            }
            if (!best) continue;
            const Theme& theme = Theme::instance();
            hits.push_back({*best + 1, face.title, face.kindText,
                            theme.icon(face.icon, theme.category(face.category)), nullptr, face.id, false});
        }
    }
    std::stable_sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) { return a.score > b.score; });
    list_->clear();
    for (const Hit& hit : hits) {
        auto* item = new QListWidgetItem(hit.icon, hit.text, list_);
        item->setData(kActionRole, QVariant::fromValue(QPointer<QAction>(hit.action)));
        item->setData(kNodeRole, hit.node);
        item->setData(CommandDelegate::RightRole, hit.right);
        item->setData(CommandDelegate::KeysRole, hit.keys);
        item->setData(Qt::AccessibleTextRole, hit.right.isEmpty() ? hit.text : hit.text + ", " + hit.right);
    }
    list_->setCurrentRow(0);
    list_->setFixedHeight(std::clamp(list_->count(), 1, kVisibleRows) * CommandDelegate::kRowHeight + 4);
    fitWidth();
    adjustSize();
}

void CommandSearch::fitWidth() {
    const QMargins edges = layout()->contentsMargins();
    int words = 0;
    for (int row = 0; row < list_->count(); ++row)
        words = std::max(words, CommandDelegate::widthOf(list_->model()->index(row, 0)));
    const int most = std::max(kWidth, above_ ? above_->width() - 2 * kAtEdges : 0);
    const int around = edges.left() + edges.right() + 2 * list_->frameWidth() +
                       list_->verticalScrollBar()->sizeHint().width();
    // It grows and does not shrink: the field stands still while one types.
    setFixedWidth(std::min(most, std::max(width(), words + around)));
    if (above_) move(above_->mapToGlobal(QPoint((above_->width() - width()) / 2, kTop)));
}

void CommandSearch::accept() {
    const QListWidgetItem* item = list_->currentItem();
    if (!item) return;
    const auto action = item->data(kActionRole).value<QPointer<QAction>>();
    const QString node = item->data(kNodeRole).toString();
    hide();
    if (!node.isEmpty()) {
        Q_EMIT nodeChosen(node);
    } else if (action) {
        remember(action->objectName());
        action->trigger();
    }
}

} // namespace millrace::ui
