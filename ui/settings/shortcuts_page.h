// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QAction;
class QLabel;
class QPushButton;
class QTreeWidget;

namespace millrace::ui {

class KeyRecorder;
class SearchField;
class Shortcuts;

/// Every command with its keys: search, choose one, press new keys, assign. Says whom the keys belong to
/// before they are taken away.
class ShortcutsPage : public QWidget {
    Q_OBJECT
public:
    explicit ShortcutsPage(Shortcuts& shortcuts, QWidget* parent = nullptr);

private:
    void fill();
    void showChosen();
    QAction* chosen() const;

    Shortcuts& shortcuts_;
    SearchField* search_;
    QTreeWidget* list_;
    QLabel* label_;
    KeyRecorder* recorder_;
    QLabel* conflict_;
    QPushButton *assign_, *remove_, *reset_, *resetAll_;
};

} // namespace millrace::ui
