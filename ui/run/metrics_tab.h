// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/metrics/metrics_history.h"
#include "engine/run/checkpoint_status.h"
#include "ui/run/run_shape.h"

#include <QHash>
#include <QWidget>

QT_BEGIN_NAMESPACE
class QLabel;
QT_END_NAMESPACE

namespace millrace::ui {

class CheckpointRows;
class ClientFigures;

/// The Metrics tab of the inspector: the figures of the selected node, in fixed places so that nothing jumps.
class MetricsTab : public QWidget {
    Q_OBJECT
public:
    explicit MetricsTab(QWidget* parent = nullptr);
    void showNode(const QString& id) { node_ = id; }
    /// `checkpoint`: the last one of the run, if it has made any.
    void update(const RunShape& shape, const MetricsHistory& history,
                const CheckpointRecord* checkpoint = nullptr);
    void clear();

private:
    void set(QLabel* value, const QString& text);

    QString node_;
    QLabel* empty_;
    QLabel *rateIn_, *rateOut_, *recordsIn_, *recordsOut_, *rejected_, *late_, *filtered_, *errors_, *busy_,
        *outputFull_, *idle_, *lock_, *io_, *ready_, *workers_, *watermark_, *batch_, *p50_, *p95_, *p99_;
    QWidget* figures_;
    ClientFigures* client_;
    CheckpointRows* checkpoint_;
};

} // namespace millrace::ui
