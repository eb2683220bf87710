// SPDX-License-Identifier: Apache-2.0
// What a frame of the timeline costs (processor time): 8 lanes of 200,000 events each, drawn at 1920 x 400
// without a screen, from everything down to a few turns, moving on between frames as a drag does. A frame at
// 60 fps has 16 ms.

#include "tests/bench/bench_table.h"
#include "ui/timeline/timeline_model.h"
#include "ui/timeline/timeline_view.h"

#include <fmt/format.h>
#include <QApplication>
#include <QImage>
#include <algorithm>
#include <random>

using namespace millrace;
using namespace millrace::bench;

namespace {

constexpr std::size_t kLanes = 8, kEvents = 200'000;
constexpr double kFrame = 16e-3;

TraceLane lane(std::size_t index, std::size_t events) {
    std::mt19937 random(static_cast<unsigned>(index + 1));
    const auto some = [&](unsigned most) { return static_cast<MonotonicNs>(random() % most) + 1; };
    TraceLane lane{fmt::format("pool {}", index + 1), 0, 0, {}};
    MonotonicNs at = 1;
    while (lane.events.size() < events) {
        const auto task = static_cast<std::uint32_t>(random() % 5);
        lane.events.push_back({at += some(2000), TraceKind::TurnBegins, 0, task});
        if (random() % 8 == 0) {
            const auto why = static_cast<std::uint8_t>(random() % 2);
            lane.events.push_back({at += some(20'000), TraceKind::WaitBegins, why, task, 0});
            lane.events.push_back({at += some(40'000), TraceKind::WaitEnds, why, task});
        }
        const auto end = static_cast<std::uint8_t>(random() % 4);
        lane.events.push_back({at += some(200'000), TraceKind::TurnEnds, end, task, kNoTraceSubject, 1024});
        if (random() % 4 != 0) continue;
        lane.events.push_back({at += some(500), TraceKind::Sleeps});
        lane.events.push_back({at += some(300'000), TraceKind::Awakes});
    }
    return lane;
}

Trace trace(std::size_t events) {
    Trace trace;
    trace.tasks = {{0, 0}, {1, 0}, {2, 0}, {3, 0}, {4, 0}};
    trace.resources = {"lock"};
    for (std::size_t i = 0; i < kLanes; ++i) {
        trace.lanes.push_back(lane(i, events));
        trace.until = std::max(trace.until, trace.lanes.back().events.back().at);
    }
    return trace;
}

/// The 99th of 100 frames, in seconds.
double slowFrame(ui::TimelineView& view, QImage& image, int frames) {
    std::vector<double> seconds;
    for (int i = 0; i < frames; ++i) {
        view.zoom(i % 2 == 0 ? 0.98 : 1 / 0.98);
        seconds.push_back(processorSecondsOf([&] { view.viewport()->render(&image); }));
    }
    std::sort(seconds.begin(), seconds.end());
    return seconds[static_cast<std::size_t>(0.99 * (frames - 1))];
}

} // namespace

int main(int argc, char** argv) {
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    Table table("A frame of the timeline: 8 lanes of 200,000 events, 1920 x 400 (16 ms have 60 of a second)",
                argc, argv);
    ui::TimelineModel model;
    model.take(trace(table.quick() ? 20'000 : kEvents));
    model.markTasks({true, false, false, false, false});
    ui::TimelineView view(model);
    view.resize(1920, 400);
    view.viewport()->resize(1920, 400);
    view.refresh();
    view.fitAll();
    QImage image(1920, 400, QImage::Format_ARGB32_Premultiplied);
    const int frames = table.quick() ? 20 : 200;
    const double everything = view.range().length();
    for (const double share : {1.0, 0.1, 0.01, 0.001, 0.0001}) {
        view.zoom(everything * share / view.range().length());
        const double seconds = slowFrame(view, image, frames);
        table.add({fmt::format("p99 at {:.3g} ms across", view.range().length() * 1e-6), seconds * 1e3, "ms",
                   kFrame / seconds, "16 ms", 1.0});
    }
    return table.finish();
}
