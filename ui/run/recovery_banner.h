// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/checkpoint_status.h"

#include <QFrame>
#include <QStringList>

QT_BEGIN_NAMESPACE
class QAction;
QT_END_NAMESPACE

namespace millrace::ui {

/// Across the top of the canvas while a run goes on from a checkpoint: from which, how old it was, and what
/// is read again; or that the job had ended and there is nothing to go on with.
class RecoveryBanner : public QFrame {
    Q_OBJECT
public:
    struct Recovery {
        Epoch epoch = kNoEpoch;
        EpochMs madeAt = 0, startedAt = 0;
        bool hadEnded = false;
        QStringList sources; ///< titles
    };
    RecoveryBanner(const Recovery& recovery, QAction* startOver, QWidget* parent = nullptr);

    static QString textOf(const Recovery& recovery); ///< rich

Q_SIGNALS:
    void closed();
};

/// "3 s", "4 min", "2 h", "5 days".
QString ageText(qint64 milliseconds);
/// "19:30:05", with the day where it is another than that of `now`.
QString momentText(EpochMs moment, EpochMs now);

} // namespace millrace::ui
