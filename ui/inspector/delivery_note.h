// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFrame>

QT_BEGIN_NAMESPACE
class QLabel;
QT_END_NAMESPACE

namespace millrace {
struct PlanVertex;
}

namespace millrace::ui {

class CheckpointChoice;

/// Below the parameters of a sink: what it promises in runs with checkpoints and why, or why there can be no
/// such run. Hides itself where there is nothing to say.
class DeliveryNote : public QFrame {
    Q_OBJECT
public:
    explicit DeliveryNote(QWidget* parent = nullptr);
    void show(const PlanVertex* vertex, const CheckpointChoice& choice);

private:
    QLabel *sign_, *text_;
};

} // namespace millrace::ui
