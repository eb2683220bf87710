// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/canvas/live_values.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <vector>

QT_BEGIN_NAMESPACE
class QPainter;
class QPointF;
class QRectF;
QT_END_NAMESPACE

namespace millrace::ui {

class CanvasScene;
class WireItem;

/// Records seen on their way along the wires, while there are few enough to be followed. Off by default, and
/// with "reduce motion". GUI thread only.
class WireTokens : public QObject {
    Q_OBJECT
public:
    explicit WireTokens(CanvasScene& scene);

    void setShown(bool shown);
    /// Sends on their way what was put onto wires since the last call.
    void follow(const LiveValues& shown);
    void paint(QPainter& painter, const QRectF& exposed) const;
    std::size_t count() const { return tokens_.size(); }

private:
    struct Token {
        QString wire;
        qint64 begin = 0; ///< ms of clock_
    };
    void clear();
    void move();
    double wayOf(const Token& token) const;

    CanvasScene& scene_;
    bool shown_ = false;
    QHash<QString, qint64> sent_; ///< by wire, as of the last call
    std::vector<Token> tokens_;
    QElapsedTimer clock_;
    QTimer timer_;
};

} // namespace millrace::ui
