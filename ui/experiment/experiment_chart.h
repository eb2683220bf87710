// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/charts/axis_scale.h"
#include "ui/experiment/experiment_figure.h"
#include "ui/experiment/experiment_words.h"

#include <QPointF>
#include <QWidget>
#include <optional>
#include <vector>

namespace millrace::ui {

/// A figure over the varied setting: points with their 95 % intervals, a line for each value of the second
/// setting, the knee, and the fitted laws with their bands. The tip at the pointer reads out a point; left
/// and right go from point to point.
class ExperimentChart : public QWidget {
    Q_OBJECT
public:
    explicit ExperimentChart(QWidget* parent = nullptr);

    void setWords(ExperimentWords words) { words_ = std::move(words); }
    /// Null: nothing. Must stay until the next call.
    void show(const ExperimentOutcome* outcome, ExperimentFigure figure);
    /// Draws the laws up to four times the largest number of workers that was simulated.
    void setFarAhead(bool on);
    /// Whether there are laws to be drawn.
    bool hasLaws() const;
    /// Where a point is drawn; none where it has no such figure.
    std::optional<QPointF> placeOf(std::size_t point) const;
    int reading() const { return reading_; } ///< point that is read out; -1 = none
    QString readingText() const;             ///< lines of the tip
    QSize sizeHint() const override { return {480, 200}; }
    QSize minimumSizeHint() const override { return {220, 120}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    friend class ExperimentPainter;
    struct Axis {
        bool numeric = true, logarithmic = false;
        double from = 0, to = 1;
    };
    void fitAxes();
    void fitValues();
    QRectF plot() const;
    double xOf(double at) const; ///< of a number, or of the place of a value that is none
    double yOf(double value) const;
    double atOf(std::size_t point) const;
    /// The law of the only line, where throughput is shown.
    const LawFit* law(bool amdahl) const;
    std::optional<std::size_t> nearest(QPointF to) const;
    void read(int point);
    QStringList valuesOfFirst() const;

    const ExperimentOutcome* outcome_ = nullptr;
    ExperimentWords words_;
    ExperimentFigure figure_ = ExperimentFigure::Throughput;
    Axis axis_;
    ValueScale scale_{false, 0};
    bool farAhead_ = false;
    int reading_ = -1;
};

} // namespace millrace::ui
