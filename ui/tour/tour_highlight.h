// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

namespace millrace::ui {

/// A frame around a part of the window, which stays as usable as without it.
class TourHighlight : public QWidget {
    Q_OBJECT
public:
    explicit TourHighlight(QWidget* parent);
    void surround(const QRect& target); ///< in the parent; null = nothing

protected:
    void paintEvent(QPaintEvent* event) override;
};

} // namespace millrace::ui
