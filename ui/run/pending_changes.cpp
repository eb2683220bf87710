// SPDX-License-Identifier: Apache-2.0
#include "ui/run/pending_changes.h"

#include "ui/main_window/main_window.h"
#include "ui/run/banner_column.h"
#include "ui/run/run_controller.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace millrace::ui {

PendingChanges::PendingChanges(MainWindow& window, RunController& runs, BannerColumn& banners)
    : window_(window), runs_(runs), banners_(banners) {
    connect(&runs_, &RunController::pendingChanged, this, &PendingChanges::show);
    connect(&runs_, &RunController::started, this, &PendingChanges::show);
    connect(&runs_, &RunController::forgotten, this, [this] {
        restarting_ = false;
        show();
    });
    // The views of the old run hear of its end first, then the new one begins.
    connect(
        &runs_, &RunController::finished, this,
        [this] {
            show();
            if (!std::exchange(restarting_, false)) return;
            window_.requestRun();
        },
        Qt::QueuedConnection);
}

void PendingChanges::restart() {
    restarting_ = true;
    if (runs_.isActive())
        runs_.stop();
    else
        window_.requestRun();
}

void PendingChanges::show() {
    if (!runs_.isActive() || !runs_.hasPendingChanges()) return banners_.hide("pending");
    auto* banner = new QFrame;
    banner->setObjectName("pendingBanner");
    banner->setProperty("role", "card");
    auto* text = new QLabel(tr("<b>Changes are pending</b>: the run goes on with older values. %1")
                                .arg(runs_.pendingReason().toHtmlEscaped()));
    text->setObjectName("pendingText");
    text->setTextFormat(Qt::RichText);
    text->setWordWrap(true);
    auto* apply = new QPushButton(tr("Apply by restart"));
    apply->setObjectName("pendingRestart");
    apply->setProperty("role", "small");
    apply->setToolTip(tr("Stops this run and starts the graph as it is now"));
    auto* row = new QHBoxLayout(banner);
    row->setContentsMargins(14, 6, 8, 6);
    row->setSpacing(8);
    row->addWidget(text, 1);
    row->addWidget(apply);
    connect(apply, &QPushButton::clicked, this, &PendingChanges::restart);
    banners_.show("pending", 15, banner);
}

} // namespace millrace::ui
