// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_diff.h"
#include "engine/graph/registry.h"

#include <QRectF>
#include <QWidget>
#include <map>
#include <vector>

namespace millrace::ui {

/// Two graphs over each other: what is in one only, or differs, is marked by colour and by a sign in a badge.
/// Or one of the two alone, in the same place, to blink between them. Dragging moves, the wheel zooms, F
/// shows all.
class GraphCompareCanvas : public QWidget {
    Q_OBJECT
public:
    enum class Side { Both, Before, After };

    explicit GraphCompareCanvas(const Registry& registry, QWidget* parent = nullptr);

    void setGraphs(GraphDocument before, GraphDocument after, const std::vector<GraphChange>& changes);
    void setSide(Side side);
    Side side() const { return side_; }
    /// Brings what a change is about into the middle and outlines it; true if it stands on this canvas.
    bool showChange(const GraphChange& change);
    void fitAll();
    /// Where a card stands on the widget, and its mark: '+', '-', '~', '>', '.', or 0 for none.
    QRectF cardRect(const QString& id) const;
    char markOf(const QString& id) const;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Card {
        QString id, title, kindText;
        QRectF before, after; ///< empty: not in that graph
        Category category = Category::Stage;
        bool isKnown = false;
        char mark = 0;
    };
    struct Wire {
        QString id, from, to; ///< ends by the ids of the cards
        bool inBefore = false, inAfter = false;
        char mark = 0;
    };
    void addCards(const GraphDocument& graph, bool isAfter,
                  const std::map<std::string, std::string>& renamed);
    void addWires(const GraphDocument& graph, bool isAfter,
                  const std::map<std::string, std::string>& renamed);
    Card* card(const QString& id);
    const Card* card(const QString& id) const;
    QRectF shownRect(const Card& card) const;
    bool isShown(const Wire& wire) const;
    void paintWire(QPainter& painter, const Wire& wire) const;
    void paintCard(QPainter& painter, const Card& card) const;
    void paintLegend(QPainter& painter) const;

    const Registry& registry_;
    std::vector<Card> cards_;
    std::vector<Wire> wires_;
    QString focusCard_, focusWire_;
    Side side_ = Side::Both;
    QPointF centre_; ///< of the view, in canvas units
    qreal scale_ = 1;
    QPoint dragFrom_;
    bool fitted_ = true;
};

} // namespace millrace::ui
