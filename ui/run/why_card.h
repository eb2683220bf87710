// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/canvas/live_values.h"
#include "ui/run/run_shape.h"

#include <QFrame>
#include <QString>
#include <optional>

QT_BEGIN_NAMESPACE
class QLabel;
class QPushButton;
QT_END_NAMESPACE

namespace millrace::ui {

/// What limits a run, in words and numbers.
struct SlowReason {
    QString node; ///< the node that limits
    QString text; ///< rich text, a few sentences
};
/// Nothing when no node limits the run. The share named is that of the whole task, which fused nodes
/// divide among them; the next limit is the busiest node of another task.
std::optional<SlowReason> whyIsItSlow(const RunShape& shape, const LiveValues& live);

/// "Why is it slow?": a quiet card on the canvas while some node limits the run. Its button leads to the
/// node.
class WhyCard : public QFrame {
    Q_OBJECT
public:
    explicit WhyCard(QWidget* parent = nullptr);
    void show(const std::optional<SlowReason>& reason);
    const QString& node() const { return node_; }

Q_SIGNALS:
    void nodeChosen(const QString& node);
    void closed();

private:
    QLabel* text_;
    QPushButton* go_;
    QString node_;
};

} // namespace millrace::ui
