// SPDX-License-Identifier: Apache-2.0
#include "ui/compare/graph_compare_dialog.h"

#include "ui/compare/graph_compare_canvas.h"
#include "ui/settings/theme.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QSplitter>
#include <QToolButton>
#include <QTreeWidget>

namespace millrace::ui {

namespace {

QString wordOf(GraphChange::Kind kind) {
    switch (kind) {
        case GraphChange::Kind::Added: return GraphCompareDialog::tr("+ added");
        case GraphChange::Kind::Removed: return GraphCompareDialog::tr("− removed");
        case GraphChange::Kind::Renamed: return GraphCompareDialog::tr("A renamed");
        case GraphChange::Kind::Moved: return GraphCompareDialog::tr("↔ moved");
        case GraphChange::Kind::Changed: break;
    }
    return GraphCompareDialog::tr("≠ changed");
}

/// The line of the command line without its sign, which stands in a column of its own.
QString textOf(const GraphChange& change) { return QString::fromStdString(toText(change)).mid(2); }

} // namespace

GraphCompareDialog::GraphCompareDialog(Side before, Side after, const Registry& registry, QWidget* parent)
    : QDialog(parent),
      before_(std::move(before)),
      after_(std::move(after)),
      summary_(new QLabel),
      list_(new QTreeWidget),
      canvas_(new GraphCompareCanvas(registry)),
      moves_(new QCheckBox(tr("Show moves"))),
      blink_(new QToolButton) {
    setObjectName("compareDialog");
    setWindowTitle(tr("%1 compared with %2").arg(after_.name, before_.name));
    resize(1180, 720);
    list_->setObjectName("compareList");
    list_->setAccessibleName(tr("Changes"));
    list_->setColumnCount(2);
    list_->setHeaderLabels({tr("Change"), tr("What")});
    list_->setRootIsDecorated(false);
    list_->setUniformRowHeights(true);
    list_->setColumnWidth(0, 100);
    list_->header()->setStretchLastSection(true);
    summary_->setObjectName("compareSummary");
    moves_->setObjectName("compareMoves");
    blink_->setObjectName("compareBlink");
    blink_->setText(tr("Blink (B)"));
    blink_->setToolTip(tr("Show before, after, both in turn"));
    blink_->setProperty("role", "dock");
    auto* left = new QWidget;
    auto* column = new QVBoxLayout(left);
    column->setContentsMargins(12, 12, 8, 12);
    column->setSpacing(8);
    summary_->setWordWrap(true);
    column->addWidget(summary_);
    column->addWidget(list_, 1);
    auto* row = new QHBoxLayout;
    row->addWidget(moves_);
    row->addStretch(1);
    row->addWidget(blink_);
    column->addLayout(row);
    auto* split = new QSplitter;
    split->addWidget(left);
    split->addWidget(canvas_);
    split->setStretchFactor(1, 1);
    split->setSizes({460, 720});
    split->setChildrenCollapsible(false);
    auto* whole = new QHBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(split);
    connect(moves_, &QCheckBox::toggled, this, &GraphCompareDialog::compare);
    connect(blink_, &QToolButton::clicked, this, &GraphCompareDialog::blink);
    // A list takes letters for a search; here B means the same everywhere.
    for (QWidget* widget : {static_cast<QWidget*>(list_), static_cast<QWidget*>(canvas_)})
        widget->installEventFilter(this);
    connect(list_, &QTreeWidget::currentItemChanged, this, [this](QTreeWidgetItem* item) {
        if (item) canvas_->showChange(changes_[static_cast<std::size_t>(list_->indexOfTopLevelItem(item))]);
    });
    compare();
    canvas_->setFocus();
}

bool GraphCompareDialog::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_B) {
        blink();
        return true;
    }
    return QDialog::eventFilter(watched, event);
}

void GraphCompareDialog::compare() {
    changes_ = diffGraphs(before_.document, after_.document, {.moves = moves_->isChecked()});
    const QSignalBlocker quiet(list_);
    list_->clear();
    for (const GraphChange& change : changes_) {
        auto* item = new QTreeWidgetItem(list_, {wordOf(change.kind), textOf(change)});
        item->setToolTip(1, textOf(change));
    }
    canvas_->setGraphs(before_.document, after_.document, changes_);
    if (changes_.empty())
        summary_->setText(tr("%1 and %2 mean the same.").arg(after_.name, before_.name));
    else
        summary_->setText(tr("%n changes from %1 to %2", nullptr, static_cast<int>(changes_.size()))
                              .arg(before_.name, after_.name));
}

void GraphCompareDialog::blink() {
    using Shown = GraphCompareCanvas::Side;
    switch (canvas_->side()) {
        case Shown::Both: return canvas_->setSide(Shown::Before);
        case Shown::Before: return canvas_->setSide(Shown::After);
        case Shown::After: return canvas_->setSide(Shown::Both);
    }
}

} // namespace millrace::ui
