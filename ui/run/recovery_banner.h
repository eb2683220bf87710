// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/checkpoint_status.h"
#include "engine/run/restored_places.h"

#include <QFrame>
#include <vector>

QT_BEGIN_NAMESPACE
class QAction;
QT_END_NAMESPACE

namespace millrace::ui {

/// Across the top of the canvas while a run goes on from a checkpoint: from which, how old it was, and what
/// is read again, from where on; or that the job had ended and there is nothing to go on with.
class RecoveryBanner : public QFrame {
    Q_OBJECT
public:
    struct Recovery {
        Epoch epoch = kNoEpoch;
        EpochMs madeAt = 0, startedAt = 0;
        bool hadEnded = false;
        struct Source {
            QString title;
            std::vector<RestoredPlace> places; ///< as far as it tells
        };
        std::vector<Source> sources;
    };
    RecoveryBanner(const Recovery& recovery, QAction* startOver, QWidget* parent = nullptr);

    static QString textOf(const Recovery& recovery); ///< rich
    /// "positions, 6 partitions from offset 10,240 on"; plain.
    static QString placeText(const RestoredPlace& place);

Q_SIGNALS:
    void closed();
};

/// "3 s", "4 min", "2 h", "5 days".
QString ageText(qint64 milliseconds);
/// "19:30:05", with the day where it is another than that of `now`.
QString momentText(EpochMs moment, EpochMs now);

} // namespace millrace::ui
