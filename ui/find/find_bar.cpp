// SPDX-License-Identifier: Apache-2.0
#include "ui/find/find_bar.h"

#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/canvas_view.h"
#include "ui/document/graph_session.h"
#include "ui/document/shown_body.h"
#include "ui/find/saved_graph.h"
#include "ui/main_window/command_delegate.h"
#include "ui/settings/search_field.h"
#include "ui/settings/theme.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListWidget>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <set>

namespace millrace::ui {
namespace {

constexpr int kWidth = 530, kMargin = 14, kVisibleRows = 7;
constexpr double kSlowShare = 0.8; ///< of its time at work: next to no room is left
constexpr int kLiveEveryMs = 500;  ///< how often what is:slow finds is looked up anew

QToolButton* small(const char* name, const QString& tip, QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setObjectName(name);
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    button->setFixedSize(26, 26);
    button->setIconSize({16, 16});
    return button;
}

QString filterTip(const QString& filter) {
    if (filter == "modified") return FindBar::tr("Changed since the graph was saved");
    if (filter == "invalid") return FindBar::tr("With an error");
    if (filter == "slow") return FindBar::tr("Limits the run: at work four fifths of the time or more");
    if (filter == "disabled") return FindBar::tr("Switched off");
    return FindBar::tr("Lets its records pass as they are");
}

} // namespace

FindBar::FindBar(CanvasView& view)
    : QFrame(&view),
      view_(view),
      saved_(new SavedGraph(view.canvas().session(), this)),
      search_(new SearchField(tr("Find: name, kind or value"), {}, this)),
      count_(new QLabel(this)),
      previous_(small("findPrevious", tr("Previous (Shift+F3)"), this)),
      next_(small("findNext", tr("Next (F3)"), this)),
      close_(small("findClose", tr("Close (Esc)"), this)),
      empty_(new QLabel(this)),
      list_(new QListWidget(this)) {
    setObjectName("findBar");
    setProperty("role", "popup");
    setAttribute(Qt::WA_StyledBackground);
    setFixedWidth(kWidth);
    search_->setObjectName("findField");
    count_->setObjectName("findCount");
    count_->setProperty("role", "muted");
    empty_->setObjectName("findEmpty");
    empty_->setProperty("role", "muted");
    empty_->setWordWrap(true);
    list_->setObjectName("findList");
    list_->setAccessibleName(tr("Nodes found"));
    list_->setItemDelegate(new CommandDelegate(list_));
    list_->setFocusPolicy(Qt::NoFocus);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->setMouseTracking(true);
    auto* row = new QHBoxLayout;
    row->setSpacing(4);
    row->addWidget(search_, 1);
    row->addSpacing(4);
    row->addWidget(count_);
    row->addWidget(previous_);
    row->addWidget(next_);
    row->addWidget(close_);
    auto* filterRow = new QHBoxLayout;
    filterRow->setSpacing(6);
    for (const QString& filter : NodeQuery::knownFilters()) {
        auto* chip = new QToolButton(this);
        chip->setObjectName("filter_" + filter);
        chip->setText("is:" + filter);
        chip->setToolTip(filterTip(filter));
        chip->setCheckable(true);
        chip->setProperty("role", "dock");
        filterRow->addWidget(chip);
        filters_.push_back(chip);
        connect(chip, &QToolButton::clicked, this, [this, filter](bool on) { toggleFilter(filter, on); });
    }
    filterRow->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(8);
    layout->addLayout(row);
    layout->addLayout(filterRow);
    layout->addWidget(empty_);
    layout->addWidget(list_);
    hide();

    search_->driveList(list_);
    connect(search_, &QLineEdit::textChanged, this, &FindBar::refresh);
    connect(search_, &SearchField::accepted, this, &FindBar::goToCurrent);
    connect(search_, &SearchField::dismissed, this, &FindBar::dismiss);
    connect(list_, &QListWidget::itemClicked, this, &FindBar::goToCurrent);
    connect(list_, &QListWidget::currentRowChanged, this, [this] {
        visited_ = false;
        showCounts();
    });
    connect(previous_, &QToolButton::clicked, this, &FindBar::previous);
    connect(next_, &QToolButton::clicked, this, &FindBar::next);
    connect(close_, &QToolButton::clicked, this, &FindBar::dismiss);
    const auto follow = [this] {
        if (isVisible()) refresh();
    };
    GraphSession& session = view.canvas().session();
    connect(&session, &GraphSession::edited, this, follow);
    connect(&session, &GraphSession::documentReplaced, this, follow);
    connect(&session, &GraphSession::planningChanged, this, follow);
    auto* pace = new QTimer(this);
    pace->setSingleShot(true);
    pace->setInterval(kLiveEveryMs);
    connect(pace, &QTimer::timeout, this, &FindBar::followRun);
    connect(&view.canvas(), &CanvasScene::liveValuesChanged, pace, [this, pace] {
        if (isVisible() && !pace->isActive()) pace->start();
    });
    const auto tint = [this] {
        const QColor color = Theme::instance().tokens().muted;
        previous_->setIcon(Theme::instance().icon("chevron_up", color));
        next_->setIcon(Theme::instance().icon("chevron_down", color));
        close_->setIcon(Theme::instance().icon("close", color));
    };
    connect(&Theme::instance(), &Theme::changed, this, tint);
    tint();
    view.installEventFilter(this);
}

void FindBar::open() {
    show();
    refresh();
    place();
    raise();
    search_->setFocus(Qt::ShortcutFocusReason);
    search_->selectAll();
}

void FindBar::dismiss() {
    hide();
    view_.setFocus();
}

bool FindBar::eventFilter(QObject* watched, QEvent* event) {
    if (watched == &view_ && event->type() == QEvent::Resize && isVisible()) place();
    return QFrame::eventFilter(watched, event);
}

void FindBar::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape)
        dismiss();
    else
        QFrame::keyPressEvent(event);
}

void FindBar::place() {
    adjustSize();
    move(std::max(kMargin, view_.width() - width() - kMargin), kMargin);
}

bool FindBar::passes(const QString& filter, const NodePlace& place) const {
    const GraphNode& node = place.node;
    if (filter == "modified") return saved_->isModified(node.id, place.subgraph);
    if (filter == "disabled") return node.mode == NodeMode::Disabled;
    if (filter == "bypassed") return node.mode == NodeMode::Bypassed;
    if (filter == "invalid") {
        const Diagnostics findings = view_.canvas().session().findings();
        return std::any_of(findings.begin(), findings.end(), [&place](const Diagnostic& d) {
            return d.severity == Severity::Error && d.node == place.path;
        });
    }
    const LiveValues& live = view_.canvas().liveValues();
    const auto found = live.nodes.constFind(QString::fromStdString(place.path));
    if (!live.active || found == live.nodes.constEnd()) return false;
    // As the badge: of what is over, nothing limits anything any more, be it a run or a source at its end.
    if (!live.running || found->progress.value_or(0) >= 1) return found->bottleneck;
    return found->bottleneck || found->taskUse >= kSlowShare ||
           found->busy + found->lock + found->io >= kSlowShare;
}

void FindBar::followRun() {
    const NodeQuery query = NodeQuery::parse(search_->text());
    if (!isVisible() || !query.filters.contains("slow")) return;
    const auto idsOf = [](const std::vector<NodeMatch>& matches) {
        std::set<std::string> ids;
        for (const NodeMatch& match : matches)
            ids.insert(match.id);
        return ids;
    };
    // Who works a little more than before does not move; who is slow now, or no longer, comes or goes.
    if (idsOf(matching(query)) != idsOf(matches_))
        refresh();
    else
        showCounts();
}

std::vector<NodeMatch> FindBar::matching(const NodeQuery& query) const {
    const CanvasScene& canvas = view_.canvas();
    return findNodes(query, ShownBody::of(view_.canvas().session()).whole(), canvas.session().registry(),
                     [this](const QString& filter, const NodePlace& place) { return passes(filter, place); });
}

void FindBar::refresh() {
    const NodeQuery query = NodeQuery::parse(search_->text());
    const CanvasScene& canvas = view_.canvas();
    const QString before =
        list_->currentItem() ? list_->currentItem()->data(Qt::UserRole).toString() : QString();
    const bool wasVisited = visited_;
    const ShownBody& body = ShownBody::of(canvas.session());
    matches_ = matching(query);
    if (query.filters.contains("slow")) {
        // What limits the run comes first, then who works most.
        const LiveValues& live = canvas.liveValues();
        const auto slowness = [&live](const NodeMatch& match) {
            const NodeLive numbers = live.nodes.value(QString::fromStdString(match.id));
            return numbers.bottleneck ? 2.0 : std::max(numbers.busy + numbers.lock + numbers.io, 0.0);
        };
        std::stable_sort(
            matches_.begin(), matches_.end(),
            [&slowness](const NodeMatch& a, const NodeMatch& b) { return slowness(a) > slowness(b); });
    }
    const QSignalBlocker quiet(list_);
    list_->clear();
    const Theme& theme = Theme::instance();
    int current = -1, first = -1; // what was current, else the first of the shown body
    for (const NodeMatch& match : matches_) {
        const QString id = QString::fromStdString(match.id);
        const QIcon icon =
            match.icon.isEmpty() ? QIcon() : theme.icon(match.icon, theme.category(match.category));
        auto* item = new QListWidgetItem(icon, match.title, list_);
        item->setData(Qt::UserRole, id);
        item->setData(CommandDelegate::RightRole, match.reason.isEmpty() ? match.kind : match.reason);
        if (id == before) current = list_->count() - 1;
        if (first < 0 && splitPath(match.id).body == body.path()) first = list_->count() - 1;
    }
    list_->setCurrentRow(std::max(current >= 0 ? current : first, 0));
    visited_ = wasVisited && list_->currentItem() && list_->currentItem()->data(Qt::UserRole) == before;
    for (QToolButton* chip : filters_)
        chip->setChecked(query.filters.contains(chip->text().mid(3)));
    showCounts();
    place();
}

void FindBar::showCounts() {
    const NodeQuery query = NodeQuery::parse(search_->text());
    const int count = list_->count();
    count_->setText(count ? tr("%1 of %2").arg(list_->currentRow() + 1).arg(count) : QString());
    QString words;
    if (!query.unknown.isEmpty())
        words = tr("There is no filter is:%1.").arg(query.unknown.front());
    else if (query.isEmpty())
        words = tr("Enter goes there, F3 to the next one.");
    else if (count == 0 && query.filters.contains("slow") && !view_.canvas().liveValues().active)
        words = tr("Nothing has been measured yet: run the graph first.");
    else if (count == 0 && query.filters.contains("slow") && !view_.canvas().liveValues().running)
        words = tr("Nothing limits a run that does not go on. Ask while it runs.");
    else if (count == 0)
        words = tr("No node answers this.");
    empty_->setText(words);
    empty_->setVisible(!words.isEmpty());
    list_->setVisible(count > 0);
    list_->setFixedHeight(std::clamp(count, 1, kVisibleRows) * CommandDelegate::kRowHeight + 4);
    previous_->setEnabled(count > 0);
    next_->setEnabled(count > 0);
}

void FindBar::step(int by) {
    if (!isVisible()) refresh();
    const int count = list_->count();
    if (count == 0) return open();
    // The first F3 goes to what is already shown as the first match.
    if (visited_ || by < 0) list_->setCurrentRow((list_->currentRow() + by + count) % count);
    goToCurrent();
}

void FindBar::goToCurrent() {
    const QListWidgetItem* item = list_->currentItem();
    if (!item) return;
    // Another body takes the focus with it; who types here goes on typing.
    QWidget* typing = isAncestorOf(QApplication::focusWidget()) ? QApplication::focusWidget() : nullptr;
    const QString id = ShownBody::of(view_.canvas().session()).reveal(item->data(Qt::UserRole).toString());
    if (typing) typing->setFocus();
    const NodeItem* node = view_.canvas().node(id);
    if (!node) return;
    view_.canvas().selectOnly({id});
    if (view_.zoom() < geometry::kDetailZoom) view_.setZoom(1);
    view_.centerOn(node->cardRect().center());
    view_.centreOnNode(id); // the overview follows
    visited_ = true;
}

void FindBar::toggleFilter(const QString& filter, bool on) {
    QStringList words = search_->text().split(' ', Qt::SkipEmptyParts);
    words.removeAll("is:" + filter);
    if (on) words << "is:" + filter;
    search_->setText(words.join(' ') + (words.isEmpty() ? "" : " "));
    search_->setFocus();
}

} // namespace millrace::ui
