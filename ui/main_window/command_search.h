// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/settings/popup_frame.h"

#include <QPointer>
#include <QStringList>

class QListWidget;

namespace millrace::ui {

class CanvasScene;
class SearchField;
class Shortcuts;

/// One field for every command and every node: Enter runs the command or goes to the node. With nothing typed
/// the commands run last stand first.
class CommandSearch : public PopupFrame {
    Q_OBJECT
public:
    CommandSearch(CanvasScene& canvas, const Shortcuts& shortcuts, QWidget* parent);
    void open(QWidget* above);

    /// Object names of the commands run from here, newest first, kept in the user's settings.
    static QStringList recentCommands();

Q_SIGNALS:
    void nodeChosen(const QString& id);

private:
    void refresh();
    void fitWidth(); ///< so that no name is cut while there is room beside it
    void accept();

    CanvasScene& canvas_;
    const Shortcuts& shortcuts_;
    SearchField* search_;
    QListWidget* list_;
    QPointer<QWidget> above_;
};

} // namespace millrace::ui
