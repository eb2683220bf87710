// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFrame>

QT_BEGIN_NAMESPACE
class QAction;
class QLabel;
QT_END_NAMESPACE

namespace millrace::ui {

/// Across the top of the canvas while a breakpoint holds: which wire, the record it holds at, what waits, and
/// the three ways to go on.
class HeldBanner : public QFrame {
    Q_OBJECT
public:
    HeldBanner(QAction* stepRecord, QAction* stepBatch, QAction* release, QWidget* parent = nullptr);

    void show(const QString& wire, const QString& record, qint64 waiting, qint64 stops, int others);

Q_SIGNALS:
    void wireChosen(); ///< its name was clicked

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void elide();

    QLabel *what_, *record_;
    QString text_;
};

} // namespace millrace::ui
