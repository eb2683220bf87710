// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/journey.h"

#include <QFrame>
#include <QStringList>
#include <vector>

QT_BEGIN_NAMESPACE
class QToolButton;
QT_END_NAMESPACE

namespace millrace::ui {

/// The journey of a batch: a bar of all its time, waiting hatched and work solid, and a row per node with
/// both in figures. Where there is no room for every row the shortest ones are put together.
class JourneyCard : public QFrame {
    Q_OBJECT
public:
    explicit JourneyCard(QWidget* parent = nullptr);

    void show(const Journey& journey, const Plan& plan);
    /// The rows as they are written, for tests: "Clean|1.20 ms|230 µs|42 %".
    QStringList rows() const;
    QStringList nodes() const { return nodes_; } ///< ids on the way, the source first
    QSize sizeHint() const override;

Q_SIGNALS:
    void closed();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Row {
        QString name;
        QColor color;
        double wait = 0, work = 0; ///< seconds
        QString text() const;
    };
    std::vector<Row> shown() const;
    void paintBar(QPainter& painter, const QRectF& box) const;

    QToolButton* close_;
    QString title_, subtitle_;
    double total_ = 0; ///< seconds
    std::vector<Row> rows_;
    QStringList nodes_;
};

} // namespace millrace::ui
