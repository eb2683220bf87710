// SPDX-License-Identifier: Apache-2.0
#include "ui/compare/compare_commands.h"

#include "engine/graph/graph_json.h"
#include "ui/compare/graph_compare_dialog.h"
#include "ui/document/graph_session.h"
#include "ui/main_window/main_window.h"
#include "ui/main_window/status_line.h"
#include "ui/main_window/window_actions.h"
#include "ui/settings/theme.h"

#include <QAction>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QToolButton>

namespace millrace::ui {

CompareCommands::CompareCommands(MainWindow& window)
    : QObject(&window),
      window_(window),
      withSaved_(new QAction(tr("Compare with saved"), &window)),
      withFile_(new QAction(tr("Compare with file…"), &window)) {
    withSaved_->setObjectName("actionCompareSaved");
    withFile_->setObjectName("actionCompareFile");
    window.addActions({withSaved_, withFile_});
    if (auto* button = window.findChild<QToolButton*>("menuButton"); button && button->menu()) {
        const QList<QAction*> entries = button->menu()->actions();
        const auto at = entries.indexOf(window.actions().saveAs);
        button->menu()->insertActions(entries.value(at + 1), {withSaved_, withFile_});
    }
    const auto refresh = [this] {
        const GraphSession& session = window_.session();
        withSaved_->setEnabled(!session.filePath().isEmpty() && session.isDirty());
        for (QAction* action : {withSaved_, withFile_})
            action->setIcon(Theme::instance().icon("compare"));
    };
    refresh();
    connect(&window.session(), &GraphSession::fileChanged, this, refresh);
    connect(&window.session(), &GraphSession::edited, this, refresh);
    connect(&window.session(), &GraphSession::documentReplaced, this, refresh);
    connect(&Theme::instance(), &Theme::changed, this, refresh);
    connect(withSaved_, &QAction::triggered, this,
            [this] { compareWith(window_.session().filePath(), true); });
    connect(withFile_, &QAction::triggered, this, &CompareCommands::chooseFile);
}

void CompareCommands::chooseFile() {
    const QString path = QFileDialog::getOpenFileName(
        &window_, tr("Compare with"), window_.session().graphFolder(), tr("Graphs (*.mill);;All files (*)"));
    if (!path.isEmpty()) compareWith(path, false);
}

GraphCompareDialog* CompareCommands::compareWith(const QString& path, bool isSaved) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        window_.statusLine().showMessage(tr("%1 cannot be read: %2").arg(path, file.errorString()));
        return nullptr;
    }
    const QByteArray text = file.readAll();
    auto graph = parseGraph({text.constData(), static_cast<std::size_t>(text.size())}, path.toStdString());
    if (!graph) {
        window_.statusLine().showMessage(firstMessage(graph.error()));
        return nullptr;
    }
    const QString name = QFileInfo(path).fileName();
    auto* dialog =
        new GraphCompareDialog({isSaved ? tr("%1 as saved").arg(name) : name, std::move(graph->document)},
                               {window_.session().displayName(), window_.session().document()},
                               window_.session().registry(), &window_);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
    return dialog;
}

} // namespace millrace::ui
