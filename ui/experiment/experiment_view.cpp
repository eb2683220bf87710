// SPDX-License-Identifier: Apache-2.0
#include "ui/experiment/experiment_view.h"

#include "ui/experiment/experiment_dialog.h"
#include "ui/experiment/experiment_page.h"
#include "ui/experiment/experiment_service.h"
#include "ui/main_window/dock_area.h"
#include "ui/main_window/main_window.h"
#include "ui/main_window/studio_services.h"

namespace millrace::ui {

ExperimentView::ExperimentView(MainWindow& window) : QObject(&window) {
    const Experimenter* const experimenter = window.services().experimenter;
    if (!experimenter) return;
    service_ = new ExperimentService(*experimenter, window.session(), this);
    page_ = new ExperimentPage(*service_);
    DockArea& dock = window.dock();
    const QString shown = dock.currentPage();
    dock.addPage("experiment", tr("Experiment"), page_, 35, page_->corner());
    if (!shown.isEmpty()) dock.showPage(shown);
    const auto open = [this, &window](const QString& name) {
        auto* dialog = new ExperimentDialog(*service_, name, &window);
        connect(dialog, &ExperimentDialog::saved, page_, &ExperimentPage::select);
        dialog->open();
    };
    connect(page_, &ExperimentPage::newRequested, this, [open] { open({}); });
    connect(page_, &ExperimentPage::editRequested, this, open);
}

ExperimentView::~ExperimentView() = default;

} // namespace millrace::ui
