// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/checkpoint_status.h"

#include <QWidget>

QT_BEGIN_NAMESPACE
class QLabel;
QT_END_NAMESPACE

namespace millrace::ui {

/// What the last checkpoint took at the selected node, for the Metrics tab. Hidden where there is none.
class CheckpointRows : public QWidget {
    Q_OBJECT
public:
    explicit CheckpointRows(QWidget* parent = nullptr);
    void update(const CheckpointRecord* last, const QString& node);

private:
    QLabel *epoch_, *state_, *alignment_, *snapshot_, *spilled_;
};

} // namespace millrace::ui
