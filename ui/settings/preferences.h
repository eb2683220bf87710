// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace millrace::ui {

/// What the user chose about the program as a whole, kept in the settings.
namespace preferences {

bool reducedMotion();
void setReducedMotion(bool on); ///< applies at once
void applyMotion();             ///< what was chosen: once, at the start

/// Size of everything in per cent; takes effect at the start of the program.
int scalePercent();
void setScalePercent(int percent);
inline constexpr int kMinimumScale = 100, kMaximumScale = 300;
/// Makes the choice known to Qt: before there is an application. What QT_SCALE_FACTOR says already counts
/// more.
void applyScale();

/// "en", "de"; empty = as the system says.
QString language();
void setLanguage(const QString& code);

} // namespace preferences
} // namespace millrace::ui
