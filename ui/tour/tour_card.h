// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFrame>

class QLabel;
class QPushButton;

namespace millrace::ui {

/// The tour's words: which step, what to do, and a way out.
class TourCard : public QFrame {
    Q_OBJECT
public:
    explicit TourCard(QWidget* parent);
    void showStep(int number, int count, const QString& title, const QString& text);
    void showEnd(const QString& title, const QString& text);

Q_SIGNALS:
    void leaveRequested();

private:
    void say(const QString& title, const QString& text);
    QLabel *progress_, *title_, *text_;
    QPushButton* leave_;
};

} // namespace millrace::ui
