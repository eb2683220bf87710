// SPDX-License-Identifier: Apache-2.0
#include "ui/run/recovery_banner.h"

#include <QAction>
#include <QDateTime>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <algorithm>

namespace millrace::ui {

namespace {

constexpr qsizetype kMostNamed = 3;

QString sourcesText(const QStringList& sources) {
    if (sources.size() == 1)
        return RecoveryBanner::tr("<b>%1</b> reads again what it had read since.")
            .arg(sources.front().toHtmlEscaped());
    if (sources.size() > kMostNamed)
        return RecoveryBanner::tr("All %1 sources read again what they had read since.").arg(sources.size());
    return RecoveryBanner::tr("<b>%1</b> read again what they had read since.")
        .arg(sources.join(QStringLiteral(", ")).toHtmlEscaped());
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

QString RecoveryBanner::textOf(const Recovery& recovery) {
    const QString moment = momentText(recovery.madeAt, recovery.startedAt);
    if (recovery.hadEnded)
        return tr("This job had ended with <b>checkpoint %1</b> of %2: nothing is left to read.")
            .arg(recovery.epoch)
            .arg(moment);
    QString text = tr("Goes on from <b>checkpoint %1</b> of %2, %3 old.")
                       .arg(recovery.epoch)
                       .arg(moment, ageText(recovery.startedAt - recovery.madeAt));
    if (!recovery.sources.isEmpty()) text += ' ' + sourcesText(recovery.sources);
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
