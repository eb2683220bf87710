// SPDX-License-Identifier: Apache-2.0
#include "ui/history/history_banner.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace millrace::ui {

HistoryBanner::HistoryBanner(const RunSummary& run, QWidget* parent) : QFrame(parent) {
    setProperty("role", "card");
    const QString when =
        QDateTime::fromMSecsSinceEpoch(run.startedAt).toString(QStringLiteral("d MMM yyyy HH:mm:ss"));
    auto* text = new QLabel(tr("Viewing the run of <b>%1</b>, %2. The graph below may have changed since.")
                                .arg(when, QString::fromStdString(run.state).toHtmlEscaped()));
    auto* restore = new QPushButton(tr("Restore its graph"));
    auto* close = new QPushButton(tr("Close"));
    setObjectName("historyBanner");
    close->setObjectName("closeHistory");
    for (QPushButton* button : {restore, close})
        button->setProperty("role", "small");
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(14, 6, 8, 6);
    row->setSpacing(8);
    row->addWidget(text, 1);
    row->addWidget(restore);
    row->addWidget(close);
    connect(restore, &QPushButton::clicked, this, &HistoryBanner::restoreRequested);
    connect(close, &QPushButton::clicked, this, &HistoryBanner::closed);
}

} // namespace millrace::ui
