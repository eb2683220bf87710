// SPDX-License-Identifier: Apache-2.0
#include "ui/rejected/rejected_views.h"

#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/canvas_view.h"
#include "ui/debug/debug_views.h"
#include "ui/debug/inject_dialog.h"
#include "ui/document/shown_body.h"
#include "ui/log/log_page.h"
#include "ui/main_window/dock_area.h"
#include "ui/main_window/main_window.h"
#include "ui/main_window/status_line.h"
#include "ui/rejected/rejected_page.h"
#include "ui/run/run_controller.h"
#include "ui/settings/number_text.h"
#include "ui/settings/theme.h"

#include <QMenu>

namespace millrace::ui {

RejectedViews::RejectedViews(MainWindow& window, RunController& runs, DebugViews& debug, LogModel& log)
    : window_(window), runs_(runs), page_(new RejectedPage(runs, window.session())) {
    DockArea& dock = window_.dock();
    dock.addPage("rejected", tr("Rejected"), page_, 45, page_->corner());
    connect(page_, &RejectedPage::totalChanged, this, [&dock](qint64 records) {
        dock.setBadge("rejected", records > 0 ? countText(records) : QString(),
                      Theme::instance().tokens().bad);
    });
    connect(page_, &RejectedPage::nodeChosen, this, [this](const QString& path) {
        const QString node = ShownBody::of(window_.session()).reveal(path);
        if (node.isEmpty()) return;
        window_.canvas().selectOnly({node});
        window_.canvasView().centreOnNode(node);
    });
    connect(page_, &RejectedPage::editRequested, this,
            [&debug](const QString& node, const QString& raw, const QString& error) {
                if (InjectDialog* dialog = debug.injectInto(node)) dialog->fillFromRaw(raw, error);
            });
    connect(page_, &RejectedPage::told, this, [this, &log](const QString& message) {
        window_.statusLine().showMessage(message, 8000);
        log.add(Severity::Note, {}, message);
    });
    connect(&window_, &MainWindow::contextMenuOpening, this, [this](QMenu* menu) { fillContextMenu(*menu); });
}

void RejectedViews::fillContextMenu(QMenu& menu) {
    const auto chosen = window_.canvas().selectedNodes();
    if (chosen.size() != 1 || !runs_.run()) return;
    const QString id = QString::fromStdString(chosen.front());
    const NodeItem* node = window_.canvas().node(id);
    if (!node || !node->live() || node->live()->rejected == 0) return;
    connect(menu.addAction(tr("Rejected records (%1)").arg(countText(node->live()->rejected))),
            &QAction::triggered, this, [this, id] {
                page_->showNode(ShownBody::of(window_.session()).pathOf(id));
                window_.dock().showPage("rejected");
            });
}

} // namespace millrace::ui
