// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFrame>
#include <QStringList>

QT_BEGIN_NAMESPACE
class QAction;
class QLabel;
QT_END_NAMESPACE

namespace millrace::ui {

/// Across the top of the canvas while runs are safe: what is not written, and the way back.
class SafeBanner : public QFrame {
    Q_OBJECT
public:
    explicit SafeBanner(QAction* safeRun, QWidget* parent = nullptr);
    void show(const QStringList& captured); ///< titles of the nodes that keep their records to themselves

private:
    QLabel* text_;
};

} // namespace millrace::ui
