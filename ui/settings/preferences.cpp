// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/preferences.h"

#include "ui/settings/theme.h"

#include <QApplication>
#include <QSettings>
#include <algorithm>

namespace millrace::ui::preferences {

bool reducedMotion() { return QSettings().value("reducedMotion", false).toBool(); }

void setReducedMotion(bool on) {
    QSettings().setValue("reducedMotion", on);
    applyMotion();
}

void applyMotion() {
    static const int kBlinking = QApplication::cursorFlashTime();
    QApplication::setCursorFlashTime(reducedMotion() ? 0 : kBlinking);
    Theme::instance().setMotion(!reducedMotion());
}

int scalePercent() {
    return std::clamp(QSettings().value("scalePercent", kMinimumScale).toInt(), kMinimumScale, kMaximumScale);
}

void setScalePercent(int percent) {
    QSettings().setValue("scalePercent", std::clamp(percent, kMinimumScale, kMaximumScale));
}

void applyScale() {
    if (qEnvironmentVariableIsSet("QT_SCALE_FACTOR") || scalePercent() == kMinimumScale) return;
    qputenv("QT_SCALE_FACTOR", QByteArray::number(scalePercent() / 100.0));
}

QString language() { return QSettings().value("language").toString(); }

void setLanguage(const QString& code) { QSettings().setValue("language", code); }

} // namespace millrace::ui::preferences
