// SPDX-License-Identifier: Apache-2.0
#include "ui/main_window/picture_dialog.h"

#include "ui/canvas/canvas_areas.h"
#include "ui/canvas/canvas_scene.h"
#include "ui/document/graph_session.h"

#include <QButtonGroup>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

namespace millrace::ui {
namespace {

QLabel* label(const QString& text) {
    auto* result = new QLabel(text);
    result->setProperty("role", "label");
    return result;
}

} // namespace

PictureDialog::PictureDialog(CanvasScene& canvas, QWidget* parent)
    : QDialog(parent),
      canvas_(canvas),
      path_(new QLineEdit),
      parts_(new QButtonGroup(this)),
      grounds_(new QButtonGroup(this)),
      error_(new QLabel) {
    setObjectName("pictureDialog");
    setWindowTitle(tr("Export picture"));
    setMinimumWidth(460);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 18, 20, 18);
    column->setSpacing(6);
    const auto choice = [&](QButtonGroup* group, int id, const char* name, const QString& text) {
        auto* button = new QRadioButton(text);
        button->setObjectName(name);
        group->addButton(button, id);
        column->addWidget(button);
        return button;
    };
    column->addWidget(label(tr("What")));
    choice(parts_, 0, "pictureWhole", tr("The whole graph"))->setChecked(true);
    QRadioButton* selection = choice(parts_, 1, "pictureSelection", tr("What is selected"));
    const GraphBody& body = canvas_.session().document();
    const bool some = !canvas_.selectedNodes().empty() || !canvas_.areas().selectedGroups(body).empty() ||
                      !canvas_.areas().selectedNotes(body).empty();
    selection->setVisible(some);
    column->addSpacing(8);
    column->addWidget(label(tr("Background")));
    choice(grounds_, 0, "groundAsShown", tr("As on the screen"))->setChecked(true);
    choice(grounds_, 1, "groundLight", tr("Light, for print"));
    choice(grounds_, 2, "groundNone", tr("None"));
    column->addSpacing(8);
    column->addWidget(label(tr("File (.svg, .png or .pdf)")));
    auto* row = new QHBoxLayout;
    path_->setObjectName("picturePath");
    path_->setAccessibleName(tr("File"));
    const QString name = QFileInfo(canvas_.session().displayName()).completeBaseName();
    path_->setText(QDir(canvas_.session().graphFolder()).filePath(name + ".svg"));
    auto* browseButton = new QPushButton(tr("Browse…"));
    row->addWidget(path_, 1);
    row->addWidget(browseButton);
    column->addLayout(row);
    error_->setProperty("role", "error");
    error_->setWordWrap(true);
    error_->hide();
    column->addWidget(error_);
    column->addSpacing(12);
    auto* buttons = new QHBoxLayout;
    auto* cancel = new QPushButton(tr("Cancel"));
    auto* save = new QPushButton(tr("Export"));
    save->setObjectName("pictureExport");
    save->setProperty("role", "primary");
    save->setDefault(true);
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(save);
    column->addLayout(buttons);
    connect(browseButton, &QPushButton::clicked, this, &PictureDialog::browse);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(save, &QPushButton::clicked, this, &PictureDialog::write);
}

PictureOptions PictureDialog::options() const {
    PictureOptions options;
    options.selectionOnly = parts_->checkedId() == 1;
    options.ground = static_cast<PictureOptions::Ground>(grounds_->checkedId());
    return options;
}

void PictureDialog::browse() {
    const QString path = QFileDialog::getSaveFileName(
        this, tr("Export picture"), path_->text(),
        tr("Pictures (*.svg *.png *.pdf);;SVG (*.svg);;PNG (*.png);;PDF (*.pdf)"));
    if (!path.isEmpty()) path_->setText(path);
}

void PictureDialog::write() {
    const Result<void> written = writePicture(canvas_, path_->text(), options());
    if (!written.has_error()) {
        accept();
        return;
    }
    error_->setText(firstMessage(written.error()));
    error_->show();
    adjustSize();
}

} // namespace millrace::ui
