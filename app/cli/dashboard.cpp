// SPDX-License-Identifier: Apache-2.0
#include "app/cli/run_display.h"
#include "app/cli/terminal.h"
#include "engine/base/number_text.h"
#include "engine/base/printable.h"

#include <fmt/format.h>
#include <unistd.h>
#include <algorithm>
#include <cmath>
#include <cstdio>

namespace millrace::cli {

namespace {

constexpr MonotonicNs kRateWindowNs = 1'000'000'000;
constexpr int kBarWidth = 12;

const MetricsFrame& frameBefore(const MetricsHistory& history, const MetricsFrame& now) {
    const MetricsFrame* earlier = history.at(now.elapsedNs - kRateWindowNs);
    return earlier ? *earlier : history.frames().front();
}

std::string stateText(RunState state, bool colours) {
    const Colour colour = state == RunState::Failed    ? Colour::Red
                          : state == RunState::Running ? Colour::Green
                                                       : Colour::Amber;
    return coloured(std::string("● ") + runStateName(state), colour, colours);
}

std::string progressBar(double share, int width, bool colours) {
    const int filled = static_cast<int>(std::lround(std::clamp(share, 0.0, 1.0) * width));
    std::string bar;
    for (int i = 0; i < width; ++i)
        bar += i < filled ? "█" : "░";
    return coloured(bar, Colour::Cyan, colours);
}

/// Share of a node's time between two frames: busy in blue, output full in amber, the rest dim.
std::string shareBar(const NodeMetrics& before, const NodeMetrics& now, std::int64_t elapsedNs,
                     bool colours) {
    const double total =
        static_cast<double>(std::max<std::int64_t>(1, elapsedNs)) * std::max(1, now.subtasks);
    const auto cells = [&](std::int64_t ns) {
        return static_cast<int>(std::lround(static_cast<double>(ns) / total * kBarWidth));
    };
    const int busy = std::clamp(cells(now.busyNs - before.busyNs), 0, kBarWidth);
    const int full = std::clamp(cells(now.backPressuredNs - before.backPressuredNs), 0, kBarWidth - busy);
    const auto repeat = [](const char* text, int n) {
        std::string out;
        for (int i = 0; i < n; ++i)
            out += text;
        return out;
    };
    return coloured(repeat("█", busy), Colour::Blue, colours) +
           coloured(repeat("▒", full), Colour::Amber, colours) +
           coloured(repeat("·", kBarWidth - busy - full), Colour::Dim, colours);
}

std::optional<double> progressOf(const MetricsFrame& frame) {
    std::optional<double> least;
    for (const NodeMetrics& node : frame.nodes)
        if (node.progress) least = std::min(least.value_or(1.0), *node.progress);
    return least;
}

double worstP99Seconds(const MetricsFrame& frame) {
    double worst = -1;
    for (const NodeMetrics& node : frame.nodes)
        if (node.latency && node.latency->count() > 0)
            worst = std::max(worst, static_cast<double>(node.latency->quantile(0.99)) * 1e-9);
    return worst;
}

std::string headLine(const Plan& plan, const MetricsFrame& now, bool colours) {
    std::int64_t records = 0, dropped = 0;
    for (std::size_t i = 0; i < plan.vertices.size(); ++i)
        if (plan.vertices[i].kind->category == Category::Source) records += now.nodes[i].recordsOut;
    for (const EdgeMetrics& edge : now.edges)
        dropped += edge.dropped;
    std::string line =
        coloured(plan.name.empty() ? "Millrace" : printable(plan.name), Colour::Bold, colours) + "  " +
        stateText(now.state, colours) + "  " + clockText(static_cast<double>(now.elapsedNs) * 1e-9) + "  " +
        countQuantity(records).text() + " records";
    const double p99 = worstP99Seconds(now);
    if (p99 >= 0) line += "  p99 " + durationQuantity(p99).text();
    line += "  CPU " + durationQuantity(now.cpuSeconds).text() + "  memory " +
            bytesQuantity(static_cast<double>(now.residentBytes)).text();
    if (dropped > 0) line += coloured("  dropped " + countQuantity(dropped).text(), Colour::Amber, colours);
    return line;
}

std::string progressLine(const MetricsFrame& now, double progress, int columns, bool colours) {
    std::string tail = " " + percentText(progress);
    const double elapsed = static_cast<double>(now.elapsedNs) * 1e-9;
    if (progress > 0.01 && progress < 1) tail += "  " + clockText(elapsed / progress - elapsed) + " left";
    return progressBar(progress, std::clamp(columns - displayWidth(tail) - 2, 8, 60), colours) + tail;
}

std::string nodeLine(const PlanVertex& vertex, const MetricsFrame& before, const MetricsFrame& now,
                     std::size_t i, int nameWidth, bool colours) {
    const NodeMetrics& node = now.nodes[i];
    const bool source = vertex.kind->category == Category::Source;
    const Quantity rate = rateQuantity(source ? rateOut(before, now, i) : rateIn(before, now, i));
    std::string line = fitted(printable(vertex.title), nameWidth) + " " + fittedRight(rate.text(), 10) + " " +
                       fittedRight(countQuantity(node.recordsIn).text(), 9) + " " +
                       fittedRight(countQuantity(node.recordsOut).text(), 9) + "  " +
                       shareBar(before.nodes[i], node, now.elapsedNs - before.elapsedNs, colours);
    if (now.bottleneck == i) line += " " + coloured("bottleneck", Colour::Amber, colours);
    if (node.rejected > 0)
        line += coloured(" rejected " + countQuantity(node.rejected).text(), Colour::Red, colours);
    if (node.late > 0) line += coloured(" late " + countQuantity(node.late).text(), Colour::Amber, colours);
    if (node.latency && node.latency->count() > 0) {
        const auto at = [&](double q) {
            return durationQuantity(static_cast<double>(node.latency->quantile(q)) * 1e-9).text();
        };
        line += coloured(" p50 " + at(0.5) + " p99 " + at(0.99), Colour::Dim, colours);
    }
    return line;
}

std::string wireLine(const PlanEdge& edge, const EdgeMetrics& metrics, int nameWidth, bool colours) {
    const double fill =
        metrics.capacity > 0 ? static_cast<double>(metrics.depth) / static_cast<double>(metrics.capacity) : 0;
    std::string line = fitted(edge.id, nameWidth) + " " + fittedRight(percentText(fill), 10) + " " +
                       fittedRight(countQuantity(metrics.depth).text(), 9) + " " +
                       fittedRight(countQuantity(metrics.capacity).text(), 9) + "  " +
                       progressBar(fill, kBarWidth, colours);
    if (!metrics.blockedBy.empty())
        line += coloured(" full: waits for " + metrics.blockedBy, Colour::Amber, colours);
    if (metrics.dropped > 0)
        line += coloured(" dropped " + countQuantity(metrics.dropped).text(), Colour::Amber, colours);
    return line;
}

/// Cuts a line that holds colours to the screen's width.
std::string clipped(const std::string& line, int columns) {
    if (displayWidth(line) <= columns) return line;
    std::string out;
    int width = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '\x1b') {
            const std::size_t end = line.find('m', i);
            out += line.substr(i, end - i + 1);
            i = end;
            continue;
        }
        if ((static_cast<unsigned char>(line[i]) & 0xC0) != 0x80 && ++width > columns) break;
        out += line[i];
    }
    return out + "\x1b[0m";
}

class Dashboard final : public RunDisplay {
public:
    Dashboard() { std::fputs("\x1b[?25l", stderr); }
    ~Dashboard() override { finish(); }

    void update(const Run& run, const MetricsHistory& history) override {
        if (finished_) return;
        const TerminalSize size = terminalSize(STDERR_FILENO);
        const auto lines =
            dashboardLines(*run.plan(), history, size.columns, size.rows - 1, useColours(STDERR_FILENO));
        std::string picture;
        if (drawn_ > 0) picture += fmt::format("\x1b[{}A", drawn_);
        for (const std::string& line : lines)
            picture += "\r\x1b[K" + line + "\n";
        picture += "\x1b[J";
        drawn_ = static_cast<int>(lines.size());
        std::fputs(picture.c_str(), stderr);
        std::fflush(stderr);
    }
    void clear() override {
        if (drawn_ > 0) std::fputs(fmt::format("\x1b[{}A\r\x1b[J", drawn_).c_str(), stderr);
        drawn_ = 0;
    }
    void finish() override {
        if (finished_) return;
        finished_ = true;
        std::fputs("\x1b[?25h", stderr);
        std::fflush(stderr);
    }

private:
    int drawn_ = 0;
    bool finished_ = false;
};

} // namespace

std::vector<std::string> dashboardLines(const Plan& plan, const MetricsHistory& history, int columns,
                                        int rows, bool colours) {
    if (history.frames().empty()) return {};
    const MetricsFrame& now = history.frames().back();
    const MetricsFrame& before = frameBefore(history, now);
    std::size_t longest = 8;
    for (const PlanVertex& vertex : plan.vertices)
        longest = std::max(longest, static_cast<std::size_t>(displayWidth(vertex.title)));
    for (const PlanEdge& edge : plan.edges)
        if (!edge.fused) longest = std::max(longest, edge.id.size());
    const int nameWidth = std::clamp(static_cast<int>(longest), 8, std::max(12, columns - 48));
    const auto heading = [&](const char* name, const char* a, const char* b, const char* c, const char* bar) {
        return coloured(fitted(name, nameWidth) + " " + fittedRight(a, 10) + " " + fittedRight(b, 9) + " " +
                            fittedRight(c, 9) + "  " + bar,
                        Colour::Dim, colours);
    };
    std::vector<std::string> lines{headLine(plan, now, colours)};
    if (const auto progress = progressOf(now))
        lines.push_back(progressLine(now, *progress, columns, colours));
    lines.push_back(heading("node", "rate", "in", "out", "busy █ full ▒"));
    for (std::size_t i = 0; i < plan.vertices.size() && i < now.nodes.size(); ++i)
        lines.push_back(nodeLine(plan.vertices[i], before, now, i, nameWidth, colours));
    lines.push_back(heading("wire", "fill", "queued", "room", ""));
    for (std::size_t i = 0; i < plan.edges.size() && i < now.edges.size(); ++i)
        if (!plan.edges[i].fused) lines.push_back(wireLine(plan.edges[i], now.edges[i], nameWidth, colours));
    if (static_cast<int>(lines.size()) > rows && rows > 1) {
        const auto hidden = lines.size() - static_cast<std::size_t>(rows) + 1;
        lines.resize(static_cast<std::size_t>(rows) - 1);
        lines.push_back(
            coloured(fmt::format("… {} more lines: make the terminal taller", hidden), Colour::Dim, colours));
    }
    for (std::string& line : lines)
        line = clipped(line, columns);
    return lines;
}

std::unique_ptr<RunDisplay> makeDashboard() { return std::make_unique<Dashboard>(); }

} // namespace millrace::cli
