// SPDX-License-Identifier: Apache-2.0
#include "ui/timeline/timeline_page.h"

#include "ui/settings/live_button.h"
#include "ui/timeline/state_legend.h"
#include "ui/timeline/timeline_view.h"
#include "ui/timeline/trace_feed.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QSaveFile>
#include <QToolButton>
#include <QVBoxLayout>
#include <memory>

namespace millrace::ui {

TimelinePage::TimelinePage(TraceFeed& feed, QWidget* parent)
    : QWidget(parent),
      feed_(feed),
      view_(new TimelineView(feed.model())),
      corner_(new QWidget),
      live_(new LiveButton(tr("The timeline follows the run (F)"), tr("Follow the run again (F)"))),
      all_(new QToolButton),
      export_(new QToolButton) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 2, 0, 0);
    column->setSpacing(0);
    column->addWidget(new StateLegend);
    column->addWidget(view_, 1);

    live_->setObjectName("timelineLive");
    all_->setText(tr("Show all"));
    all_->setObjectName("timelineAll");
    all_->setProperty("role", "dock");
    all_->setToolTip(
        tr("Everything the flight recorder holds (Ctrl+0).<br>The wheel zooms, dragging moves, "
           "a click chooses the nodes of a bar."));
    export_->setText(tr("Export for Perfetto…"));
    export_->setObjectName("timelineExport");
    export_->setProperty("role", "dock");
    export_->setToolTip(tr("Write the timeline to a file that ui.perfetto.dev and chrome://tracing open"));
    auto* row = new QHBoxLayout(corner_);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(export_);
    row->addWidget(all_);
    row->addWidget(live_);

    feed_.addReader(this);
    connect(&feed_, &TraceFeed::begun, this, &TimelinePage::begin);
    connect(&feed_, &TraceFeed::grown, this, &TimelinePage::grow);
    connect(view_, &TimelineView::rangeChanged, this, &TimelinePage::updateCorner);
    connect(view_, &TimelineView::nodesChosen, this, &TimelinePage::nodesChosen);
    connect(live_, &QToolButton::clicked, this, [this](bool on) { view_->follow(on); });
    connect(all_, &QToolButton::clicked, view_, &TimelineView::fitAll);
    connect(export_, &QToolButton::clicked, this, &TimelinePage::askForFile);
    begin();
}

TimelinePage::~TimelinePage() { pool_.waitForDone(); }

void TimelinePage::begin() {
    view_->begin({});
    if (feed_.plan()) {
        view_->setEmptyText(tr("Nothing recorded yet"), tr("The workers of this run have not begun."));
    } else {
        view_->setEmptyText(
            tr("No run yet"),
            tr("Run the graph (F5): every worker gets a lane here that shows what it does and "
               "what it waits for."));
    }
    updateCorner();
}

void TimelinePage::grow() {
    if (!isVisible()) return;
    view_->setNames(feed_.names());
    markTasks();
    view_->refresh();
}

void TimelinePage::setSelectedNodes(const QStringList& ids) {
    selectedNodes_ = ids;
    markTasks();
    view_->viewport()->update();
}

void TimelinePage::markTasks() { feed_.model().markTasks(feed_.names().tasksOf(selectedNodes_)); }

void TimelinePage::updateCorner() {
    const bool any = !feed_.model().isEmpty();
    live_->setLive(view_->range().follows());
    for (QToolButton* button : {static_cast<QToolButton*>(live_), all_, export_})
        button->setEnabled(any);
}

void TimelinePage::askForFile() {
    const QString path = QFileDialog::getSaveFileName(this, tr("Export for Perfetto"), "trace.json",
                                                      tr("Trace files (*.json)"));
    if (!path.isEmpty()) exportTo(path);
}

void TimelinePage::exportTo(const QString& path) {
    if (!feed_.plan()) return;
    // What the model holds goes on changing; and a minute of events takes a while to write.
    auto trace = std::make_shared<const Trace>(feed_.model().whole());
    pool_.start([this, path, trace, plan = feed_.plan()] {
        const QByteArray json = QByteArray::fromStdString(chromeTraceJson(*trace, *plan));
        QSaveFile file(path);
        const bool done = file.open(QIODevice::WriteOnly) && file.write(json) == json.size() && file.commit();
        const QString error = file.errorString();
        QMetaObject::invokeMethod(this, [this, path, done, error] {
            if (done) {
                Q_EMIT written(path);
            } else {
                Q_EMIT failed(tr("MR7060: %1 could not be written: %2").arg(path, error));
            }
        });
    });
}

} // namespace millrace::ui
