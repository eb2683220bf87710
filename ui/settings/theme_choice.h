// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/settings/theme.h"

#include <QString>

namespace millrace::ui {

/// The themes there are to choose from. Two of them are Theme::Mode::Dark: light on dark.
enum class ThemeChoice { Dark, Light, HighContrast };

ThemeChoice currentTheme();
/// As Theme::apply.
void applyTheme(ThemeChoice choice, bool remember = false);
/// What was chosen last time; dark at the first start.
ThemeChoice rememberedTheme();

/// "dark", "light", "contrast": as settings and command line have it; unknown text is dark.
ThemeChoice themeNamed(const QString& name);
QString nameOf(ThemeChoice choice);
Tokens tokensOf(ThemeChoice choice);

} // namespace millrace::ui
