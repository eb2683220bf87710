// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/shortcuts.h"

#include <QRegularExpression>
#include <QSettings>
#include <QWidget>
#include <algorithm>

namespace millrace::ui {
namespace {

constexpr const char* kDefaults = "defaultKeys";

QString keyOf(const QAction& command) { return "shortcuts/" + command.objectName(); }

QStringList written(const QList<QKeySequence>& keys) {
    QStringList list;
    for (const QKeySequence& key : keys)
        list << key.toString(QKeySequence::PortableText);
    return list;
}

QList<QKeySequence> readKeys(const QStringList& list) {
    QList<QKeySequence> keys;
    for (const QString& text : list) {
        const QKeySequence key = QKeySequence::fromString(text, QKeySequence::PortableText);
        if (!key.isEmpty()) keys << key;
    }
    return keys;
}

bool clash(const QKeySequence& a, const QKeySequence& b) {
    return a.matches(b) != QKeySequence::NoMatch || b.matches(a) != QKeySequence::NoMatch;
}

/// A tool tip names the keys at its end: they change along.
QString tipWith(const QAction& command, const QString& oldKeys, const QList<QKeySequence>& keys) {
    QString tip = command.toolTip();
    const QString old = " (" + oldKeys + ")";
    if (!oldKeys.isEmpty() && tip.endsWith(old)) tip.chop(old.size());
    if (!keys.isEmpty()) tip += " (" + keys.front().toString(QKeySequence::NativeText) + ")";
    return tip;
}

} // namespace

Shortcuts::Shortcuts(QWidget& window) : QObject(&window), window_(window) { commands(); }

QList<QAction*> Shortcuts::commands() const {
    static const QRegularExpression kCommand(QStringLiteral("^action[A-Z]"));
    const QList<QAction*> all = window_.findChildren<QAction*>(kCommand);
    for (QAction* command : all)
        adopt(*command);
    return all;
}

void Shortcuts::adopt(QAction& command) const {
    if (command.property(kDefaults).isValid()) return;
    command.setProperty(kDefaults, written(command.shortcuts()));
    const QVariant kept = QSettings().value(keyOf(command));
    if (kept.isValid()) apply(command, readKeys(kept.toStringList()));
}

QList<QKeySequence> Shortcuts::defaultsOf(const QAction& command) const {
    return readKeys(command.property(kDefaults).toStringList());
}

bool Shortcuts::isChanged(const QAction& command) const {
    return command.property(kDefaults).isValid() && defaultsOf(command) != command.shortcuts();
}

QAction* Shortcuts::conflict(const QKeySequence& keys, const QAction* except) const {
    if (keys.isEmpty()) return nullptr;
    for (QAction* command : commands()) {
        if (command == except) continue;
        for (const QKeySequence& other : command->shortcuts()) {
            if (clash(keys, other)) return command;
        }
    }
    return nullptr;
}

void Shortcuts::apply(QAction& command, const QList<QKeySequence>& keys) const {
    const QString before = command.shortcut().toString(QKeySequence::NativeText);
    command.setToolTip(tipWith(command, before, keys));
    command.setShortcuts(keys);
}

void Shortcuts::keep(QAction& command, const QList<QKeySequence>& keys) {
    apply(command, keys);
    QSettings settings;
    if (isChanged(command))
        settings.setValue(keyOf(command), written(keys));
    else
        settings.remove(keyOf(command));
}

void Shortcuts::assign(QAction& command, const QList<QKeySequence>& keys) {
    for (const QKeySequence& key : keys) {
        while (QAction* other = conflict(key, &command)) {
            QList<QKeySequence> left = other->shortcuts();
            left.erase(std::remove_if(left.begin(), left.end(),
                                      [&key](const QKeySequence& had) { return clash(key, had); }),
                       left.end());
            keep(*other, left);
        }
    }
    keep(command, keys);
    Q_EMIT changed();
}

void Shortcuts::reset(QAction& command) { assign(command, defaultsOf(command)); }

void Shortcuts::resetAll() {
    const QList<QAction*> all = commands();
    for (QAction* command : all)
        keep(*command, defaultsOf(*command));
    Q_EMIT changed();
}

QString Shortcuts::nameOf(const QAction& command) {
    QString name = command.text();
    name.remove(QChar('&')).remove(QStringLiteral("…"));
    return name.trimmed();
}

QString Shortcuts::textOf(const QList<QKeySequence>& keys) {
    QStringList list;
    for (const QKeySequence& key : keys)
        list << key.toString(QKeySequence::NativeText);
    return list.join(", ");
}

} // namespace millrace::ui
