// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/experiment/experiment_chart.h"

#include <QColor>
#include <QCoreApplication>
#include <QPainter>

namespace millrace::ui {

/// Paints the chart of an experiment, once.
class ExperimentPainter {
    Q_DECLARE_TR_FUNCTIONS(ExperimentPainter)
public:
    explicit ExperimentPainter(ExperimentChart& chart);
    void paint();

    static QString stepText(SweepStep step);

private:
    struct Entry {
        QString name;
        QColor color;
        Qt::PenStyle style;
    };
    QColor lineColor(std::size_t line) const;
    static QColor lawColor(bool amdahl);
    void paintGrid();
    void paintAcross();
    std::vector<std::pair<double, QString>> ticksAcross() const;
    void paintLaw(bool amdahl);
    void paintLine(std::size_t line);
    void paintKnee(std::size_t line);
    void paintLegend();
    void paintTip();

    ExperimentChart& chart_;
    QPainter painter_;
    const QRectF plot_;
};

} // namespace millrace::ui
