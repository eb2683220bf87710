// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QWidget>

namespace millrace::ui {

/// Out of every panel Escape leads back to the canvas, where the keys of the graph count, unless the panel
/// had a use for it: keys that nobody wanted come to the window.
class WayBack : public QObject {
public:
    WayBack(QWidget& window, QWidget& canvas);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget& canvas_;
};

} // namespace millrace::ui
