// SPDX-License-Identifier: Apache-2.0
#include "ui/simulate/future_comparison.h"

#include "ui/settings/number_text.h"
#include "ui/settings/theme.h"
#include "ui/simulate/time_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <algorithm>
#include <cmath>

namespace millrace::ui {

namespace {

/// What came to the sinks between two frames.
struct Course {
    double rate = 0;
    HistogramSnapshot latency;
    std::int64_t dropped = 0;
};

Course courseOf(const RunShape& shape, const MetricsFrame& from, const MetricsFrame& to) {
    Course course;
    for (std::size_t i = 0; i < shape.nodes.size(); ++i) {
        if (shape.nodes[i].category != Category::Sink) continue;
        course.rate += rateIn(from, to, i);
        if (!to.nodes[i].latency) continue;
        course.latency.merge(from.nodes[i].latency ? to.nodes[i].latency->since(*from.nodes[i].latency)
                                                   : *to.nodes[i].latency);
    }
    for (std::size_t e = 0; e < to.edges.size(); ++e)
        course.dropped += to.edges[e].dropped - from.edges[e].dropped;
    return course;
}

FutureFigure quantile(const QString& name, const Course& a, const Course& b, double share) {
    const auto seconds = [share](const Course& c) {
        return static_cast<double>(c.latency.quantile(share)) * 1e-9;
    };
    return {name, seconds(a), seconds(b), durationText(seconds(a)).text(), durationText(seconds(b)).text()};
}

QString changeText(const FutureFigure& figure) {
    if (figure.first == figure.second) return FutureBanner::tr("the same");
    if (figure.first == 0) return {};
    const double change = (figure.second / figure.first - 1) * 100;
    return (change > 0 ? QStringLiteral("+") : QStringLiteral("−")) +
           QString::number(std::abs(change), 'f', std::abs(change) < 10 ? 1 : 0) + " %";
}

} // namespace

std::vector<FutureFigure> compareFutures(const RunShape& shape, const MetricsHistory& first,
                                         const MetricsHistory& second, MonotonicNs forkedAt,
                                         MonotonicNs until) {
    const MetricsFrame *begin = second.at(forkedAt), *other = first.at(until);
    if (!begin || !other || other->elapsedNs <= begin->elapsedNs) return {};
    // Both up to the same instant, or nearly: that of a frame of the first.
    const MetricsFrame* own = second.at(other->elapsedNs);
    if (!own || own->elapsedNs <= begin->elapsedNs) return {};
    const Course a = courseOf(shape, *begin, *other), b = courseOf(shape, *begin, *own);
    std::vector<FutureFigure> figures{
        {FutureBanner::tr("throughput"), a.rate, b.rate, rateText(a.rate).text(), rateText(b.rate).text()}};
    if (a.latency.count() > 0 && b.latency.count() > 0) {
        figures.push_back(quantile(QStringLiteral("p50"), a, b, 0.5));
        figures.push_back(quantile(QStringLiteral("p99"), a, b, 0.99));
    }
    if (a.dropped > 0 || b.dropped > 0)
        figures.push_back({FutureBanner::tr("dropped"), static_cast<double>(a.dropped),
                           static_cast<double>(b.dropped), countText(a.dropped), countText(b.dropped)});
    return figures;
}

FutureBanner::FutureBanner(QWidget* parent) : QFrame(parent), text_(new QLabel) {
    setObjectName("futureBanner");
    setProperty("role", "card");
    text_->setObjectName("futureText");
    text_->setTextFormat(Qt::RichText);
    auto* close = new QToolButton;
    close->setObjectName("futureClose");
    close->setToolTip(tr("Forget the first future"));
    close->setFixedSize(24, 24);
    const auto tint = [close] {
        close->setIcon(Theme::instance().icon("close", Theme::instance().tokens().muted));
    };
    connect(&Theme::instance(), &Theme::changed, this, tint);
    tint();
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(14, 6, 8, 6);
    row->addWidget(text_, 1);
    row->addWidget(close);
    connect(close, &QToolButton::clicked, this, &FutureBanner::closed);
}

void FutureBanner::show(MonotonicNs forkedAt, const std::vector<FutureFigure>& figures) {
    QString text = tr("<b>Second future</b> since %1").arg(virtualTimeText(forkedAt));
    if (figures.empty()) text += tr(" · play on to compare it with the first");
    for (const FutureFigure& figure : figures)
        text += QStringLiteral(" &nbsp;·&nbsp; %1 %2 → <b>%3</b> %4")
                    .arg(figure.name, figure.firstText, figure.secondText, changeText(figure));
    text_->setText(text);
    text_->setToolTip(
        tr("What came to the sinks since then, in the first future and in this one. Both have "
           "the same random numbers unless they were drawn anew: one course of events each, no "
           "forecast."));
}

} // namespace millrace::ui
