// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/run_store.h"

#include <QFrame>

namespace millrace::ui {

/// "Viewing the run of 24 Nov 10:31" across the top of the canvas, while a run of the history is shown.
class HistoryBanner : public QFrame {
    Q_OBJECT
public:
    explicit HistoryBanner(const RunSummary& run, QWidget* parent = nullptr);

Q_SIGNALS:
    void closed();
    void restoreRequested();
};

} // namespace millrace::ui
