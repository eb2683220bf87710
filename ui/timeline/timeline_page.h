// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringList>
#include <QThreadPool>
#include <QWidget>

QT_BEGIN_NAMESPACE
class QToolButton;
QT_END_NAMESPACE

namespace millrace::ui {

class LiveButton;
class TimelineView;
class TraceFeed;

/// The Timeline page of the dock: what each worker of the run did and waits for, from microseconds to a
/// minute. A click on a bar chooses its nodes; chosen nodes have a line below their bars.
class TimelinePage : public QWidget {
    Q_OBJECT
public:
    explicit TimelinePage(TraceFeed& feed, QWidget* parent = nullptr);
    ~TimelinePage() override; ///< waits for a file that is being written

    QWidget* corner() const { return corner_; }
    TimelineView& view() const { return *view_; }
    void setSelectedNodes(const QStringList& ids);
    /// Writes what is known for ui.perfetto.dev; written() or failed() follow.
    void exportTo(const QString& path);

Q_SIGNALS:
    void nodesChosen(const QStringList& ids);
    void written(const QString& path);
    void failed(const QString& message);

private:
    void begin();
    void grow();
    void markTasks();
    void updateCorner();
    void askForFile();

    TraceFeed& feed_;
    TimelineView* view_;
    QWidget* corner_;
    LiveButton* live_;
    QToolButton* all_;
    QToolButton* export_;
    QStringList selectedNodes_;
    QThreadPool pool_; ///< for the writing of files
};

} // namespace millrace::ui
