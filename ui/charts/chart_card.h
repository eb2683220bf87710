// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/charts/axis_scale.h"
#include "ui/charts/run_series.h"
#include "ui/run/checkpoint_mark.h"
#include "ui/run/run_controller.h"

#include <QColor>
#include <QWidget>
#include <functional>
#include <optional>
#include <vector>

QT_BEGIN_NAMESPACE
class QChart;
class QLineSeries;
class QValueAxis;
QT_END_NAMESPACE

namespace millrace::ui {

class ChartLegend;
class ChartView;
class TimeWindow;

/// One chart of the dock: head with title, unit and legend, lines over the shared time window, cursor with
/// values, markers of hot changes. Lines are replaced whole, thinned to two points per pixel column.
class ChartCard : public QWidget {
    Q_OBJECT
public:
    struct Options {
        QString title;
        QString subtitle;
        bool logarithmic = false;
        double top = 0; ///< fixed upper end of the value axis; 0 = follows the lines
        std::function<QString(double)> tickText;
        std::function<QString(double)> valueText;
        /// The rest is left out of the picture; those with the largest last values stay.
        std::size_t mostLines = 6;
    };
    ChartCard(Options options, TimeWindow& window, QWidget* parent = nullptr);

    /// `rank`: how many lines of the same category come before it.
    using ColorOf = std::function<QColor(const RunLine&, std::size_t rank)>;
    /// What the lines of the same ids showed behind an instant before another future began there; drawn
    /// dashed. Keeps the pointer; null = there is but one future.
    void setFirstFuture(const std::vector<RunLine>* lines, double since);
    /// Shows these lines; keeps a pointer to them for thinning again when the window moves.
    void setLines(const std::vector<RunLine>* lines, ColorOf color);
    void setMarkers(const std::vector<RunMarker>* markers);
    /// Single measurements (seconds, value) that can be clicked; null = none. Keeps the pointer.
    void setDots(const std::vector<QPointF>* dots);
    /// The dot at a place of the picture, as an index; -1 = none there.
    int dotAt(QPointF place) const;
    QPointF dotPlace(std::size_t dot) const; ///< in the picture
    void chooseDot(int dot);                 ///< drawn with a ring; -1 = none
    /// Bars on the time axis; null = none. Keeps the pointer.
    void setCheckpoints(const std::vector<CheckpointMark>* checkpoints);
    /// Those so near to each other that they are one bar.
    struct CheckpointBar {
        QRectF place; ///< in the picture
        CheckpointMark longest;
        int count = 0;
        std::uint64_t givenUp = 0; ///< of all of them
    };
    std::vector<CheckpointBar> checkpointBars() const;
    /// The bar that a pointer there means.
    std::optional<CheckpointBar> checkpointAt(QPointF place) const;
    /// What its label says, name and value parted by a tab.
    static QStringList checkpointRows(const CheckpointBar& bar);
    /// The lines have new points.
    void refresh();
    void followRange();
    /// Between the cursors A and B: per line its value at both and the difference; empty while one is
    /// missing.
    struct Delta {
        QString name;
        QColor color;
        double before = 0, after = 0;
        QString text; ///< "12.1 k/s → 9.8 k/s  −2.3 k/s (−19 %)"
    };
    std::vector<Delta> deltas() const;
    /// Something that can be dropped here is held above the card.
    void setDropHint(bool on);
    /// Ids shown whatever their values ("drag a node onto a chart", selection); empty = the largest.
    void setPinned(const QStringList& ids);

    /// What is on the screen, for tests: number of visible lines and of points handed to Qt Charts.
    int visibleLines() const;
    int visiblePoints() const;
    /// What the cursor reads out: the nearest point of each line, with the difference to the mark.
    struct Reading {
        QPointF point;
        QColor color;
        QString text;
    };
    std::vector<Reading> readings() const;
    QRectF plotArea() const; ///< in pixels of the picture
    double timeToX(double seconds) const;

Q_SIGNALS:
    void dotClicked(int dot);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    friend class ChartView;
    void applyTheme();
    std::size_t rankOf(std::size_t line) const; ///< among the lines of its category
    void chooseLines();
    void dropSeries();
    void setSeries(std::size_t count);
    void emphasise(int line); ///< the others fade; -1 = all alike
    void placeParts();
    void fitValueAxis();
    double valueToY(double value) const;
    double xToTime(double x) const;
    void paintOverlay(QPainter& painter) const;
    void paintGrid(QPainter& painter) const; ///< behind the lines
    void paintTicks(QPainter& painter, const QRectF& plot) const;
    void paintBand(QPainter& painter) const;
    void paintCursor(QPainter& painter, const QRectF& plot) const;
    void paintFirstFuture(QPainter& painter, const QRectF& plot) const;
    void paintNow(QPainter& painter, const QRectF& plot) const;
    void paintMarkers(QPainter& painter, const QRectF& plot) const;
    QRectF flagOf(double at) const; ///< of a cursor at that time; null when out of sight
    void paintMarks(QPainter& painter, const QRectF& plot) const;
    void paintDeltas(QPainter& painter, const QRectF& plot) const;
    void paintDots(QPainter& painter, const QRectF& plot) const;
    void paintCheckpoints(QPainter& painter) const;
    void paintCheckpointLabel(QPainter& painter, const CheckpointBar& bar) const;
    std::optional<CheckpointBar> pointedCheckpoint() const;

    struct Shown {
        const RunLine* line = nullptr;
        QColor color;
        QLineSeries* series = nullptr;
    };
    Options options_;
    TimeWindow& window_;
    ValueScale scale_;
    const std::vector<RunLine>* lines_ = nullptr;
    const std::vector<RunLine>* firstFuture_ = nullptr;
    double forkedAt_ = 0;
    const std::vector<RunMarker>* markers_ = nullptr;
    const std::vector<QPointF>* dots_ = nullptr;
    const std::vector<CheckpointMark>* checkpoints_ = nullptr;
    int chosenDot_ = -1;
    bool dropHint_ = false;
    ColorOf colorOf_;
    QStringList pinned_;
    std::vector<Shown> shown_;
    ChartView* view_ = nullptr;
    QChart* chart_ = nullptr;
    QValueAxis* timeAxis_ = nullptr;
    QValueAxis* valueAxis_ = nullptr;
    ChartLegend* legend_ = nullptr;
};

} // namespace millrace::ui
