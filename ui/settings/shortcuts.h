// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAction>
#include <QKeySequence>
#include <QList>
#include <QObject>

namespace millrace::ui {

/// The keys of the window's commands: as the program made them, unless the user chose others, which are kept
/// in the settings. A command is any action below the window whose object name starts with "action"; parts
/// that come later are found, too.
class Shortcuts : public QObject {
    Q_OBJECT
public:
    explicit Shortcuts(QWidget& window);

    /// In the order in which they were made. Gives those seen for the first time the user's keys.
    QList<QAction*> commands() const;
    QList<QKeySequence> defaultsOf(const QAction& command) const;
    bool isChanged(const QAction& command) const;
    /// The other command that `keys` would run, or begin to; null = nobody.
    QAction* conflict(const QKeySequence& keys, const QAction* except) const;

    /// Sets and keeps; takes the keys away from the commands that had them.
    void assign(QAction& command, const QList<QKeySequence>& keys);
    void reset(QAction& command);
    void resetAll();

    /// Text of a command without mnemonics and dots: "Find a node".
    static QString nameOf(const QAction& command);
    /// "Ctrl+Y, Ctrl+Shift+Z"; empty = none.
    static QString textOf(const QList<QKeySequence>& keys);

Q_SIGNALS:
    void changed();

private:
    void adopt(QAction& command) const;
    void apply(QAction& command, const QList<QKeySequence>& keys) const;
    void keep(QAction& command, const QList<QKeySequence>& keys);

    QWidget& window_;
};

} // namespace millrace::ui
