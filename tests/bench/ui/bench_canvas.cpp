// SPDX-License-Identifier: Apache-2.0
// What a graph of 1,000 nodes costs the window (processor time, so that others on the machine count little):
// a frame with all numbers new, as during a run, at rest, panning, zooming and coming to rest after it, drawn
// by software without a screen; opening such a file; the longest time the window does not listen while it
// runs. A frame at 60 fps has 16 ms.

#include "app/shared/build_registry.h"
#include "engine/graph/graph_json.h"
#include "engine/runtime/engine.h"
#include "tests/bench/bench_table.h"
#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/canvas_view.h"
#include "ui/document/graph_session.h"
#include "ui/main_window/main_window.h"
#include "ui/run/run_controller.h"
#include "ui/run/run_views.h"
#include "ui/settings/theme.h"

#include <fmt/format.h>
#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QScrollBar>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QThread>
#include <QTimer>
#include <algorithm>
#include <cmath>
#include <ctime>

using namespace millrace;
using namespace millrace::bench;

namespace {

constexpr int kRows = 25, kColumns = 40;
constexpr double kFrame = 16e-3, kOpen = 1.0;

/// Rows of sources, filters, maps and a sink, as far apart as `Tidy up` sets them.
GraphDocument thousandNodes() {
    GraphDocument document;
    document.name = "Thousand";
    for (int row = 0; row < kRows; ++row) {
        for (int column = 0; column < kColumns; ++column) {
            GraphNode node;
            node.id = fmt::format("n{}_{}", row, column);
            node.kind = column == 0               ? "generate"
                        : column == kColumns - 1  ? "discard"
                        : (row + column) % 5 == 0 ? "queue"
                                                  : "filter";
            if (node.kind == "filter") node.params["where"] = fmt::format("id >= {}", column);
            if (node.kind == "generate") {
                node.params["rate"] = 2000;
                node.params["fields"] =
                    boost::json::object{{"id", boost::json::object{{"type", "sequence"}}}};
            }
            if (column % 3 == 0) node.title = fmt::format("Stage {} of row {}", column, row);
            document.layout.emplace_back(node.id, Point{column * 260.0, row * 140.0});
            document.nodes.push_back(std::move(node));
            if (column == 0) continue;
            GraphEdge edge;
            edge.from = {fmt::format("n{}_{}", row, column - 1), "out"};
            // Every third column the rows change places, so that wires are curves.
            const int next = column % 3 == 0 ? (row + 1) % kRows : row;
            edge.to = {fmt::format("n{}_{}", next, column), "in"};
            document.edges.push_back(std::move(edge));
        }
    }
    return document;
}

/// Numbers of one moment of a run: every figure differs from those of the moment before.
ui::LiveValues momentOf(const GraphDocument& document, int moment, const ui::LiveValues& before) {
    ui::LiveValues live = before;
    live.active = live.running = true;
    int i = 0;
    for (const GraphNode& node : document.nodes) {
        ui::NodeLive& values = live.nodes[QString::fromStdString(node.id)];
        const double wave = 0.5 + 0.5 * std::sin(0.37 * moment + 0.11 * ++i);
        values.rate = 1e6 * (0.2 + wave) + i;
        values.spark.push(static_cast<float>(values.rate));
        values.busy = 0.7 * wave;
        values.outputFull = 0.2 * (1 - wave);
        values.chip = QStringLiteral("pool × 4 · by key");
        values.bottleneck = i == 7;
        values.taskUse = wave;
        values.recordsIn = values.recordsOut = 1000 * moment + i;
    }
    for (const GraphEdge& edge : document.edges) {
        ui::WireLive& values = live.wires[QString::fromStdString(edge.id())];
        const double wave = 0.5 + 0.5 * std::sin(0.41 * moment + 0.17 * ++i);
        values.fill = wave;
        values.rate = 1e6 * wave + i;
        values.capacity = 65536;
        values.depth = static_cast<qint64>(wave * 65536);
        values.sent = 1000 * moment + i;
        values.full = wave > 0.99;
    }
    return live;
}

struct Percentiles {
    double middle = 0, slow = 0;
};

Percentiles percentiles(std::vector<double> seconds) {
    if (seconds.empty()) return {};
    std::sort(seconds.begin(), seconds.end());
    const auto at = [&](double share) {
        return seconds[static_cast<std::size_t>(share * static_cast<double>(seconds.size() - 1))];
    };
    return {at(0.5), at(0.99)};
}

class CanvasBench {
public:
    CanvasBench(Table& table, const Registry& registry, const GraphDocument& document)
        : table_(table), session_(registry), scene_(session_), view_(scene_) {
        session_.adopt(document, {});
        ui::LiveValues live;
        for (int i = 0; i < 48; ++i)
            live = momentOf(document, i, live);
        for (int i = 0; i < 16; ++i) {
            live = momentOf(document, 48 + i, live);
            moments_.push_back(live);
        }
    }

    void measure(QSize size, bool target) {
        view_.resize(size);
        view_.show();
        while (!session_.planningIsCurrent())
            QCoreApplication::processEvents(QEventLoop::AllEvents, 10);
        const std::string where = fmt::format("{}x{}", size.width(), size.height());
        for (const double zoom : {0.1, 0.5, 1.0}) {
            const auto begin = [&] {
                view_.setZoom(zoom);
                view_.centerOn(QPointF(5000, 1700));
            };
            begin();
            report(fmt::format("{} at {:.0f} %, numbers", where, zoom * 100), target, [](int) {});
            begin();
            report(fmt::format("{} at {:.0f} %, numbers and panning", where, zoom * 100), target,
                   [this](int i) {
                       QScrollBar* bar = view_.horizontalScrollBar();
                       bar->setValue(bar->value() + ((i / 50) % 2 == 0 ? 9 : -9));
                   });
        }
        view_.centerOn(QPointF(5000, 1700));
        report(where + ", numbers and zooming 10 % to 100 %", target, [this](int i) {
            const double way = std::abs(((i * 2) % 200) / 100.0 - 1);
            view_.setZoom(0.1 * std::pow(10, way));
        });
        // What was stretched on the way is drawn anew once the zoom rests.
        report(where + ", numbers, after zooming", target, [](int) { QThread::msleep(5); });
        view_.hide();
    }

private:
    void report(const std::string& name, bool target, const std::function<void(int)>& change) {
        const int frames = table_.quick() ? 20 : 200;
        std::vector<double> seconds;
        for (int i = -5; i < frames; ++i) {
            const double one = processorSecondsOf([&] {
                change(std::max(i, 0));
                scene_.setLiveValues(moments_[static_cast<std::size_t>(i + 5) % moments_.size()]);
                QCoreApplication::processEvents();
            });
            if (i >= 0) seconds.push_back(one);
        }
        const Percentiles found = percentiles(std::move(seconds));
        table_.add({name + ": p50", found.middle * 1e3, "ms", std::nullopt, "", std::nullopt});
        Row slow{name + ": p99", found.slow * 1e3, "ms", kFrame / found.slow, "16 ms", std::nullopt};
        if (target) slow.target = 1.0;
        table_.add(slow);
    }

    Table& table_;
    ui::GraphSession session_;
    ui::CanvasScene scene_;
    ui::CanvasView view_;
    std::vector<ui::LiveValues> moments_;
};

double threadSeconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// Beats as often as the event loop lets it: what lies between two beats is time in which the window does not
/// listen, by the clock on the wall and by the processor.
struct Heartbeat {
    double longestWall = 0, longestWork = 0;
    std::vector<double> work;
    QElapsedTimer wall;
    double begin = threadSeconds();
    QTimer beat;

    Heartbeat() {
        wall.start();
        beat.setTimerType(Qt::PreciseTimer);
        QObject::connect(&beat, &QTimer::timeout, &beat, [this] {
            longestWall = std::max(longestWall, static_cast<double>(wall.nsecsElapsed()) * 1e-9);
            const double worked = threadSeconds() - begin;
            longestWork = std::max(longestWork, worked);
            work.push_back(worked);
            begin = threadSeconds();
            wall.restart();
        });
        beat.start(1);
    }
};

/// Sleeps between events, as the program does.
void wait(int milliseconds, const std::function<bool()>& done = {}) {
    QEventLoop loop;
    QTimer end, ask;
    QObject::connect(&end, &QTimer::timeout, &loop, &QEventLoop::quit);
    QObject::connect(&ask, &QTimer::timeout, &loop, [&] {
        if (done()) loop.quit();
    });
    end.start(milliseconds);
    if (done) ask.start(20);
    loop.exec();
}

void measureWindow(Table& table, const std::shared_ptr<const Registry>& registry, const QString& folder) {
    const QString path = folder + "/thousand.mill";
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly)) return;
    const std::string text = writeGraph(thousandNodes());
    file.write(text.data(), static_cast<qint64>(text.size()));
    file.close();
    Engine engine;
    ui::StudioServices services;
    services.registry = registry.get();
    services.backend = &engine;
    services.autosaveFolder = folder + "/autosave";
    ui::MainWindow window(services);
    ui::RunViews views(window);
    window.resize(1920, 1080);
    window.show();
    wait(300);
    std::vector<double> opened;
    for (int i = 0; i < (table.quick() ? 1 : 5); ++i) {
        window.session().newDocument();
        wait(200);
        opened.push_back(secondsOf([&] {
            window.openGraph(path);
            QCoreApplication::processEvents();
        }));
    }
    std::sort(opened.begin(), opened.end());
    const double open = opened[opened.size() / 2];
    table.add({"opening the file, up to the first picture", open * 1e3, "ms", kOpen / open, "1 s", 1.0});
    wait(30000, [&] { return window.session().planningIsCurrent(); });
    window.requestRun();
    wait(20000, [&] { return window.runState() == RunState::Running; });
    wait(1000);
    if (window.runState() != RunState::Running)
        fmt::print(stderr, "the graph does not run: {}\n", toText(window.session().planning().diagnostics));
    {
        Heartbeat heartbeat;
        wait(table.quick() ? 1000 : 10000);
        const double usual = percentiles(heartbeat.work).slow;
        table.add({"while it runs, p99 of what the window works at a stretch", usual * 1e3, "ms",
                   kFrame / std::max(usual, 1e-9), "16 ms", std::nullopt});
        table.add({"the longest of them, processor time", heartbeat.longestWork * 1e3, "ms",
                   kFrame / std::max(heartbeat.longestWork, 1e-9), "16 ms", 1.0});
        table.add({"the longest time it did not listen, on the wall", heartbeat.longestWall * 1e3, "ms",
                   kFrame / std::max(heartbeat.longestWall, 1e-9), "16 ms", std::nullopt});
    }
    views.controller().stop();
    wait(10000, [&] { return isFinal(window.runState()); });
}

} // namespace

int main(int argc, char** argv) {
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    QTemporaryDir folder;
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setOrganizationName("MillraceBench");
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, folder.path());
    QApplication application(argc, argv);
    ui::Theme::instance().apply(ui::Theme::Mode::Dark);
    Table table("The window with a graph of 1,000 nodes (16 ms have 60 frames of a second)", argc, argv);
    const auto registry = buildRegistry();
    if (table.wants("frames")) {
        CanvasBench bench(table, *registry, thousandNodes());
        bench.measure({1920, 1080}, true);
        bench.measure({3840, 2160}, false);
    }
    if (table.wants("window")) measureWindow(table, registry, folder.path());
    return table.finish();
}
