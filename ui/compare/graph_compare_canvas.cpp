// SPDX-License-Identifier: Apache-2.0
#include "ui/compare/graph_compare_canvas.h"

#include "ui/canvas/node_face.h"
#include "ui/settings/kind_words.h"
#include "ui/settings/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

namespace millrace::ui {

namespace {

constexpr qreal kPortHeight = 40; ///< of the wires, below the top of a card
constexpr qreal kBadge = 22;
constexpr qreal kLeastScale = 0.05, kLargestScale = 2;

QColor colorOf(char mark) {
    const Tokens& t = Theme::instance().tokens();
    switch (mark) {
        case '+': return t.good;
        case '-': return t.bad;
        case '~':
        case '>': return t.busy;
        case '.': return t.muted;
        default: return t.hairline;
    }
}

/// The sign on a badge; not the same as on the command line where a drawn one reads better.
QString signOf(char mark) {
    switch (mark) {
        case '+': return QStringLiteral("+");
        case '-': return QStringLiteral("−");
        case '~': return QStringLiteral("≠");
        case '>': return QStringLiteral("A");
        default: return QStringLiteral("↔");
    }
}

char markOfKind(GraphChange::Kind kind) {
    switch (kind) {
        case GraphChange::Kind::Added: return '+';
        case GraphChange::Kind::Removed: return '-';
        case GraphChange::Kind::Renamed: return '>';
        case GraphChange::Kind::Moved: return '.';
        case GraphChange::Kind::Changed: break;
    }
    return '~';
}

/// Of several changes of one thing the gravest is shown.
int gravity(char mark) {
    const QByteArray order(".>~+-");
    return static_cast<int>(order.indexOf(mark));
}
void strengthen(char& mark, char by) {
    if (mark == 0 || gravity(by) > gravity(mark)) mark = by;
}

QRectF rectOf(const GraphDocument& graph, const std::string& id) {
    const Point at = graph.position(id).value_or(Point{});
    return {at.x, at.y, geometry::kCardWidth, geometry::kCardHeight};
}

} // namespace

GraphCompareCanvas::GraphCompareCanvas(const Registry& registry, QWidget* parent)
    : QWidget(parent), registry_(registry) {
    setObjectName("compareCanvas");
    setFocusPolicy(Qt::StrongFocus);
    setMinimumSize(420, 300);
    setCursor(Qt::OpenHandCursor);
    setAccessibleName(tr("The two graphs over each other"));
    connect(&Theme::instance(), &Theme::changed, this, [this] { update(); });
}

void GraphCompareCanvas::setGraphs(GraphDocument before, GraphDocument after,
                                   const std::vector<GraphChange>& changes) {
    cards_.clear();
    wires_.clear();
    std::map<std::string, std::string> renamed; // old id -> new id
    for (const GraphChange& change : changes)
        if (change.kind == GraphChange::Kind::Renamed && change.subgraph.empty())
            renamed[change.oldName] = change.name;
    addCards(after, true, {});
    addCards(before, false, renamed);
    addWires(after, true, {});
    addWires(before, false, renamed);
    for (const GraphChange& change : changes) {
        if (!change.subgraph.empty()) continue;
        const QString name = QString::fromStdString(change.name);
        const char mark = markOfKind(change.kind);
        if (change.subject == GraphChange::Subject::Node) {
            if (Card* found = card(name)) strengthen(found->mark, mark);
        } else if (change.subject == GraphChange::Subject::Wire && mark != '+' && mark != '-') {
            for (Wire& wire : wires_)
                if (wire.id == name) strengthen(wire.mark, mark);
        }
    }
    for (Wire& wire : wires_)
        if (wire.inBefore != wire.inAfter) wire.mark = wire.inAfter ? '+' : '-';
    if (fitted_) fitAll();
    update();
}

void GraphCompareCanvas::addCards(const GraphDocument& graph, bool isAfter,
                                  const std::map<std::string, std::string>& renamed) {
    for (const GraphNode& node : graph.nodes) {
        const auto other = renamed.find(node.id);
        const QString id = QString::fromStdString(other == renamed.end() ? node.id : other->second);
        Card* found = card(id);
        if (!found) {
            const NodeKind* kind = registry_.find(node.kind);
            Card fresh;
            fresh.id = id;
            fresh.title = titleOf(node, registry_);
            fresh.kindText = kind ? kindTitle(*kind) : QString::fromStdString(node.kind);
            fresh.isKnown = kind != nullptr;
            if (kind) fresh.category = kind->category;
            cards_.push_back(fresh);
            found = &cards_.back();
        }
        (isAfter ? found->after : found->before) = rectOf(graph, node.id);
    }
}

void GraphCompareCanvas::addWires(const GraphDocument& graph, bool isAfter,
                                  const std::map<std::string, std::string>& renamed) {
    for (GraphEdge edge : graph.edges) {
        for (PortRef* end : {&edge.from, &edge.to})
            if (const auto other = renamed.find(end->node); other != renamed.end()) end->node = other->second;
        const QString id = QString::fromStdString(edge.id());
        auto found =
            std::find_if(wires_.begin(), wires_.end(), [&id](const Wire& wire) { return wire.id == id; });
        if (found == wires_.end()) {
            Wire wire;
            wire.id = id;
            wire.from = QString::fromStdString(edge.from.node);
            wire.to = QString::fromStdString(edge.to.node);
            found = wires_.insert(wires_.end(), wire);
        }
        (isAfter ? found->inAfter : found->inBefore) = true;
    }
}

const GraphCompareCanvas::Card* GraphCompareCanvas::card(const QString& id) const {
    const auto found =
        std::find_if(cards_.begin(), cards_.end(), [&id](const Card& card) { return card.id == id; });
    return found == cards_.end() ? nullptr : &*found;
}

GraphCompareCanvas::Card* GraphCompareCanvas::card(const QString& id) {
    return const_cast<Card*>(std::as_const(*this).card(id));
}

char GraphCompareCanvas::markOf(const QString& id) const {
    const Card* found = card(id);
    return found ? found->mark : '\0';
}

QRectF GraphCompareCanvas::shownRect(const Card& card) const {
    switch (side_) {
        case Side::Before: return card.before;
        case Side::After: return card.after;
        case Side::Both: break;
    }
    return card.after.isEmpty() ? card.before : card.after;
}

bool GraphCompareCanvas::isShown(const Wire& wire) const {
    return side_ == Side::Both || (side_ == Side::Before ? wire.inBefore : wire.inAfter);
}

QRectF GraphCompareCanvas::cardRect(const QString& id) const {
    const Card* found = card(id);
    const QRectF rect = found ? shownRect(*found) : QRectF();
    if (rect.isEmpty()) return {};
    const QPointF middle = QRectF(this->rect()).center();
    return {(rect.topLeft() - centre_) * scale_ + middle, rect.size() * scale_};
}

void GraphCompareCanvas::setSide(Side side) {
    side_ = side;
    update();
}

bool GraphCompareCanvas::showChange(const GraphChange& change) {
    const QString name = QString::fromStdString(change.name);
    focusCard_.clear();
    focusWire_.clear();
    QRectF target;
    if (change.subgraph.empty() && change.subject == GraphChange::Subject::Node) {
        if (const Card* found = card(name)) {
            focusCard_ = name;
            target = shownRect(*found).isEmpty() ? found->before : shownRect(*found);
        }
    } else if (change.subgraph.empty() && change.subject == GraphChange::Subject::Wire) {
        for (const Wire& wire : wires_) {
            const Card *from = card(wire.from), *to = card(wire.to);
            // What was removed is known by its old ends.
            if (wire.id != name || !from || !to) continue;
            focusWire_ = name;
            target = shownRect(*from).united(shownRect(*to));
        }
    }
    update();
    if (target.isEmpty()) return false;
    centre_ = target.center();
    scale_ = std::clamp(scale_, 0.6, 1.0);
    fitted_ = false;
    return true;
}

void GraphCompareCanvas::fitAll() {
    QRectF world;
    for (const Card& card : cards_)
        world = world.united(card.before).united(card.after);
    fitted_ = true;
    if (world.isEmpty()) return;
    const QRectF room = QRectF(rect()).adjusted(24, 24, -24, -48);
    centre_ = world.center();
    scale_ =
        std::clamp(std::min(room.width() / world.width(), room.height() / world.height()), kLeastScale, 1.0);
    update();
}

void GraphCompareCanvas::paintWire(QPainter& painter, const Wire& wire) const {
    const Card *from = card(wire.from), *to = card(wire.to);
    if (!isShown(wire) || !from || !to) return;
    const QRectF a = shownRect(*from), b = shownRect(*to);
    if (a.isEmpty() || b.isEmpty()) return;
    const Tokens& t = Theme::instance().tokens();
    const bool focused = wire.id == focusWire_;
    QPen pen(wire.mark ? colorOf(wire.mark) : mixed(t.canvas, t.muted, 0.75),
             (wire.mark ? 2.5 : 1.5) + (focused ? 1.5 : 0));
    if (wire.mark == '-') pen.setStyle(Qt::DashLine);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    const QPointF start(a.right(), a.top() + kPortHeight), end(b.left(), b.top() + kPortHeight);
    painter.drawPath(wirePath(start, end));
    if (!wire.mark) return;
    const QRectF badge((start.x() + end.x()) / 2 - kBadge / 2, (start.y() + end.y()) / 2 - kBadge / 2, kBadge,
                       kBadge);
    painter.setPen(QPen(colorOf(wire.mark), 1.5));
    painter.setBrush(t.panel);
    painter.drawEllipse(badge);
    painter.setPen(t.text);
    painter.setFont(Theme::instance().font(TextRole::Title));
    painter.drawText(badge, Qt::AlignCenter, signOf(wire.mark));
}

void GraphCompareCanvas::paintCard(QPainter& painter, const Card& card) const {
    const QRectF rect = shownRect(card);
    if (rect.isEmpty()) return;
    const Theme& theme = Theme::instance();
    const Tokens& t = theme.tokens();
    // Where it came from, if it was moved.
    if (side_ == Side::Both && card.mark == '.' && !card.before.isEmpty()) {
        painter.setPen(QPen(t.muted, 1, Qt::DotLine));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(card.before, metric::kCardRadius, metric::kCardRadius);
    }
    QPen border(card.mark ? colorOf(card.mark) : t.hairline, card.mark ? 2.5 : 1);
    if (card.mark == '-') border.setStyle(Qt::DashLine);
    painter.setPen(border);
    painter.setBrush(t.panel);
    painter.drawRoundedRect(rect, metric::kCardRadius, metric::kCardRadius);
    if (card.id == focusCard_) {
        painter.setPen(QPen(t.accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(rect.adjusted(-5, -5, 5, 5), metric::kCardRadius + 4,
                                metric::kCardRadius + 4);
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(card.isKnown ? theme.category(card.category) : t.bad);
    painter.drawRoundedRect(QRectF(rect.left() + 12, rect.top() + 14, 12, 12), 3, 3);
    const QRectF text = rect.adjusted(32, 9, card.mark ? -kBadge - 4 : -10, 0);
    painter.setFont(theme.font(TextRole::Title));
    painter.setPen(card.mark == '-' ? t.muted : t.text);
    painter.drawText(QRectF(text.left(), text.top(), text.width(), 22), Qt::AlignVCenter | Qt::AlignLeft,
                     QFontMetricsF(painter.font()).elidedText(card.title, Qt::ElideRight, text.width()));
    painter.setFont(theme.font(TextRole::Secondary));
    painter.setPen(t.muted);
    painter.drawText(QRectF(text.left(), text.top() + 22, text.width(), 18), Qt::AlignVCenter | Qt::AlignLeft,
                     QFontMetricsF(painter.font()).elidedText(card.kindText, Qt::ElideRight, text.width()));
    if (!card.mark) return;
    const QRectF badge(rect.right() - kBadge + 8, rect.top() - 8, kBadge, kBadge);
    painter.setPen(QPen(colorOf(card.mark), 1.5));
    painter.setBrush(t.panel);
    if (card.mark == '+' || card.mark == '-')
        painter.drawEllipse(badge);
    else
        painter.drawRoundedRect(badge, 4, 4);
    painter.setFont(theme.font(TextRole::Title));
    painter.setPen(t.text);
    painter.drawText(badge, Qt::AlignCenter, signOf(card.mark));
}

void GraphCompareCanvas::paintLegend(QPainter& painter) const {
    const Theme& theme = Theme::instance();
    painter.setFont(theme.font(TextRole::Label));
    painter.setPen(theme.tokens().muted);
    const QString text = side_ == Side::Before  ? tr("Before: B goes on")
                         : side_ == Side::After ? tr("After: B goes on")
                                                : tr("+ added   − removed   ≠ changed   A renamed   ↔ moved");
    painter.drawText(QRectF(rect()).adjusted(14, 0, -14, -12), Qt::AlignBottom | Qt::AlignLeft, text);
}

void GraphCompareCanvas::paintEvent(QPaintEvent*) {
    const Tokens& t = Theme::instance().tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), t.canvas);
    painter.save();
    painter.translate(QRectF(rect()).center());
    painter.scale(scale_, scale_);
    painter.translate(-centre_);
    for (const Wire& wire : wires_)
        paintWire(painter, wire);
    for (const Card& card : cards_)
        paintCard(painter, card);
    painter.restore();
    paintLegend(painter);
    if (!hasFocus()) return;
    painter.setPen(QPen(t.accent, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
}

void GraphCompareCanvas::resizeEvent(QResizeEvent*) {
    if (fitted_) fitAll();
}

void GraphCompareCanvas::mousePressEvent(QMouseEvent* event) {
    dragFrom_ = event->pos();
    setCursor(Qt::ClosedHandCursor);
}

void GraphCompareCanvas::mouseMoveEvent(QMouseEvent* event) {
    if (!(event->buttons() & (Qt::LeftButton | Qt::MiddleButton))) return;
    centre_ -= QPointF(event->pos() - dragFrom_) / scale_;
    dragFrom_ = event->pos();
    fitted_ = false;
    update();
}

void GraphCompareCanvas::mouseReleaseEvent(QMouseEvent*) { setCursor(Qt::OpenHandCursor); }

void GraphCompareCanvas::wheelEvent(QWheelEvent* event) {
    const qreal factor = std::pow(1.0015, event->angleDelta().y());
    const QPointF fromMiddle = event->position() - QRectF(rect()).center();
    const qreal scale = std::clamp(scale_ * factor, kLeastScale, kLargestScale);
    // What is under the pointer stays there.
    centre_ += fromMiddle / scale_ - fromMiddle / scale;
    scale_ = scale;
    fitted_ = false;
    update();
}

void GraphCompareCanvas::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_F || event->key() == Qt::Key_1) return fitAll();
    QWidget::keyPressEvent(event);
}

} // namespace millrace::ui
