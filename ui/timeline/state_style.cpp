// SPDX-License-Identifier: Apache-2.0
#include "ui/timeline/state_style.h"

#include "ui/settings/theme.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPixmapCache>

namespace millrace::ui {

namespace {

constexpr int kTile = 8; ///< side of a pattern in device-independent pixels

/// Whatever repeats every kTile pixels in both directions.
void paintPattern(QPainter& painter, LaneState state) {
    switch (state) {
        case LaneState::OutputFull:
            for (const int x : {-kTile, 0, kTile})
                painter.drawLine(QPointF(x, kTile), QPointF(x + kTile, 0));
            return;
        case LaneState::Lock:
            painter.drawLine(QPointF(2, 0), QPointF(2, kTile));
            painter.drawLine(QPointF(6, 0), QPointF(6, kTile));
            return;
        case LaneState::Io:
            painter.drawLine(QPointF(0, 2), QPointF(kTile, 2));
            painter.drawLine(QPointF(0, 6), QPointF(kTile, 6));
            return;
        case LaneState::Searching:
            for (const QPointF dot : {QPointF(2, 2), QPointF(6, 6)})
                painter.drawPoint(dot);
            return;
        case LaneState::AwaitsTime: painter.drawLine(QPointF(1, 0), QPointF(1, kTile)); return;
        case LaneState::Running:
        case LaneState::NeedsInput: return;
    }
}

bool hasPattern(LaneState state) { return state != LaneState::Running && state != LaneState::NeedsInput; }

} // namespace

QString nameOf(LaneState state) {
    const auto tr = [](const char* text) { return QCoreApplication::translate("LaneState", text); };
    switch (state) {
        case LaneState::Running: return tr(QT_TRANSLATE_NOOP("LaneState", "Running"));
        case LaneState::Lock: return tr(QT_TRANSLATE_NOOP("LaneState", "Lock"));
        case LaneState::Io: return tr(QT_TRANSLATE_NOOP("LaneState", "I/O"));
        case LaneState::Searching: return tr(QT_TRANSLATE_NOOP("LaneState", "Looking for work"));
        case LaneState::NeedsInput: return tr(QT_TRANSLATE_NOOP("LaneState", "Waiting for input"));
        case LaneState::OutputFull: return tr(QT_TRANSLATE_NOOP("LaneState", "Output full"));
        case LaneState::AwaitsTime: return tr(QT_TRANSLATE_NOOP("LaneState", "Waiting for its time"));
    }
    return {};
}

QColor colorOf(LaneState state) {
    const Tokens& t = Theme::instance().tokens();
    switch (state) {
        case LaneState::Running: return t.busy;
        case LaneState::Lock: return t.lock;
        case LaneState::Io: return t.io;
        case LaneState::Searching: return mixed(t.busy, t.panel, 0.55);
        case LaneState::NeedsInput:
        case LaneState::AwaitsTime: return t.idle;
        case LaneState::OutputFull: return t.outputFull;
    }
    return t.idle;
}

double heightOf(LaneState state) {
    switch (state) {
        case LaneState::Running:
        case LaneState::Lock:
        case LaneState::Io: return 1;
        case LaneState::OutputFull: return 0.7;
        case LaneState::Searching: return 0.5;
        case LaneState::NeedsInput:
        case LaneState::AwaitsTime: return 0.3;
    }
    return 0.3;
}

QBrush brushOf(LaneState state, qreal devicePixelRatio) {
    const QColor color = colorOf(state);
    if (!hasPattern(state)) return color;
    const Tokens& t = Theme::instance().tokens();
    const QString key =
        QStringLiteral("lane/%1/%2/%3").arg(static_cast<int>(state)).arg(color.name()).arg(devicePixelRatio);
    QPixmap tile;
    if (!QPixmapCache::find(key, &tile)) {
        const int pixels = qRound(kTile * devicePixelRatio);
        tile = QPixmap(pixels, pixels);
        tile.fill(state == LaneState::AwaitsTime ? mixed(color, t.panel, 0.5) : color);
        QPainter painter(&tile);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.scale(devicePixelRatio, devicePixelRatio);
        const QColor ink = state == LaneState::AwaitsTime  ? t.muted
                           : state == LaneState::Searching ? t.busy
                                                           : mixed(color, t.canvas, 0.45);
        painter.setPen(QPen(ink, state == LaneState::Searching ? 2 : 1.5, Qt::SolidLine, Qt::FlatCap));
        paintPattern(painter, state);
        painter.end();
        tile.setDevicePixelRatio(devicePixelRatio);
        QPixmapCache::insert(key, tile);
    }
    return QBrush(tile);
}

} // namespace millrace::ui
