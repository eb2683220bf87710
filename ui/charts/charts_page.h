// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/charts/run_series.h"
#include "ui/charts/time_window.h"
#include "ui/run/run_controller.h"

#include <QWidget>

QT_BEGIN_NAMESPACE
class QToolButton;
QT_END_NAMESPACE

namespace millrace::ui {

class ChartCard;

/// The Charts page of the dock: throughput, latency, queue fill and worker use on one time axis, following
/// the run or standing still. Draws only while it can be seen.
class ChartsPage : public QWidget {
    Q_OBJECT
public:
    explicit ChartsPage(QWidget* parent = nullptr);

    /// "60 s" and "Live", for the right end of the tab row.
    QWidget* corner() const { return corner_; }
    TimeWindow& timeWindow() { return window_; }

    void begin(const RunShape& shape); ///< a new run: forget the old one
    void update(const MetricsHistory& history);
    void setMarkers(const std::vector<RunMarker>* markers);
    /// Lines of these nodes (and wires into them) are always shown.
    void setSelection(const QStringList& nodes);

    const std::vector<ChartCard*>& cards() const { return cards_; }

protected:
    void showEvent(QShowEvent* event) override;

private:
    void connectLines();
    void refreshCards();
    void updateSpan();
    void updateLive();

    TimeWindow window_;
    RunSeries series_;
    std::vector<ChartCard*> cards_;
    QWidget* corner_;
    QToolButton* span_;
    QToolButton* live_;
};

/// Colours of lines on charts: the category's colour, varied so that lines of one category can be told apart.
QColor lineColor(const RunLine& line, std::size_t index);

} // namespace millrace::ui
