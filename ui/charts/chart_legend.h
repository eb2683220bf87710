// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <QRectF>
#include <QString>
#include <QWidget>
#include <vector>

namespace millrace::ui {

/// The names of a chart's lines at its top right: in as many rows as they need, so that none is left out.
/// Names give way before rows do, by losing their middle; the full name is the tooltip.
class ChartLegend : public QWidget {
    Q_OBJECT
public:
    struct Entry {
        QString name;
        QColor color;
    };
    static constexpr int kFirstRow = 30, kRow = 16; ///< heights

    explicit ChartLegend(QWidget* parent = nullptr);

    void setEntries(std::vector<Entry> entries);
    const std::vector<Entry>& entries() const { return entries_; }
    /// Finds a place for each entry within `width`; the first row begins at `firstLeft`. Returns the height.
    int arrange(qreal width, qreal firstLeft);
    const QRectF& placeOf(std::size_t entry) const { return places_[entry]; }
    qreal firstRowLeft() const; ///< where the leftmost entry of the first row begins
    int rows() const { return rows_; }

Q_SIGNALS:
    void pointedAt(int entry); ///< -1 = none

protected:
    bool event(QEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    /// False when `mostRows` do not hold all names cut to `mostWidth`.
    bool place(qreal width, qreal firstLeft, int mostRows, qreal mostWidth);
    int entryAt(QPointF point) const;
    void point(int entry);

    std::vector<Entry> entries_;
    std::vector<QRectF> places_; ///< one per entry
    int rows_ = 1;
    int pointed_ = -1;
};

} // namespace millrace::ui
