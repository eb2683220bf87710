// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/registry.h"

#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace millrace::ui {

/// What is there while nothing is open: ways to begin, recent files, examples and templates. Lies over the
/// widget it was given and keeps to its size; what lies below cannot be reached meanwhile.
class WelcomePage : public QWidget {
    Q_OBJECT
public:
    WelcomePage(QWidget& over, const Registry& registry, const QString& examplesFolder);

    void open();
    void leave();

Q_SIGNALS:
    void newRequested();
    void openRequested();
    void tourRequested();
    void recentChosen(const QString& path);
    void exampleChosen(const QString& path);
    void templateChosen(const QString& path);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    QWidget* startColumn();
    QWidget* graphColumn();
    void fillRecent();
    void place();

    QWidget& over_;
    const Registry& registry_;
    QString examplesFolder_;
    QVBoxLayout* recent_;
};

} // namespace millrace::ui
