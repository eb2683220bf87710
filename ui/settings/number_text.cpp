// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/number_text.h"

#include <QLocale>
#include <algorithm>
#include <cmath>

namespace millrace::ui {
namespace {

QString threeDigits(double value) {
    const double size = std::abs(value);
    const int decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
    return QString::number(value, 'f', decimals);
}

struct Scaled {
    double value;
    const char* prefix;
};

Scaled scaled(double value) {
    const double size = std::abs(value);
    if (size >= 999.5e9) return {value / 1e12, "T"};
    if (size >= 999.5e6) return {value / 1e9, "G"};
    if (size >= 999.5e3) return {value / 1e6, "M"};
    if (size >= 999.5) return {value / 1e3, "k"};
    return {value, ""};
}

} // namespace

Quantity rateText(double recordsPerSecond) {
    if (!std::isfinite(recordsPerSecond) || recordsPerSecond < 0) return {"0", "/s"};
    const Scaled s = scaled(recordsPerSecond);
    const bool whole = *s.prefix == 0 && (s.value >= 10 || s.value == std::floor(s.value));
    return {whole ? QString::number(std::llround(s.value)) : threeDigits(s.value), QString(s.prefix) + "/s"};
}

QString countText(qint64 count) {
    if (std::llabs(count) < 100'000) return QLocale(QLocale::English).toString(count);
    const Scaled s = scaled(static_cast<double>(count));
    return QString::number(s.value, 'f', 1) + " " + s.prefix;
}

Quantity durationText(double seconds) {
    const double size = std::abs(seconds);
    if (size >= 0.9995) return {threeDigits(seconds), "s"};
    if (size >= 0.9995e-3) return {threeDigits(seconds * 1e3), "ms"};
    if (size >= 0.9995e-6) return {threeDigits(seconds * 1e6), QStringLiteral("µs")};
    return {QString::number(std::llround(seconds * 1e9)), "ns"};
}

Quantity bytesText(double bytes) {
    const Scaled s = scaled(bytes);
    return {*s.prefix == 0 ? QString::number(std::llround(bytes)) : threeDigits(s.value),
            QString(s.prefix) + "B"};
}

QString percentText(double share) {
    const double percent = std::clamp(share, 0.0, 1.0) * 100;
    return QStringLiteral("%1 %").arg(std::lround(percent));
}

QString clockText(double seconds) {
    const auto total = static_cast<qint64>(std::max(0.0, seconds));
    const qint64 hours = total / 3600, minutes = total / 60 % 60, rest = total % 60;
    if (hours > 0) {
        return QStringLiteral("%1:%2:%3")
            .arg(hours)
            .arg(minutes, 2, 10, QChar('0'))
            .arg(rest, 2, 10, QChar('0'));
    }
    return QStringLiteral("%1:%2").arg(minutes, 2, 10, QChar('0')).arg(rest, 2, 10, QChar('0'));
}

} // namespace millrace::ui
