// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/history/run_difference.h"

#include <QObject>

namespace millrace::ui {

class BannerColumn;
class CanvasMarks;

/// Two runs compared on the canvas: a line below each card says what is different, a banner what the cards
/// cannot show.
class CanvasComparison : public QObject {
    Q_OBJECT
public:
    CanvasComparison(CanvasMarks& marks, BannerColumn& banners, QObject* parent = nullptr);

    void show(const StoredRun& earlier, const StoredRun& later);
    void close();
    bool isOn() const { return on_; }

Q_SIGNALS:
    void closed();
    void figuresRequested(); ///< the same in full

private:
    void showBanner(const StoredRun& earlier, const StoredRun& later, const RunDifference& difference);

    CanvasMarks& marks_;
    BannerColumn& banners_;
    bool on_ = false;
};

} // namespace millrace::ui
