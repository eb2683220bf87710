// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/wire_tokens.h"

#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/wire_item.h"
#include "ui/settings/theme.h"

#include <QGraphicsView>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace millrace::ui {

namespace {

constexpr qint64 kWayMs = 600;    ///< from one end of a wire to the other
constexpr qint64 kApartMs = 70;   ///< of what was sent together
constexpr qint64 kMostOnWire = 4; ///< of what was sent since the last frame
constexpr qint64 kMostAtOnce = 60;
constexpr double kRadius = 5;

} // namespace

WireTokens::WireTokens(CanvasScene& scene) : QObject(&scene), scene_(scene) {
    clock_.start();
    timer_.setInterval(16);
    connect(&timer_, &QTimer::timeout, this, &WireTokens::move);
}

void WireTokens::setShown(bool shown) {
    shown_ = shown;
    clear();
    sent_.clear();
}

void WireTokens::clear() {
    if (tokens_.empty()) return;
    tokens_.clear();
    move();
}

void WireTokens::follow(const LiveValues& shown) {
    if (!shown_) return;
    qint64 all = 0;
    bool wentBack = false;
    std::vector<std::pair<QString, qint64>> fresh;
    for (auto wire = shown.wires.cbegin(); wire != shown.wires.cend(); ++wire) {
        const auto before = sent_.constFind(wire.key());
        const qint64 more = before == sent_.constEnd() ? 0 : wire->sent - *before;
        sent_[wire.key()] = wire->sent;
        wentBack = wentBack || more < 0;
        if (more <= 0) continue;
        all += more;
        fresh.emplace_back(wire.key(), more);
    }
    // Nobody could follow so many with the eyes.
    if (wentBack || all > kMostAtOnce) return clear();
    if (!Theme::instance().motion()) return;
    std::sort(fresh.begin(), fresh.end());
    for (const auto& [wire, count] : fresh)
        for (qint64 i = 0; i < std::min(count, kMostOnWire); ++i)
            tokens_.push_back({wire, clock_.elapsed() + i * kApartMs});
    if (!tokens_.empty()) timer_.start();
}

double WireTokens::wayOf(const Token& token) const {
    return static_cast<double>(clock_.elapsed() - token.begin) / kWayMs;
}

void WireTokens::move() {
    QRectF changed;
    const auto grow = [&](const QString& id) {
        if (const WireItem* wire = scene_.wire(id)) changed = changed.united(wire->path().boundingRect());
    };
    for (const Token& token : tokens_)
        grow(token.wire);
    std::erase_if(tokens_, [this](const Token& token) { return wayOf(token) >= 1; });
    if (tokens_.empty()) timer_.stop();
    if (changed.isNull() && timer_.isActive()) return;
    for (QGraphicsView* view : scene_.views()) {
        if (changed.isNull())
            view->viewport()->update();
        else
            view->viewport()->update(view->mapFromScene(changed).boundingRect().adjusted(-8, -8, 8, 8));
    }
}

void WireTokens::paint(QPainter& painter, const QRectF& exposed) const {
    if (tokens_.empty()) return;
    const Tokens& colors = Theme::instance().tokens();
    painter.setPen(QPen(colors.panel, 2));
    painter.setBrush(colors.accent);
    for (const Token& token : tokens_) {
        const double way = wayOf(token);
        const WireItem* const wire = scene_.wire(token.wire);
        if (!wire || way < 0 || way >= 1) continue;
        const QPointF place = wire->path().pointAtPercent(way * way * (3 - 2 * way));
        if (exposed.adjusted(-8, -8, 8, 8).contains(place)) painter.drawEllipse(place, kRadius, kRadius);
    }
}

} // namespace millrace::ui
