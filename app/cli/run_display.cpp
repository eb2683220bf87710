// SPDX-License-Identifier: Apache-2.0
#include "app/cli/run_display.h"

#include "engine/base/number_text.h"

#include <fmt/format.h>
#include <cstdio>

namespace millrace::cli {

namespace {

constexpr MonotonicNs kLineEveryNs = 5'000'000'000;

class ProgressLines final : public RunDisplay {
public:
    void update(const Run& run, const MetricsHistory& history) override {
        const MetricsFrame& now = history.frames().back();
        if (now.elapsedNs - last_ < kLineEveryNs || isFinal(now.state)) return;
        const MetricsFrame* before = history.at(last_);
        std::string line = fmt::format("{} {}", clockText(static_cast<double>(now.elapsedNs) * 1e-9),
                                       runStateName(now.state));
        const PlanPtr plan = run.plan();
        for (std::size_t i = 0; i < plan->vertices.size(); ++i) {
            if (plan->vertices[i].kind->category != Category::Source) continue;
            line += fmt::format("  {}: {} records", plan->vertices[i].node, now.nodes[i].recordsOut);
            if (before) line += ", " + rateQuantity(rateOut(*before, now, i)).text();
            if (now.nodes[i].progress) line += ", " + percentText(*now.nodes[i].progress);
        }
        if (now.bottleneck) line += "  bottleneck: " + plan->vertices[*now.bottleneck].node;
        std::fprintf(stderr, "%s\n", line.c_str());
        last_ = now.elapsedNs;
    }
    void finish() override {}

private:
    MonotonicNs last_ = 0;
};

class QuietDisplay final : public RunDisplay {
public:
    void update(const Run&, const MetricsHistory&) override {}
    void finish() override {}
};

} // namespace

std::unique_ptr<RunDisplay> makeProgressLines() { return std::make_unique<ProgressLines>(); }
std::unique_ptr<RunDisplay> makeQuietDisplay() { return std::make_unique<QuietDisplay>(); }

std::string runSummary(const Run& run) {
    const PlanPtr plan = run.plan();
    const MetricsFrame frame = run.frame();
    const double seconds = static_cast<double>(frame.elapsedNs) * 1e-9;
    std::int64_t records = 0;
    for (std::size_t i = 0; i < plan->vertices.size(); ++i)
        if (plan->vertices[i].kind->category == Category::Source) records += frame.nodes[i].recordsOut;
    if (frame.elapsedNs == 0) return fmt::format("{} before it began\n", runStateName(frame.state));
    std::string text = fmt::format("{} after {}: {} records", runStateName(frame.state),
                                   durationQuantity(seconds).text(), records);
    if (seconds > 0) text += ", " + rateQuantity(static_cast<double>(records) / seconds).text();
    text += "\n";
    for (std::size_t i = 0; i < plan->vertices.size(); ++i) {
        const PlanVertex& vertex = plan->vertices[i];
        const auto isConnected = [&](std::size_t port) {
            for (const std::size_t edge : vertex.outEdges)
                if (plan->edges[edge].fromPort == port) return true;
            return false;
        };
        for (std::size_t port = 0;
             port < vertex.bound.outputPorts.size() && port < frame.nodes[i].portRecords.size(); ++port) {
            const std::int64_t count = frame.nodes[i].portRecords[port];
            const PortSpec& spec = vertex.bound.outputPorts[port];
            const bool connected = isConnected(port);
            if (count == 0 || (spec.role == PortRole::Data && connected)) continue;
            text += fmt::format("  {}.{}: {} records{}\n", vertex.node, spec.name, count,
                                connected ? "" : ", not connected: thrown away");
        }
    }
    for (std::size_t i = 0; i < plan->edges.size(); ++i)
        if (frame.edges[i].dropped > 0)
            text += fmt::format("  {}: {} records dropped ({})\n", plan->edges[i].id, frame.edges[i].dropped,
                                nameOf(plan->edges[i].overflow));
    return text;
}

} // namespace millrace::cli
