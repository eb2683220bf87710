// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace millrace::ui {

/// Gives the program the language the user chose, or the system's: before there is a window. English needs
/// its plural forms only. False when there is no translation into that language.
bool installTranslation(const QString& language);

} // namespace millrace::ui
