// SPDX-License-Identifier: Apache-2.0
#include "ui/run/metrics_tab.h"

#include "engine/data/time_text.h"
#include "ui/run/checkpoint_rows.h"
#include "ui/run/client_figures.h"
#include "ui/run/figure_grid.h"
#include "ui/run/live_numbers.h"
#include "ui/settings/number_text.h"
#include "ui/settings/theme.h"

#include <QLabel>
#include <QVBoxLayout>

namespace millrace::ui {

MetricsTab::MetricsTab(QWidget* parent)
    : QWidget(parent),
      empty_(new QLabel(tr("Run the graph to see the figures of this node."))),
      figures_(new QWidget),
      client_(new ClientFigures),
      checkpoint_(new CheckpointRows) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(14, 12, 14, 16);
    column->setSpacing(12);
    empty_->setProperty("role", "muted");
    empty_->setWordWrap(true);
    column->addWidget(empty_);
    column->addWidget(client_);
    column->addWidget(figures_);
    column->addWidget(checkpoint_);
    column->addStretch();
    auto* grid = new FigureGrid;
    figures_->setLayout(grid);
    rateIn_ = grid->addFigure(tr("Rate in"), tr("Records per second over the last second"));
    rateOut_ = grid->addFigure(tr("Rate out"), tr("Records per second over the last second"));
    recordsIn_ = grid->addFigure(tr("Records in"), tr("Since the run began"));
    recordsOut_ = grid->addFigure(tr("Records out"),
                                  tr("Since the run began; dead letters and late records not counted"));
    filtered_ = grid->addFigure(tr("Filtered"), tr("Taken out on purpose"));
    rejected_ = grid->addFigure(tr("Rejected"), tr("Could not be used; left through the rejected port"));
    late_ = grid->addFigure(tr("Late"), tr("Came after their window had closed"));
    errors_ = grid->addFigure(tr("Errors"), tr("Reported by the node"));
    busy_ = grid->addFigure(tr("Busy"), tr("Share of its workers' time over the last second"));
    outputFull_ = grid->addFigure(tr("Output full"), tr("Waiting because an output had no room"));
    idle_ = grid->addFigure(tr("Waiting for input"), {});
    lock_ = grid->addFigure(tr("Lock"), tr("Waiting for a shared resource"));
    io_ = grid->addFigure(tr("I/O"), tr("Waiting for the outside world, or on purpose"));
    ready_ = grid->addFigure(tr("Ready"), tr("Could work, but no worker was free"));
    workers_ = grid->addFigure(tr("Workers"), tr("Working at this instant, of all"));
    watermark_ = grid->addFigure(tr("Watermark"), tr("Event time up to which everything has come (UTC)"));
    batch_ = grid->addFigure(tr("Time per batch"), tr("Median and 99th percentile"));
    p50_ = grid->addFigure(tr("Latency p50"), tr("From intended send time, over the whole run"));
    p95_ = grid->addFigure(tr("Latency p95"), {});
    p99_ = grid->addFigure(tr("Latency p99"), {});
    clear();
}

void MetricsTab::set(QLabel* value, const QString& text) {
    if (value->text() != text) value->setText(text);
}

void MetricsTab::clear() {
    figures_->hide();
    client_->hide();
    checkpoint_->hide();
    empty_->show();
}

void MetricsTab::update(const RunShape& shape, const MetricsHistory& history,
                        const CheckpointRecord* checkpoint) {
    if (!isVisible() || history.frames().empty()) return;
    const MetricsFrame& now = history.frames().back();
    const MetricsFrame& before = frameASecondAgo(history);
    std::size_t i = 0;
    while (i < shape.nodes.size() && shape.nodes[i].id != node_)
        ++i;
    if (i >= shape.nodes.size() || i >= now.nodes.size()) return clear();
    figures_->show();
    empty_->hide();
    const NodeMetrics& node = now.nodes[i];
    const NodeMetrics& then = before.nodes[i];
    set(rateIn_, rateText(rateIn(before, now, i)).text());
    set(rateOut_, rateText(rateOut(before, now, i)).text());
    set(recordsIn_, countText(node.recordsIn));
    set(recordsOut_, countText(node.recordsOut));
    set(filtered_, countText(node.filtered));
    set(rejected_, countText(node.rejected));
    set(late_, countText(node.late));
    set(errors_, countText(node.errors));
    const double ns = static_cast<double>(std::max<MonotonicNs>(1, now.elapsedNs - before.elapsedNs)) *
                      std::max(1, node.subtasks);
    const auto share = [&](std::int64_t NodeMetrics::*member) {
        return percentText(static_cast<double>(node.*member - then.*member) / ns);
    };
    set(busy_, share(&NodeMetrics::busyNs));
    set(outputFull_, share(&NodeMetrics::backPressuredNs));
    set(idle_, share(&NodeMetrics::idleNs));
    set(lock_, share(&NodeMetrics::lockNs));
    set(io_, share(&NodeMetrics::ioNs));
    set(ready_, share(&NodeMetrics::readyNs));
    set(workers_, tr("%1 of %2").arg(node.activeSubtasks).arg(node.subtasks));
    const bool known = node.watermark && *node.watermark != kMinWatermark && *node.watermark != kMaxWatermark;
    set(watermark_, known ? QString::fromStdString(timestampText(*node.watermark)).left(19).replace('T', ' ')
                    : node.watermark == kMaxWatermark ? tr("end of input")
                                                      : QStringLiteral("–"));
    const auto seconds = [](std::uint64_t value) {
        return durationText(static_cast<double>(value) * 1e-9).text();
    };
    const bool timed = node.serviceTime && node.serviceTime->count() > 0;
    set(batch_, timed ? tr("%1 · %2").arg(seconds(node.serviceTime->quantile(0.5)),
                                          seconds(node.serviceTime->quantile(0.99)))
                      : QStringLiteral("–"));
    const bool measured = node.latency && node.latency->count() > 0;
    const auto latency = [&](double q) {
        return measured ? seconds(node.latency->quantile(q)) : QStringLiteral("–");
    };
    set(p50_, latency(0.5));
    set(p95_, latency(0.95));
    set(p99_, latency(0.99));
    client_->update(node.client);
    checkpoint_->update(checkpoint, node_);
}

} // namespace millrace::ui
