// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPainter>
#include <QString>

namespace millrace::ui {

struct NodeFace;

/// What a card shows of a node that does not work as usual: how far it fades, the line that records take past
/// a bypassed one, and a word.
class ModePainter {
public:
    explicit ModePainter(const NodeFace& face) : face_(face) {}

    qreal opacity() const;
    bool isStruck() const; ///< its title is crossed out and its outline dashed
    QString word() const;  ///< for the chip; empty when it works
    void paintThroughLine(QPainter& painter) const;

private:
    const NodeFace& face_;
};

} // namespace millrace::ui
