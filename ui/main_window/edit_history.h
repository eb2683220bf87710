// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/settings/popup_frame.h"

class QLabel;
class QListWidget;

namespace millrace::ui {

class GraphSession;

/// Every state the document went through since it was opened, oldest first: choosing one goes there, and the
/// list stays open.
class EditHistory : public PopupFrame {
    Q_OBJECT
public:
    EditHistory(GraphSession& session, QWidget* parent);
    void open(QPoint globalCorner);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void refresh();
    void jump();

    GraphSession& session_;
    QListWidget* list_;
    QLabel* hint_;
    bool jumping_ = false;
};

} // namespace millrace::ui
