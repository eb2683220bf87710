// SPDX-License-Identifier: Apache-2.0
#include "ui/document/recent_files.h"

#include <QFileInfo>
#include <QSettings>

namespace millrace::ui {

QStringList RecentFiles::list() {
    QStringList result;
    const QStringList stored = QSettings().value("recentFiles").toStringList();
    for (const QString& path : stored) {
        if (QFileInfo::exists(path)) result << path;
    }
    return result;
}

void RecentFiles::add(const QString& path) {
    QStringList stored = QSettings().value("recentFiles").toStringList();
    stored.removeAll(path);
    stored.prepend(path);
    while (stored.size() > kMaximum) {
        stored.removeLast();
    }
    QSettings().setValue("recentFiles", stored);
}

void RecentFiles::clear() { QSettings().remove("recentFiles"); }

} // namespace millrace::ui
