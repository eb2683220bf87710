// SPDX-License-Identifier: Apache-2.0
#include "ui/history/canvas_comparison.h"

#include "ui/canvas/canvas_marks.h"
#include "ui/run/banner_column.h"

#include <QDateTime>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace millrace::ui {

namespace {

NodeNote noteFor(const NodeDifference& difference) {
    NodeNote note;
    note.text = differenceText(difference);
    if (difference.presence != NodeDifference::Presence::Both || difference.settingsChanged)
        note.tone = NodeNote::Tone::Other;
    if (difference.rate.beyondSpread())
        note.tone =
            difference.rate.after > difference.rate.before ? NodeNote::Tone::Good : NodeNote::Tone::Bad;
    else if (difference.latency.beyondSpread())
        note.tone =
            difference.latency.after < difference.latency.before ? NodeNote::Tone::Good : NodeNote::Tone::Bad;
    return note;
}

QDateTime startOf(const StoredRun& run) { return QDateTime::fromMSecsSinceEpoch(run.summary.startedAt); }

/// Of two runs of one day the earlier needs no date.
QString nameOf(const StoredRun& run, const StoredRun& beside) {
    const bool sameDay = startOf(run).date() == startOf(beside).date();
    return startOf(run).toString(sameDay ? QStringLiteral("HH:mm:ss") : QStringLiteral("d MMM HH:mm:ss"));
}

} // namespace

CanvasComparison::CanvasComparison(CanvasMarks& marks, BannerColumn& banners, QObject* parent)
    : QObject(parent), marks_(marks), banners_(banners) {}

void CanvasComparison::show(const StoredRun& earlier, const StoredRun& later) {
    const RunDifference difference = differenceOf(earlier, later);
    QHash<QString, NodeNote> notes;
    for (const NodeDifference& node : difference.nodes)
        notes.insert(node.node, noteFor(node));
    marks_.setNotes(notes);
    on_ = true;
    showBanner(earlier, later, difference);
}

void CanvasComparison::showBanner(const StoredRun& earlier, const StoredRun& later,
                                  const RunDifference& difference) {
    QStringList gone, structure;
    for (const NodeDifference& node : difference.nodes)
        if (node.presence == NodeDifference::Presence::OnlyEarlier) gone << node.title;
    if (!gone.isEmpty())
        structure
            << tr("only in the earlier: <b>%1</b>").arg(gone.join(QStringLiteral(", ")).toHtmlEscaped());
    if (!difference.newWires.isEmpty())
        structure << tr("%n new wires", nullptr, static_cast<int>(difference.newWires.size()));
    if (!difference.goneWires.isEmpty())
        structure << tr("%n wires gone", nullptr, static_cast<int>(difference.goneWires.size()));
    auto* banner = new QFrame;
    banner->setObjectName("compareBanner");
    banner->setProperty("role", "card");
    structure.prepend(
        tr("<b>%1</b> against <b>%2</b>")
            .arg(startOf(later).toString(QStringLiteral("d MMM HH:mm:ss")), nameOf(earlier, later)));
    auto* text = new QLabel(structure.join(QStringLiteral(" &nbsp;·&nbsp; ")));
    text->setToolTip(
        tr("What changed from the earlier run to the later one. A difference within what a run "
           "varies by itself is not shown."));
    text->setObjectName("compareText");
    text->setTextFormat(Qt::RichText);
    text->setWordWrap(true);
    auto* figures = new QPushButton(tr("All figures"));
    figures->setObjectName("compareFigures");
    auto* close = new QPushButton(tr("Close"));
    close->setObjectName("compareClose");
    auto* row = new QHBoxLayout(banner);
    row->setContentsMargins(14, 6, 8, 6);
    row->setSpacing(8);
    row->addWidget(text, 1);
    for (QPushButton* button : {figures, close}) {
        button->setProperty("role", "small");
        row->addWidget(button);
    }
    connect(figures, &QPushButton::clicked, this, &CanvasComparison::figuresRequested);
    connect(close, &QPushButton::clicked, this, &CanvasComparison::close);
    banners_.show("compare", 25, banner);
}

void CanvasComparison::close() {
    if (!on_) return;
    on_ = false;
    marks_.setNotes({});
    banners_.hide("compare");
    Q_EMIT closed();
}

} // namespace millrace::ui
