// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHash>
#include <QObject>
#include <QPointF>
#include <QString>
#include <QStringList>

namespace millrace::ui {

class CanvasView;
class ChartCard;
class ChartsPage;

/// Cards dragged from the canvas onto a chart: the chart shows their lines, and they go back to where they
/// stood.
class NodeToChart : public QObject {
    Q_OBJECT
public:
    NodeToChart(CanvasView& view, ChartsPage& charts);

Q_SIGNALS:
    void added(const QString& node);
    void refused(const QString& node); ///< that chart has no line of it

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QStringList dragged() const; ///< cards that are not where they were pressed
    void dropOn(ChartCard& card);

    CanvasView& view_;
    ChartsPage& charts_;
    QHash<QString, QPointF> places_; ///< of all cards, when the button went down
    ChartCard* below_ = nullptr;
};

} // namespace millrace::ui
