// SPDX-License-Identifier: Apache-2.0
#include "app/shared/node_kinds.h"
#include "app/studio/studio_options.h"
#include "engine/base/diagnostic.h"
#include "engine/base/text.h"
#include "engine/runtime/engine.h"
#include "engine/store/sqlite_run_store.h"
#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/canvas_view.h"
#include "ui/document/graph_session.h"
#include "ui/log/log_page.h"
#include "ui/main_window/dock_area.h"
#include "ui/main_window/main_window.h"
#include "ui/run/run_views.h"
#include "ui/settings/theme.h"

#include <QApplication>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>
#include <QTimer>
#include <cstdio>
#include <memory>

namespace {

using namespace millrace;

/// Beside the program when it is installed (bin/../share/millrace) and in the build folder alike.
QString examplesFolder() {
    const QDir folder(QCoreApplication::applicationDirPath() + "/../share/millrace/examples");
    return folder.exists() ? folder.canonicalPath() : QString();
}

std::unique_ptr<RunStore> openRunStore() {
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    QDir().mkpath(folder);
    Result<std::unique_ptr<SqliteRunStore>> store =
        SqliteRunStore::open((folder + "/runs.sqlite").toStdString());
    if (store.has_value()) return std::move(*store);
    std::fprintf(stderr, "millrace-studio: runs are not kept: %s\n", toText(store.error()).c_str());
    return nullptr;
}

/// Wrong usage: --select names a node that the graph does not have.
int refuseNode(const StudioOptions& options, const GraphDocument& document) {
    std::vector<std::string> ids;
    for (const GraphNode& node : document.nodes)
        ids.push_back(node.id);
    const std::string id = options.select.toStdString();
    std::fprintf(stderr, "millrace-studio: --select: there is no node `%s` in %s; %s\n", id.c_str(),
                 qPrintable(options.graph), suggestion(id, ids).c_str());
    return 2;
}

/// In the window's log, too: who starts the studio from the desktop sees no terminal.
void reportLeftOutPlugins(const Diagnostics& warnings, ui::LogModel& log) {
    for (const Diagnostic& d : warnings) {
        std::fprintf(stderr, "millrace-studio: %s\n", toText(d).c_str());
        log.add(d.severity, {}, QString::fromStdString(d.file + ": " + d.message));
    }
}

void takeScreenshot(ui::MainWindow& window, const StudioOptions& options) {
    QTimer::singleShot(options.afterMs, &window, [&window, file = options.screenshot] {
        const bool written = window.grab().save(file);
        if (!written) std::fprintf(stderr, "millrace-studio: %s cannot be written\n", qPrintable(file));
        QCoreApplication::exit(written ? 0 : 1);
    });
}

} // namespace

int main(int argc, char** argv) {
    QCoreApplication::setOrganizationName("Millrace");
    QCoreApplication::setApplicationName("Millrace");
    QCoreApplication::setApplicationVersion(MILLRACE_VERSION);
    // Without a display Qt would end the program with a core dump. Help and pictures need none.
    const bool display = qEnvironmentVariableIsSet("DISPLAY") ||
                         qEnvironmentVariableIsSet("WAYLAND_DISPLAY") ||
                         qEnvironmentVariableIsSet("QT_QPA_PLATFORM");
    if (!display) qputenv("QT_QPA_PLATFORM", "offscreen");
    const QStringList pluginWords = takePluginWords(argc, argv);
    QApplication application(argc, argv);
    QStringList words = application.arguments();
    words = words.mid(0, 1) + pluginWords + words.mid(1);
    int exitCode = 0;
    const auto options = parseStudioOptions(words, exitCode);
    if (!options) return exitCode;
    if (!display && options->screenshot.isEmpty()) {
        std::fputs("millrace-studio: no display: neither DISPLAY nor WAYLAND_DISPLAY is set\n", stderr);
        return 1;
    }

    std::vector<std::string> plugins;
    for (const QString& file : options->plugins)
        plugins.push_back(QFile::encodeName(file).toStdString());
    const auto kinds = loadNodeKinds(plugins);
    if (!kinds) {
        std::fprintf(stderr, "millrace-studio: %s\n", toText(kinds.error()).c_str());
        return 2;
    }

    ui::Theme& theme = ui::Theme::instance();
    theme.apply(options->theme == "light"  ? ui::Theme::Mode::Light
                : options->theme == "dark" ? ui::Theme::Mode::Dark
                                           : ui::Theme::remembered());
    Engine engine;
    const std::unique_ptr<RunStore> store = openRunStore();
    ui::StudioServices services;
    services.registry = kinds->registry.get();
    services.backend = &engine;
    services.runStore = store.get();
    services.examplesFolder = examplesFolder();

    ui::MainWindow window(services);
    ui::RunViews runViews(window);
    reportLeftOutPlugins(kinds->warnings, runViews.log().model());
    if (options->size.isValid()) window.resize(options->size);
    window.show();
    const bool forPicture = !options->screenshot.isEmpty();
    if (!forPicture) window.offerRecovery();
    if (!options->graph.isEmpty() && !window.openGraph(options->graph) && forPicture) {
        std::fprintf(stderr, "millrace-studio: %s cannot be opened; `millrace check` says why\n",
                     qPrintable(options->graph));
        return 1;
    }
    if (!options->select.isEmpty()) {
        const GraphDocument& document = window.session().document();
        if (document.findNode(options->select.toStdString()) == nullptr)
            return refuseNode(*options, document);
        window.session().whenPlanned([&window, id = options->select] { window.canvas().selectOnly({id}); });
    }
    if (!options->page.isEmpty()) window.dock().showPage(options->page);
    if (options->run) window.requestRun();
    if (forPicture) takeScreenshot(window, *options);
    return QApplication::exec();
}
