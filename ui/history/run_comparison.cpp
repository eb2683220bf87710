// SPDX-License-Identifier: Apache-2.0
#include "ui/history/run_comparison.h"

#include "ui/charts/chart_card.h"
#include "ui/charts/run_series.h"
#include "ui/charts/time_window.h"
#include "ui/settings/number_text.h"
#include "ui/settings/theme.h"

#include <QDateTime>
#include <QHeaderView>
#include <QLabel>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <cmath>

namespace millrace::ui {

namespace {

constexpr double kNoticeable = 0.05; ///< changes below this are within what two equal runs differ by

struct LastFigures {
    double seconds = 0;
    const NodeMetrics* node = nullptr;
};

LastFigures lastOf(const StoredRun& run, const QString& id) {
    if (run.frames.empty()) return {};
    const MetricsFrame& last = run.frames.back();
    for (std::size_t i = 0; i < run.nodeIds.size() && i < last.nodes.size(); ++i)
        if (run.nodeIds[i] == id.toStdString())
            return {static_cast<double>(last.elapsedNs) * 1e-9, &last.nodes[i]};
    return {static_cast<double>(last.elapsedNs) * 1e-9, nullptr};
}

using Pick = std::function<std::optional<double>(const LastFigures&)>;

std::optional<double> quantileOf(const LastFigures& f, double q) {
    if (!f.node || !f.node->latency || f.node->latency->count() == 0) return std::nullopt;
    return static_cast<double>(f.node->latency->quantile(q)) * 1e-9;
}

/// All source records per second of a run as one line.
RunLine totalThroughput(const StoredRun& run, const Registry& registry, const QString& name, Category color) {
    RunLine line{name, run.summary.id, color, {}};
    const RunShape shape = shapeOf(run, registry);
    for (std::size_t f = 1; f < run.frames.size(); ++f) {
        double rate = 0;
        for (std::size_t i = 0; i < shape.nodes.size(); ++i)
            if (shape.nodes[i].category == Category::Source)
                rate += rateOut(run.frames[f - 1], run.frames[f], i);
        line.points.emplace_back(static_cast<double>(run.frames[f].elapsedNs) * 1e-9, rate);
    }
    return line;
}

QString nameOf(const RunSummary& run) {
    return QDateTime::fromMSecsSinceEpoch(run.startedAt).toString(QStringLiteral("d MMM HH:mm:ss"));
}

} // namespace

std::optional<double> ComparedFigure::change() const {
    if (!first || !second || *first == 0) return std::nullopt;
    return (*second - *first) / std::abs(*first);
}

QString ComparedFigure::text(std::optional<double> value) const {
    if (!value) return QStringLiteral("–");
    switch (unit) {
        case Unit::Records: return countText(static_cast<qint64>(*value));
        case Unit::Rate: return rateText(*value).text();
        case Unit::Share: return percentText(*value);
        case Unit::Latency:
        case Unit::Seconds: return durationText(*value).text();
    }
    return {};
}

std::vector<ComparedNode> compareRuns(const StoredRun& first, const StoredRun& second,
                                      const Registry& registry) {
    const RunShape a = shapeOf(first, registry), b = shapeOf(second, registry);
    std::vector<ComparedNode> nodes;
    const auto addNode = [&](const RunShape::Node& node) {
        const LastFigures before = lastOf(first, node.id), after = lastOf(second, node.id);
        ComparedNode compared{node.id, node.title, {}};
        const auto add = [&](const QString& what, ComparedFigure::Unit unit, const Pick& pick) {
            ComparedFigure figure{what, pick(before), pick(after), unit};
            if (figure.first || figure.second) compared.figures.push_back(std::move(figure));
        };
        const auto total = [](std::int64_t NodeMetrics::*member) -> Pick {
            return [member](const LastFigures& f) {
                return f.node ? std::optional<double>(static_cast<double>(f.node->*member)) : std::nullopt;
            };
        };
        using Unit = ComparedFigure::Unit;
        add(QObject::tr("Records in"), Unit::Records, total(&NodeMetrics::recordsIn));
        add(QObject::tr("Records out"), Unit::Records, total(&NodeMetrics::recordsOut));
        add(QObject::tr("Rate"), Unit::Rate, [](const LastFigures& f) -> std::optional<double> {
            if (!f.node || f.seconds <= 0) return std::nullopt;
            return static_cast<double>(std::max(f.node->recordsIn, f.node->recordsOut)) / f.seconds;
        });
        add(QObject::tr("Busy"), Unit::Share, [](const LastFigures& f) -> std::optional<double> {
            if (!f.node || f.seconds <= 0) return std::nullopt;
            return static_cast<double>(f.node->busyNs) * 1e-9 / (f.seconds * std::max(1, f.node->subtasks));
        });
        add(QStringLiteral("p50"), Unit::Latency, [](const LastFigures& f) { return quantileOf(f, 0.5); });
        add(QStringLiteral("p95"), Unit::Latency, [](const LastFigures& f) { return quantileOf(f, 0.95); });
        add(QStringLiteral("p99"), Unit::Latency, [](const LastFigures& f) { return quantileOf(f, 0.99); });
        nodes.push_back(std::move(compared));
    };
    for (const RunShape::Node& node : b.nodes)
        addNode(node);
    for (const RunShape::Node& node : a.nodes)
        if (!b.find(node.id)) addNode(node);
    return nodes;
}

RunComparison::RunComparison(const StoredRun& first, const StoredRun& second, const Registry& registry,
                             QWidget* parent)
    : QDialog(parent) {
    setWindowTitle(tr("Compare two runs"));
    resize(860, 640);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(12);
    auto* title = new QLabel(tr("%1 against %2").arg(nameOf(second.summary), nameOf(first.summary)));
    title->setProperty("role", "heading");
    column->addWidget(title);

    struct Lines {
        std::vector<RunLine> both;
    };
    auto* window = new TimeWindow(this);
    window->setSpan(0);
    auto lines = std::make_shared<Lines>();
    lines->both.push_back(totalThroughput(first, registry, nameOf(first.summary), Category::Sink));
    lines->both.push_back(totalThroughput(second, registry, nameOf(second.summary), Category::Stage));
    auto* chart =
        new ChartCard({tr("Throughput"), tr("records/s of all sources"), false, 0,
                       [](double v) { return rateText(v).text().remove(QStringLiteral("/s")).trimmed(); },
                       [](double v) { return rateText(v).text(); }, 2},
                      *window);
    chart->setLines(&lines->both, [](const RunLine& line, std::size_t) {
        return Theme::instance().category(line.category);
    });
    connect(chart, &QObject::destroyed, this, [lines] {}); // the chart points into them
    double end = 2;
    for (const RunLine& line : lines->both)
        if (!line.points.empty()) end = std::max(end, line.points.back().x());
    window->setEnd(end);
    chart->setFixedHeight(190);
    column->addWidget(chart);

    auto* tree = new QTreeWidget;
    tree->setHeaderLabels({tr("Node"), nameOf(first.summary), nameOf(second.summary), tr("Change")});
    tree->setRootIsDecorated(true);
    for (int c = 1; c < 4; ++c)
        tree->headerItem()->setTextAlignment(c, Qt::AlignRight | Qt::AlignVCenter); // as the figures
    tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    tree->setAccessibleName(tr("Figures of both runs"));
    const Tokens& t = Theme::instance().tokens();
    for (const ComparedNode& node : compareRuns(first, second, registry)) {
        auto* item = new QTreeWidgetItem(tree, {node.title});
        item->setFont(0, Theme::instance().font(TextRole::Title));
        for (const ComparedFigure& figure : node.figures) {
            const auto change = figure.change();
            const bool notable = change && std::abs(*change) >= kNoticeable;
            QString text;
            if (change && *change == 0)
                text = tr("equal");
            else if (change)
                text = QStringLiteral("%1%2 %")
                           .arg(*change > 0 ? "+" : "−")
                           .arg(std::abs(*change) * 100, 0, 'f', 1);
            auto* row = new QTreeWidgetItem(
                item, {figure.what, figure.text(figure.first), figure.text(figure.second), text});
            for (const int c : {1, 2, 3})
                row->setTextAlignment(c, Qt::AlignRight | Qt::AlignVCenter);
            row->setForeground(3, notable ? t.accent : t.muted);
            if (notable) row->setFont(3, Theme::instance().font(TextRole::Title));
        }
        item->setExpanded(true);
    }
    for (const int c : {1, 2, 3})
        tree->setColumnWidth(c, 150);
    column->addWidget(tree, 1);
    auto* note = new QLabel(tr("Changes below %1 % are within what two equal runs differ by and stay grey.")
                                .arg(kNoticeable * 100));
    note->setProperty("role", "secondary");
    column->addWidget(note);
}

} // namespace millrace::ui
