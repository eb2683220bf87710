// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/metrics/metrics_history.h"
#include "ui/run/run_shape.h"

#include <QFrame>
#include <optional>

QT_BEGIN_NAMESPACE
class QLabel;
QT_END_NAMESPACE

namespace millrace::ui {

/// A figure in two futures of one instant, since that instant.
struct FutureFigure {
    QString name;
    double first = 0, second = 0;
    QString firstText, secondText;
};

/// Throughput and latency of the sinks and what was dropped, from the instant at which the second future
/// began up to `until`. None where the first one did not come so far, or nothing has happened yet.
std::vector<FutureFigure> compareFutures(const RunShape& shape, const MetricsHistory& first,
                                         const MetricsHistory& second, MonotonicNs forkedAt,
                                         MonotonicNs until);

/// Across the top of the canvas while there are two futures: since when, and what differs.
class FutureBanner : public QFrame {
    Q_OBJECT
public:
    explicit FutureBanner(QWidget* parent = nullptr);
    void show(MonotonicNs forkedAt, const std::vector<FutureFigure>& figures);

Q_SIGNALS:
    void closed();

private:
    QLabel* text_;
};

} // namespace millrace::ui
