// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

namespace millrace::ui {

/// What the bars of the timeline stand for: colour, height and pattern of each state beside its name. Where
/// there is too little room the last ones go.
class StateLegend : public QWidget {
    Q_OBJECT
public:
    explicit StateLegend(QWidget* parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {80, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent* event) override;
};

} // namespace millrace::ui
