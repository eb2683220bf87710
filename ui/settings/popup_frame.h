// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFrame>

namespace millrace::ui {

/// A box that pops up over the window and closes with a click beside it. Its round corners are cut out of the
/// window: transparency would be black where the desktop does not compose windows.
class PopupFrame : public QFrame {
    Q_OBJECT
public:
    explicit PopupFrame(QWidget* parent);

protected:
    void resizeEvent(QResizeEvent* event) override;
};

} // namespace millrace::ui
