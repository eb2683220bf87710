// SPDX-License-Identifier: Apache-2.0
#include "ui/main_window/command_search.h"

#include "ui/canvas/canvas_scene.h"
#include "ui/document/graph_session.h"
#include "ui/palette/kind_search.h"
#include "ui/settings/search_field.h"
#include "ui/settings/theme.h"

#include <QListWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <boost/json/serialize.hpp>

namespace millrace::ui {
namespace {

constexpr int kActionRole = Qt::UserRole, kNodeRole = Qt::UserRole + 1;
constexpr int kVisibleRows = 11, kRowHeight = 30;

struct Hit {
    int score;
    QString text;
    QIcon icon;
    int action = -1;
    QString node;
};

} // namespace

CommandSearch::CommandSearch(CanvasScene& canvas, const QList<QAction*>& actions, QWidget* parent)
    : PopupFrame(parent),
      canvas_(canvas),
      actions_(actions),
      search_(new SearchField(tr("Find a node or run a command"), {}, this)),
      list_(new QListWidget(this)) {
    setObjectName("commandSearchBox");
    search_->setObjectName("commandSearchField");
    list_->setFocusPolicy(Qt::NoFocus);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->setIconSize({16, 16});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(6);
    layout->addWidget(search_);
    layout->addWidget(list_);
    setFixedWidth(460);
    search_->driveList(list_);
    connect(search_, &SearchField::accepted, this, &CommandSearch::accept);
    connect(search_, &SearchField::dismissed, this, &CommandSearch::hide);
    connect(search_, &QLineEdit::textChanged, this, &CommandSearch::refresh);
    connect(list_, &QListWidget::itemClicked, this, [this](QListWidgetItem* item) {
        list_->setCurrentItem(item);
        accept();
    });
}

void CommandSearch::open(QWidget* above, bool nodesOnly) {
    nodesOnly_ = nodesOnly;
    search_->setPlaceholderText(nodesOnly ? tr("Find a node: title, kind or parameter")
                                          : tr("Find a node or run a command"));
    search_->clear();
    refresh();
    const QPoint corner = above->mapToGlobal(QPoint((above->width() - width()) / 2, 60));
    move(corner);
    show();
    search_->setFocus();
}

void CommandSearch::refresh() {
    const QString query = search_->text().trimmed();
    std::vector<Hit> hits;
    for (int i = 0; !nodesOnly_ && i < actions_.size(); ++i) {
        const QAction* action = actions_[i];
        if (!action->isEnabled() || action->objectName() == "actionSearch") continue;
        QString text = action->text();
        text.remove(QStringLiteral("…"));
        const auto score = fuzzyScore(query, text);
        if (!score) continue;
        const QString keys = action->shortcut().toString(QKeySequence::NativeText);
        hits.push_back({*score, keys.isEmpty() ? text : text + "\t" + keys, action->icon(), i, {}});
    }
    if (nodesOnly_ || !query.isEmpty()) {
        for (const GraphNode& node : canvas_.session().document().nodes) {
            const NodeItem* item = canvas_.node(QString::fromStdString(node.id));
            if (!item) continue;
            const NodeFace& face = item->face();
            std::optional<int> best = fuzzyScore(query, face.title);
            for (const QString& other : {face.id, face.kindText}) {
                const auto score = fuzzyScore(query, other);
                if (score && (!best || *score > *best)) best = score;
            }
            const QString values = QString::fromStdString(boost::json::serialize(node.params));
            if (!best && query.size() >= 2 && values.contains(query, Qt::CaseInsensitive)) best = 100;
            if (best) {
                hits.push_back({*best + 1, face.title + "\t" + face.kindText,
                                Theme::instance().icon(face.icon, Theme::instance().category(face.category)),
                                -1, face.id});
            }
        }
    }
    std::stable_sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) { return a.score > b.score; });
    list_->clear();
    for (const Hit& hit : hits) {
        auto* item = new QListWidgetItem(hit.icon, hit.text.section('\t', 0, 0), list_);
        const QString right = hit.text.section('\t', 1);
        if (!right.isEmpty()) item->setText(item->text() + "    " + right);
        item->setData(kActionRole, hit.action);
        item->setData(kNodeRole, hit.node);
        item->setSizeHint({0, kRowHeight});
    }
    list_->setCurrentRow(0);
    list_->setFixedHeight(std::clamp(list_->count(), 1, kVisibleRows) * kRowHeight + 4);
    adjustSize();
}

void CommandSearch::accept() {
    const QListWidgetItem* item = list_->currentItem();
    if (!item) return;
    const int action = item->data(kActionRole).toInt();
    const QString node = item->data(kNodeRole).toString();
    hide();
    if (!node.isEmpty()) {
        Q_EMIT nodeChosen(node);
    } else if (action >= 0) {
        actions_[action]->trigger();
    }
}

} // namespace millrace::ui
