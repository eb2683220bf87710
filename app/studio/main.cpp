// SPDX-License-Identifier: Apache-2.0
#include "app/shared/command_for_workers.h"
#include "app/shared/engine_graph_tester.h"
#include "app/shared/node_kinds.h"
#include "app/shared/open_graph.h"
#include "app/shared/sim_experimenter.h"
#include "app/studio/studio_options.h"
#include "engine/base/diagnostic.h"
#include "engine/base/text.h"
#include "engine/runtime/engine.h"
#include "engine/runtime/system_clock.h"
#include "engine/sim/simulator.h"
#include "engine/store/sqlite_run_store.h"
#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/canvas_view.h"
#include "ui/canvas/graph_picture.h"
#include "ui/compare/compare_commands.h"
#include "ui/document/graph_session.h"
#include "ui/experiment/experiment_view.h"
#include "ui/log/log_page.h"
#include "ui/main_window/dock_area.h"
#include "ui/main_window/file_commands.h"
#include "ui/main_window/main_window.h"
#include "ui/main_window/studio_guides.h"
#include "ui/run/run_views.h"
#include "ui/settings/preferences.h"
#include "ui/settings/theme.h"
#include "ui/settings/theme_choice.h"
#include "ui/settings/translation.h"
#include "ui/tests_page/tests_view.h"
#include "ui/welcome/welcome_page.h"

#include <QApplication>
#include <QDir>
#include <QFileInfo>
#include <QScreen>
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

/// None when its file cannot be used: then no run is kept, and `problems` says why.
std::unique_ptr<RunStore> openRunStore(Diagnostics& problems) {
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    QDir().mkpath(folder);
    Result<std::unique_ptr<SqliteRunStore>> store =
        SqliteRunStore::open((folder + "/runs.sqlite").toStdString());
    if (store.has_value()) return std::move(*store);
    for (Diagnostic d : store.error()) {
        d.message = "runs are not kept: " + d.message;
        problems.add(std::move(d));
    }
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
void reportAtStart(const Diagnostics& problems, ui::LogModel& log) {
    for (const Diagnostic& d : problems) {
        std::fprintf(stderr, "millrace-studio: %s\n", toText(d).c_str());
        log.add(d.severity, {}, QString::fromStdString(d.file + ": " + d.message));
    }
}

/// Why not is told on the terminal, and where there is somebody to read it, in the window.
bool openNamedGraph(ui::MainWindow& window, const QString& path, bool tellInWindow) {
    // A window reads files alone: "-" is one, and not standard input.
    const QString file = path == "-" ? QStringLiteral("./-") : path;
    const auto readable = openGraphFile(QFile::encodeName(file).toStdString());
    if (!readable)
        for (const Diagnostic& d : readable.error())
            std::fprintf(stderr, "millrace-studio: %s\n", toText(d).c_str());
    return tellInWindow ? window.files().openNamed(path) : window.openGraph(path);
}

void takeScreenshot(ui::MainWindow& window, const StudioOptions& options) {
    QTimer::singleShot(options.afterMs, &window, [&window, file = options.screenshot] {
        const bool written = window.grab().save(file);
        if (!written) std::fprintf(stderr, "millrace-studio: %s cannot be written\n", qPrintable(file));
        QCoreApplication::exit(written ? 0 : 1);
    });
}

/// Draws the graph as soon as the planner has said what it finds.
void drawGraph(ui::MainWindow& window, const QString& file) {
    window.session().whenPlanned([&window, file] {
        const Result<void> drawn = ui::writePicture(window.canvas(), file, {});
        if (drawn.has_error()) std::fprintf(stderr, "millrace-studio: %s\n", toText(drawn.error()).c_str());
        // Not before there is an event loop to leave.
        QTimer::singleShot(0, &window,
                           [failed = drawn.has_error()] { QCoreApplication::exit(failed ? 1 : 0); });
    });
}

} // namespace

int main(int argc, char** argv) {
    QCoreApplication::setOrganizationName("Millrace");
    QCoreApplication::setApplicationName("Millrace");
    QCoreApplication::setApplicationVersion(MILLRACE_VERSION);
    ui::preferences::applyScale();
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
    if (!display && options->screenshot.isEmpty() && options->picture.isEmpty()) {
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

    ui::installTranslation(ui::preferences::language());
    ui::applyTheme(options->theme.isEmpty() ? ui::rememberedTheme() : ui::themeNamed(options->theme));
    ui::preferences::applyMotion();
    Engine engine;
    const QString headless = QCoreApplication::applicationDirPath() + "/millrace";
    engine.useWorkers(commandForWorkers(QFile::encodeName(headless).toStdString(), *kinds));
    Diagnostics problems = kinds->warnings; // plugins left out
    const std::unique_ptr<RunStore> store = openRunStore(problems);
    ui::StudioServices services;
    services.registry = kinds->registry.get();
    services.backend = &engine;
    const SystemClock clock;
    sim::Simulator simulator(clock);
    services.simulator = &simulator;
    services.runStore = store.get();
    const EngineGraphTester tester(kinds->registry);
    services.tester = &tester;
    const SimExperimenter experimenter(kinds->registry);
    services.experimenter = &experimenter;
    services.examplesFolder = examplesFolder();

    ui::MainWindow window(services);
    ui::RunViews runViews(window);
    ui::TestsView testsView(window, &runViews.controller());
    ui::ExperimentView experimentView(window);
    ui::CompareCommands compareCommands(window);
    reportAtStart(problems, runViews.log().model());
    const bool forPicture = !options->screenshot.isEmpty() || !options->picture.isEmpty();
    if (options->size.isValid())
        window.resize(options->size);
    else if (!forPicture)
        window.resize(window.size().boundedTo(window.screen()->availableSize()));
    window.show();
    if (!forPicture) window.offerRecovery();
    const bool named = !options->graph.isEmpty();
    const bool opened = named && openNamedGraph(window, options->graph, !forPicture);
    if (named && !opened && forPicture) return 1;
    // Nothing is open: neither named nor restored.
    if (!opened && !window.session().isDirty()) window.guides().welcome().open();
    if (opened && !options->select.isEmpty()) {
        const GraphDocument& document = window.session().document();
        if (document.findNode(options->select.toStdString()) == nullptr)
            return refuseNode(*options, document);
        window.session().whenPlanned([&window, id = options->select] { window.canvas().selectOnly({id}); });
    }
    if (!options->page.isEmpty()) window.dock().showPage(options->page);
    window.session().setSimulates(options->simulate);
    if (options->run && (opened || !named)) window.requestRun();
    if (!options->picture.isEmpty()) {
        drawGraph(window, options->picture);
    } else if (forPicture) {
        takeScreenshot(window, *options);
    }
    return QApplication::exec();
}
