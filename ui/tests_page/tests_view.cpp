// SPDX-License-Identifier: Apache-2.0
#include "ui/tests_page/tests_view.h"

#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/canvas_view.h"
#include "ui/document/graph_session.h"
#include "ui/document/shown_body.h"
#include "ui/main_window/dock_area.h"
#include "ui/main_window/main_window.h"
#include "ui/run/run_controller.h"
#include "ui/settings/theme.h"
#include "ui/tests_page/graph_test_service.h"
#include "ui/tests_page/new_test_dialog.h"
#include "ui/tests_page/tests_page.h"

namespace millrace::ui {

TestsView::TestsView(MainWindow& window, RunController* runs) : QObject(&window) {
    const GraphTester* tester = window.services().tester;
    if (!tester) return;
    service_ = new GraphTestService(*tester, window.session(), this);
    page_ = new TestsPage(*service_);
    DockArea& dock = window.dock();
    const QString shown = dock.currentPage();
    dock.addPage("tests", tr("Tests"), page_, 70, page_->corner());
    if (!shown.isEmpty()) dock.showPage(shown);
    connect(page_, &TestsPage::nodeChosen, this, [&window](const QString& path) {
        const QString id = ShownBody::of(window.session()).reveal(path);
        if (id.isEmpty()) return;
        window.canvas().selectOnly({id});
        window.canvasView().centreOnNode(id);
    });
    connect(page_, &TestsPage::newTestRequested, this, [this, &window, runs] {
        auto* dialog = new NewTestDialog(window.session(), runs ? runs->run() : nullptr, &window);
        connect(dialog, &NewTestDialog::made, this, [this](const QString& test) {
            page_->selectTest(test);
            service_->run({test}); // what it is worth is seen at once
        });
        dialog->open();
    });
    connect(page_, &TestsPage::failuresChanged, this, [&dock](int count) {
        dock.setBadge("tests", count > 0 ? QString::number(count) : QString(),
                      Theme::instance().tokens().bad);
    });
}

TestsView::~TestsView() = default;

} // namespace millrace::ui
