// SPDX-License-Identifier: Apache-2.0
#include "ui/run/close_question.h"

#include "ui/run/run_controller.h"

#include <QMessageBox>
#include <QPushButton>

namespace millrace::ui {

CloseQuestion::CloseQuestion(RunController& runs, QWidget& window)
    : QObject(&runs), runs_(runs), window_(window) {
    connect(
        &runs_, &RunController::finished, this,
        [this] {
            if (closing_) window_.close();
        },
        Qt::QueuedConnection);
}

bool CloseQuestion::mayClose() {
    if (!runs_.isActive() || runs_.time()) return true; // of a simulation nothing is lost
    QMessageBox box(&window_);
    box.setObjectName("runningQuestion");
    box.setWindowTitle(tr("A run is on"));
    box.setText(tr("<b>The graph is still running.</b>"));
    box.setInformativeText(
        tr("Draining ends the sources and lets what is inside flow out to the sinks. "
           "Stopping ends at once; what is inside is lost."));
    const bool keeps = runs_.run()->options().checkpoints.has_value();
    if (keeps)
        box.setInformativeText(
            tr("It can end behind one more checkpoint, from which the next run goes on. "
               "Stopped at once, it goes on from the last one: what was read since is "
               "read again."));
    QPushButton* drain =
        box.addButton(keeps ? tr("Checkpoint and close") : tr("Drain and close"), QMessageBox::AcceptRole);
    QPushButton* stop = box.addButton(tr("Stop and close"), QMessageBox::DestructiveRole);
    box.addButton(QMessageBox::Cancel);
    box.setDefaultButton(drain);
    drain->setObjectName("drainAndClose");
    stop->setObjectName("stopAndClose");
    box.exec();
    closing_ = box.clickedButton() == drain || box.clickedButton() == stop;
    if (!closing_) return false;
    if (!runs_.isActive()) return true;
    if (box.clickedButton() == drain) {
        runs_.drain();
    } else {
        runs_.stopAtOnce();
    }
    return false;
}

} // namespace millrace::ui
