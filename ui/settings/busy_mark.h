// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTimer>
#include <QWidget>

namespace millrace::ui {

/// A small arc that turns while something is waited for; with "reduce motion" it stands still. Turns only
/// while it can be seen.
class BusyMark : public QWidget {
    Q_OBJECT
public:
    explicit BusyMark(QWidget* parent = nullptr);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    QTimer timer_;
    int turn_ = 0; ///< degrees
};

} // namespace millrace::ui
