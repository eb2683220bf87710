// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/canvas/graph_picture.h"

#include <QDialog>

class QButtonGroup;
class QLabel;
class QLineEdit;

namespace millrace::ui {

class CanvasScene;

/// Asks for a file and how the picture is to be, and writes it.
class PictureDialog : public QDialog {
    Q_OBJECT
public:
    PictureDialog(CanvasScene& canvas, QWidget* parent);
    PictureOptions options() const;

private:
    void browse();
    void write();

    CanvasScene& canvas_;
    QLineEdit* path_;
    QButtonGroup *parts_, *grounds_;
    QLabel* error_;
};

} // namespace millrace::ui
