// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/charts/journey_log.h"
#include "ui/charts/lag_lines.h"
#include "ui/charts/run_series.h"
#include "ui/charts/time_window.h"
#include "ui/run/checkpoint_mark.h"
#include "ui/run/run_controller.h"

#include <QWidget>

QT_BEGIN_NAMESPACE
class QToolButton;
QT_END_NAMESPACE

namespace millrace::ui {

class ChartCard;
class JourneyCard;
class LiveButton;
class TraceFeed;

/// The Charts page of the dock: throughput, latency, queue fill and worker use on one time axis, following
/// the run or standing still; and the lag of partitions, for graphs that read some. Draws only while it can
/// be seen.
class ChartsPage : public QWidget {
    Q_OBJECT
public:
    explicit ChartsPage(QWidget* parent = nullptr);

    /// "60 s" and "Live", for the right end of the tab row.
    QWidget* corner() const { return corner_; }
    TimeWindow& timeWindow() { return window_; }

    /// A new run: forget the old one. `recorded`: the flight recorder tells of this very run.
    void begin(const RunShape& shape, bool recorded = true);
    void update(const MetricsHistory& history);
    /// The lines of a future that was given up at an instant, beside those of the present one. begin()
    /// forgets it.
    void showFirstFuture(const MetricsHistory& history, double since);
    void setMarkers(const std::vector<RunMarker>* markers);
    /// Bars on the time axes, unless the user has hidden them. Keeps the pointer; null = none.
    void setCheckpoints(const std::vector<CheckpointMark>* checkpoints);
    /// Lines of these nodes (and wires into them) are always shown.
    void setSelection(const QStringList& nodes);
    /// Keeps the line of a node on a chart until it is taken off again; all charts that have lines of nodes
    /// when null. False when the chart has none of that node.
    bool pin(const QString& node, ChartCard* card = nullptr);
    bool isPinned(const QString& node) const { return pinned_.contains(node); }
    void unpin(const QString& node);
    /// The chart below a place of the screen; null when there is none.
    ChartCard* cardAt(QPoint global) const;

    /// Journeys of batches are dots of the latency chart from now on.
    void showJourneysOf(TraceFeed& feed);
    const JourneyLog& journeys() const { return journeys_; }
    JourneyCard& journeyCard() const { return *journeyCard_; }

    std::vector<ChartCard*> cards() const;            ///< those of this graph
    ChartCard& lagCard() const { return *cards_[4]; } ///< hidden for graphs that read no partitions

Q_SIGNALS:
    void journeyShown(const QStringList& nodes); ///< ids on its way

protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void connectLines();
    void applyPins();
    QStringList linesOf(const ChartCard& card, const QString& node) const;
    void refreshCards();
    void showLag();
    void updateSpan();
    void applyCheckpoints();
    void forgetJourneys();
    void lookForJourneys();
    void showJourney(int dot);
    void hideJourney();
    void placeJourneyCard();

    TimeWindow window_;
    RunSeries series_;
    RunSeries firstFuture_;
    RunShape shape_;
    LagLines lag_;
    TraceFeed* feed_ = nullptr;
    bool recorded_ = true;
    JourneyLog journeys_;
    QStringList selected_, pinned_; ///< node ids
    std::vector<QPointF> dots_;     ///< of the journeys: seconds since the run began, ms
    JourneyCard* journeyCard_;
    std::vector<ChartCard*> cards_;
    QWidget* corner_;
    QToolButton* span_;
    LiveButton* live_;
    QAction* showCheckpoints_;
    const std::vector<CheckpointMark>* checkpoints_ = nullptr;
};

/// Colours of lines on charts: the category's colour, varied so that lines of one category can be told apart.
QColor lineColor(const RunLine& line, std::size_t index);
/// The same for as many lines as the chart of lags has.
QColor lagColor(const RunLine& line, std::size_t rank);

} // namespace millrace::ui
