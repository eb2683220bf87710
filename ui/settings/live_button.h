// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QToolButton>

namespace millrace::ui {

/// "Live", with a dot that is full while a page follows the run. clicked() tells what is wanted now.
class LiveButton : public QToolButton {
    Q_OBJECT
public:
    /// What it says to who points at it, on and off.
    LiveButton(const QString& following, const QString& standing, QWidget* parent = nullptr);
    void setLive(bool live);

private:
    void tint();

    QString following_, standing_;
    bool isLive_ = true;
};

} // namespace millrace::ui
