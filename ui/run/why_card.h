// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/canvas/live_values.h"
#include "ui/run/diagnosis_text.h"
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
    QString node;    ///< the node that limits
    QString text;    ///< rich text, a few sentences
    QString title{}; ///< of the node
};
/// Nothing when no node limits the run. The share named is that of the whole task, which fused nodes
/// divide among them; the next limit is the busiest node of another task.
std::optional<SlowReason> whyIsItSlow(const RunShape& shape, const LiveValues& live);

/// "Why is it slow?": a quiet card on the canvas while some node limits the run: the reason, what would help
/// most, and on demand the numbers behind both. A button leads to the node. Where it would cover nodes it is
/// one line until the user asks for more.
class WhyCard : public QFrame {
    Q_OBJECT
public:
    explicit WhyCard(QWidget* parent = nullptr);
    void show(const std::optional<SlowReason>& reason, const std::optional<DiagnosisText>& diagnosis = {});
    const QString& node() const { return node_; }

    /// Whether the numbers are shown, too.
    bool isOpen() const { return open_; }
    void setOpen(bool open);
    /// There is no room for the whole card.
    void setCrowded(bool crowded);

Q_SIGNALS:
    void nodeChosen(const QString& node);
    void closed();

private:
    void tell(const DiagnosisText& diagnosis);
    void arrange();
    bool isBrief() const { return crowded_ && !asked_ && !open_; }

    QLabel *title_, *text_, *advice_, *numbers_;
    QPushButton *go_, *more_, *close_, *why_;
    QString node_, nodeTitle_;
    bool open_ = false, crowded_ = false;
    bool asked_ = false; ///< for the whole card, although there is no room
};

} // namespace millrace::ui
