// SPDX-License-Identifier: Apache-2.0
#include "ui/run/recovery_banner.h"

#include <QAction>
#include <QDateTime>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <algorithm>

namespace millrace::ui {

namespace {

constexpr std::size_t kMostNamed = 3;

using Source = RecoveryBanner::Recovery::Source;

QString placesText(const Source& source) {
    QStringList places;
    for (std::size_t i = 0; i < source.places.size() && i < kMostNamed; ++i)
        places << RecoveryBanner::placeText(source.places[i]);
    if (source.places.size() > kMostNamed) places << QStringLiteral("…");
    return places.join(QStringLiteral("; "));
}

/// "<b>Positions</b> (positions, 6 partitions from offset 10,240 on)"
QString sourceText(const Source& source) {
    QString text = QStringLiteral("<b>%1</b>").arg(source.title.toHtmlEscaped());
    if (!source.places.empty()) text += QStringLiteral(" (%1)").arg(placesText(source).toHtmlEscaped());
    return text;
}

QString sourcesText(const std::vector<Source>& sources) {
    if (sources.size() == 1)
        return RecoveryBanner::tr("%1 reads again what it had read since.").arg(sourceText(sources.front()));
    if (sources.size() > kMostNamed)
        return RecoveryBanner::tr("All %1 sources read again what they had read since.").arg(sources.size());
    QStringList names;
    for (const Source& source : sources)
        names << sourceText(source);
    return RecoveryBanner::tr("%1 read again what they had read since.")
        .arg(names.join(QStringLiteral(", ")));
}

/// Of many sources, where the banner has no room for them.
QString allPlaces(const std::vector<Source>& sources) {
    QStringList lines;
    for (const Source& source : sources)
        if (!source.places.empty())
            lines << QStringLiteral("%1: %2").arg(source.title, placesText(source)).toHtmlEscaped();
    return lines.join(QStringLiteral("<br>"));
}

} // namespace

QString ageText(qint64 milliseconds) {
    const qint64 seconds = std::max<qint64>(0, milliseconds / 1000);
    if (seconds < 60) return RecoveryBanner::tr("%1 s").arg(seconds);
    if (seconds < 3600) return RecoveryBanner::tr("%1 min").arg(seconds / 60);
    if (seconds < 2 * 86400) return RecoveryBanner::tr("%1 h").arg(seconds / 3600);
    return RecoveryBanner::tr("%1 days").arg(seconds / 86400);
}

QString momentText(EpochMs moment, EpochMs now) {
    const QDateTime at = QDateTime::fromMSecsSinceEpoch(moment);
    const bool today = at.date() == QDateTime::fromMSecsSinceEpoch(now).date();
    return at.toString(today ? QStringLiteral("HH:mm:ss") : QStringLiteral("d MMM yyyy HH:mm:ss"));
}

QString RecoveryBanner::placeText(const RestoredPlace& place) {
    const QString what = QString::fromStdString(place.what);
    const bool one = place.first == place.last;
    const auto number = [](std::int64_t at) {
        return QLocale(QLocale::English).toString(static_cast<qlonglong>(at));
    };
    const QString first = number(place.first), last = number(place.last);
    switch (place.unit) {
        case RestoredPlace::Unit::Line: return tr("%1 from line %2 on").arg(what, first);
        case RestoredPlace::Unit::Record:
            return one ? tr("from record %1 on").arg(first) : tr("from records %1 to %2 on").arg(first, last);
        case RestoredPlace::Unit::Offset: break;
    }
    if (place.parts == 1) return tr("%1 from offset %2 on").arg(what, first);
    const QString parts = QString::number(place.parts);
    return one ? tr("%1, %2 partitions from offset %3 on").arg(what, parts, first)
               : tr("%1, %2 partitions from offsets %3 to %4 on").arg(what, parts, first, last);
}

QString RecoveryBanner::textOf(const Recovery& recovery) {
    const QString moment = momentText(recovery.madeAt, recovery.startedAt);
    if (recovery.hadEnded)
        return tr("This job had ended with <b>checkpoint %1</b> of %2: nothing is left to read.")
            .arg(recovery.epoch)
            .arg(moment);
    QString text = tr("Goes on from <b>checkpoint %1</b> of %2, %3 old.")
                       .arg(recovery.epoch)
                       .arg(moment, ageText(recovery.startedAt - recovery.madeAt));
    if (!recovery.sources.empty()) text += ' ' + sourcesText(recovery.sources);
    return text;
}

RecoveryBanner::RecoveryBanner(const Recovery& recovery, QAction* startOver, QWidget* parent)
    : QFrame(parent) {
    setObjectName("recoveryBanner");
    setProperty("role", "card");
    auto* text = new QLabel(textOf(recovery));
    text->setObjectName("recoveryText");
    text->setTextFormat(Qt::RichText);
    text->setWordWrap(true);
    text->setToolTip(allPlaces(recovery.sources));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(14, 6, 8, 6);
    row->setSpacing(8);
    row->addWidget(text, 1);
    const auto addButton = [&](const QString& words, const char* name) {
        auto* button = new QPushButton(words);
        button->setObjectName(name);
        button->setProperty("role", "small");
        row->addWidget(button, 0, Qt::AlignTop);
        return button;
    };
    if (recovery.hadEnded) {
        QPushButton* again = addButton(startOver->text(), "recoveryStartOver");
        again->setEnabled(startOver->isEnabled());
        connect(startOver, &QAction::enabledChanged, again, &QPushButton::setEnabled);
        connect(again, &QPushButton::clicked, startOver, &QAction::trigger);
    }
    connect(addButton(tr("Hide"), "recoveryHide"), &QPushButton::clicked, this, &RecoveryBanner::closed);
}

} // namespace millrace::ui
