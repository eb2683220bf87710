// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QPointer>
#include <QTimer>
#include <deque>
#include <functional>

namespace millrace::ui {

/// Work of the window that can wait a moment: one piece per turn of the event loop, so that keys, the mouse
/// and timers come in between. GUI thread only.
class TurnQueue : public QObject {
    Q_OBJECT
public:
    static TurnQueue& instance();

    /// Not done when `owner` has gone by then.
    void add(QObject* owner, std::function<void()> work);
    /// The same, for an owner that has one such slot only: where it waits already, that will do.
    template <class Owner> void addOnce(Owner* owner, void (Owner::*slot)()) {
        for (const Piece& piece : pieces_)
            if (piece.owner == owner && piece.isOnce) return;
        pieces_.push_back({owner, [owner, slot] { (owner->*slot)(); }, true});
        timer_.start();
    }

private:
    TurnQueue();
    void doOne();

    struct Piece {
        QPointer<QObject> owner;
        std::function<void()> work;
        bool isOnce = false; ///< the only piece of its kind of this owner
    };
    std::deque<Piece> pieces_;
    QTimer timer_;
};

} // namespace millrace::ui
