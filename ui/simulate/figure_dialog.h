// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/virtual_time.h"
#include "ui/run/run_shape.h"

#include <QDialog>

QT_BEGIN_NAMESPACE
class QComboBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
QT_END_NAMESPACE

namespace millrace::ui {

/// "first time that more than 20 records wait on clean → trips": a figure of a wire or a node, chosen, to go
/// to or to halt at.
class FigureDialog : public QDialog {
    Q_OBJECT
public:
    /// `wire`, `node`: what is chosen to begin with; either may be empty.
    FigureDialog(const RunShape& shape, const QString& wire, const QString& node,
                 std::vector<FigureCondition> halts, QWidget* parent = nullptr);

    FigureCondition condition() const;
    /// What came of a search; empty takes the last answer away.
    void tell(const QString& text);

Q_SIGNALS:
    void searched(const millrace::FigureCondition& condition, bool behindNow);
    void haltsChanged(const std::vector<millrace::FigureCondition>& halts);

private:
    void offerPlaces();
    void showHalts();
    void addHalt();

    const RunShape& shape_;
    std::vector<FigureCondition> halts_;
    QComboBox *figure_, *place_, *relation_;
    QLineEdit* bound_;
    QLabel* answer_;
    QListWidget* list_;
    QWidget* haltBox_;
    QString wire_, node_;
};

/// "records waiting on clean → trips at least 20".
QString conditionText(const FigureCondition& condition, const RunShape& shape);

} // namespace millrace::ui
