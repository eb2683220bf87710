// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <QHash>
#include <QList>
#include <QString>
#include <QWidget>

namespace millrace::ui {

/// The line at the foot of the window: a state with its dot, facts as "label value" pairs, and what stands at
/// the right. Each fact keeps the widest place it ever needed, so nothing jumps while numbers change.
class StatusLine : public QWidget {
    Q_OBJECT
public:
    struct Fact {
        QString id;       ///< keeps its place
        QString before;   ///< muted: "p99"
        QString value;    ///< strong: "8.1 ms"
        QString after;    ///< muted: "of 2 cores"
        QString tip = {}; ///< where the pointer rests on it
    };

    explicit StatusLine(QWidget* parent = nullptr);

    void setState(const QString& text, const QColor& dot);
    void setFacts(const QList<Fact>& facts); ///< left, after the state
    const QList<Fact>& facts() const { return facts_; }
    void setRightFacts(const QList<Fact>& facts); ///< before the zoom
    void setZoom(qreal zoom);
    /// A sentence in place of the facts for a few seconds.
    void showMessage(const QString& text, int ms = 5000);

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    int draw(QPainter& painter, const Fact& fact, int left);
    int widthOf(const Fact& fact);

    QString state_, message_;
    QColor dot_;
    QList<Fact> facts_, right_;
    QHash<QString, int> widest_;
    QList<std::pair<QRect, QString>> tips_; ///< of what is drawn
    qreal zoom_ = 1;
    int messageSerial_ = 0;
};

} // namespace millrace::ui
