// SPDX-License-Identifier: Apache-2.0
#include "ui/run/checkpointed_runs.h"

#include "ui/document/checkpoint_choice.h"
#include "ui/document/graph_session.h"
#include "ui/main_window/file_commands.h"
#include "ui/main_window/main_window.h"
#include "ui/main_window/status_line.h"
#include "ui/main_window/window_actions.h"
#include "ui/run/banner_column.h"
#include "ui/run/checkpoint_feed.h"
#include "ui/run/recovery_banner.h"
#include "ui/run/run_controller.h"
#include "ui/run/run_shape.h"
#include "ui/settings/number_text.h"
#include "ui/settings/studio_hints.h"

#include <QAction>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QMessageBox>
#include <QPointer>
#include <QPushButton>
#include <algorithm>
#include <utility>

namespace millrace::ui {

namespace {

constexpr int kBannerPlace = 13; ///< below what is held, safe or partial

/// Whether the job from whose checkpoint a run went on had nothing left to do.
bool hadEnded(const Run& run) {
    const Diagnostics found = run.diagnostics();
    return std::any_of(found.begin(), found.end(), [](const Diagnostic& d) { return d.code == "MR4607"; });
}

std::vector<RestoredPlace> placesOf(const std::string& node, const std::vector<RestoredPlace>& all) {
    std::vector<RestoredPlace> its;
    std::copy_if(all.begin(), all.end(), std::back_inserter(its),
                 [&node](const RestoredPlace& place) { return place.node == node; });
    return its;
}

} // namespace

CheckpointedRuns::CheckpointedRuns(MainWindow& window, RunController& runs, BannerColumn& banners,
                                   const CheckpointFeed& feed)
    : window_(window), runs_(runs), banners_(banners), feed_(feed) {
    const WindowActions& actions = window_.actions();
    GraphSession& session = window_.session();
    connect(actions.keepCheckpoints, &QAction::triggered, this, &CheckpointedRuns::choose);
    connect(actions.startOver, &QAction::triggered, this, &CheckpointedRuns::startOver);
    connect(&CheckpointChoice::of(session), &CheckpointChoice::changed, this,
            &CheckpointedRuns::offerCommands);
    connect(&session, &GraphSession::safeRunChanged, this, &CheckpointedRuns::offerCommands);
    connect(&session, &GraphSession::documentReplaced, this, [this] {
        fresh_ = false;
        offerCommands();
    });
    connect(&runs_, &RunController::starting, this,
            [this](const PlanPtr&, RunOptions& options) { addOptions(options); });
    for (const auto signal :
         {&RunController::started, &RunController::stateChanged, &RunController::forgotten})
        connect(&runs_, signal, this, &CheckpointedRuns::offerCommands);
    connect(&feed_, &CheckpointFeed::begun, this, [this] {
        told_ = false;
        banners_.hide(QStringLiteral("recovery"));
    });
    connect(&feed_, &CheckpointFeed::changed, this, &CheckpointedRuns::showRecovery);
    offerCommands();
}

CheckpointedRuns::~CheckpointedRuns() { pool_.waitForDone(); }

void CheckpointedRuns::offerCommands() {
    const WindowActions& actions = window_.actions();
    const bool on = CheckpointChoice::of(window_.session()).isOn();
    actions.keepCheckpoints->setChecked(on);
    actions.keepCheckpoints->setEnabled(!runs_.isActive());
    actions.startOver->setEnabled(on && !runs_.isActive() && !window_.session().isSafeRun());
}

void CheckpointedRuns::choose(bool on) {
    CheckpointChoice& choice = CheckpointChoice::of(window_.session());
    const bool mayBe = !on || !choice.folder().isEmpty() || letSave();
    choice.set(on && mayBe);
    if (!choice.isOn()) return;
    QString text = tr("Runs keep checkpoints in %1 and go on from the last one.")
                       .arg(QDir::toNativeSeparators(choice.folder()));
    if (choice.obstacles().hasErrors())
        text = tr("No run can keep checkpoints yet: %1").arg(firstMessage(choice.obstacles()));
    window_.statusLine().showMessage(text, 8000);
}

bool CheckpointedRuns::letSave() {
    QMessageBox box(&window_);
    box.setObjectName("saveFirst");
    box.setWindowTitle(tr("Keep checkpoints"));
    box.setText(tr("<b>Save the graph first.</b>"));
    box.setInformativeText(tr("Its checkpoints lie in a folder beside its file."));
    QPushButton* save = box.addButton(tr("Save as…"), QMessageBox::AcceptRole);
    box.addButton(QMessageBox::Cancel)->setText(tr("Cancel"));
    save->setObjectName("saveNow");
    box.setDefaultButton(save);
    box.exec();
    return box.clickedButton() == save && window_.files().save();
}

void CheckpointedRuns::addOptions(RunOptions& options) {
    if (window_.session().simulates()) return; // nothing is read or written
    const bool fresh = std::exchange(fresh_, false);
    const CheckpointChoice& choice = CheckpointChoice::of(window_.session());
    // A part of the graph, or one whose sinks write nothing, is another job: it leaves the folder alone.
    if (!choice.isOn() || runs_.isPartial() || window_.session().isSafeRun()) return;
    options.checkpoints.emplace();
    options.checkpoints->folder = QFile::encodeName(choice.folder()).toStdString();
    options.checkpoints->fresh = fresh;
}

void CheckpointedRuns::startOver() {
    const QString folder = CheckpointChoice::of(window_.session()).folder();
    if (folder.isEmpty() || runs_.isActive() || std::exchange(asking_, true)) return;
    // A large state takes a while to be read.
    pool_.start([this, backend = window_.services().backend, folder] {
        const auto saved = backend->savedCheckpoint(QFile::encodeName(folder).toStdString());
        QMetaObject::invokeMethod(
            this,
            [this, saved, folder] {
                asking_ = false;
                if (folder == CheckpointChoice::of(window_.session()).folder() && !runs_.isActive())
                    confirm(saved);
            },
            Qt::QueuedConnection);
    });
}

void CheckpointedRuns::confirm(const Result<std::optional<SavedCheckpoint>>& saved) {
    const bool nothingToLose = saved && !*saved;
    if (!nothingToLose) {
        const QString folder =
            QDir::toNativeSeparators(CheckpointChoice::of(window_.session()).folder()).toHtmlEscaped();
        QString what =
            tr("What lies in %1 cannot be read: %2")
                .arg(folder, saved ? QString() : firstMessage(inStudioWords(saved.error())).toHtmlEscaped());
        QString head = tr("<b>Forget the checkpoints?</b>");
        if (saved) {
            const qint64 now = QDateTime::currentMSecsSinceEpoch();
            const SavedCheckpoint& last = **saved;
            head = tr("<b>Forget checkpoint %1?</b>").arg(last.epoch);
            what = tr("It was made at %1, %2 ago, and lies in %3 (%4).")
                       .arg(momentText(last.madeAt, now), ageText(now - last.madeAt), folder,
                            bytesText(static_cast<double>(last.bytes)).text());
        }
        QMessageBox box(&window_);
        box.setObjectName("startOverQuestion");
        box.setWindowTitle(tr("Start over"));
        box.setText(head);
        box.setInformativeText(
            what + QStringLiteral("<br><br>") +
            tr("Lost are the places up to which the sources have read and what stages have gathered, open "
               "windows among it. Everything is read again: what sinks have added to files, tables and "
               "topics stays there, and is added a second time."));
        QPushButton* forget = box.addButton(tr("Start over"), QMessageBox::DestructiveRole);
        forget->setObjectName("forgetCheckpoints");
        QPushButton* cancel = box.addButton(QMessageBox::Cancel);
        cancel->setText(tr("Cancel"));
        box.setDefaultButton(cancel);
        box.exec();
        if (box.clickedButton() != forget) return;
    }
    fresh_ = true;
    window_.requestRun();
    // Where the graph has errors nothing has started; a later run is not meant.
    window_.session().whenPlanned([self = QPointer<CheckpointedRuns>(this)] {
        if (self) self->fresh_ = false;
    });
}

void CheckpointedRuns::showRecovery() {
    const CheckpointStatus& status = feed_.status();
    if (told_ || status.restored == kNoEpoch || runs_.isLeaving()) return;
    if (runs_.state() == RunState::Preparing) return; // it has not said yet whether anything is left to do
    told_ = true;
    RecoveryBanner::Recovery recovery;
    recovery.epoch = status.restored;
    recovery.madeAt = status.restoredMadeAt;
    recovery.startedAt = runs_.history().frames().empty()
                             ? QDateTime::currentMSecsSinceEpoch()
                             : runs_.history().frames().front().wallClock -
                                   runs_.history().frames().front().elapsedNs / 1'000'000;
    recovery.hadEnded = hadEnded(*runs_.run());
    for (const RunShape::Node& node : shapeOf(*runs_.plan()).nodes)
        if (node.category == Category::Source)
            recovery.sources.push_back({node.title, placesOf(node.id.toStdString(), feed_.places())});
    auto* banner = new RecoveryBanner(recovery, window_.actions().startOver);
    connect(banner, &RecoveryBanner::closed, this, [this] { banners_.hide(QStringLiteral("recovery")); });
    banners_.show(QStringLiteral("recovery"), kBannerPlace, banner);
}

} // namespace millrace::ui
