// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

QT_BEGIN_NAMESPACE
class QAction;
QT_END_NAMESPACE

namespace millrace::ui {

class GraphCompareDialog;
class MainWindow;

/// "Compare with saved" and "Compare with file…" in the menu of the window. Make it after the window.
class CompareCommands : public QObject {
    Q_OBJECT
public:
    explicit CompareCommands(MainWindow& window);

    QAction* withSaved() const { return withSaved_; }
    QAction* withFile() const { return withFile_; }
    /// Opens the comparison of the open document with a file; null, with a message, when that cannot be read.
    GraphCompareDialog* compareWith(const QString& path, bool isSaved);

private:
    void chooseFile();

    MainWindow& window_;
    QAction *withSaved_, *withFile_;
};

} // namespace millrace::ui
