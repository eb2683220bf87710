// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringList>

namespace millrace::ui {

/// The last graphs opened or saved, newest first, kept in the user's settings. Files that are gone are left
/// out of the list.
class RecentFiles {
public:
    static constexpr int kMaximum = 10;
    static QStringList list();
    static void add(const QString& path);
    static void clear();
};

} // namespace millrace::ui
