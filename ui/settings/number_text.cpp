// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/number_text.h"

#include "engine/base/number_text.h"

#include <algorithm>

namespace millrace::ui {
namespace {

Quantity localized(const millrace::Quantity& quantity) {
    return {QString::fromStdString(quantity.figure), QString::fromStdString(quantity.unit)};
}

} // namespace

Quantity rateText(double recordsPerSecond) { return localized(rateQuantity(recordsPerSecond)); }
int pluralOf(qint64 count) { return static_cast<int>(std::clamp<qint64>(count, 0, 1'000'000'000)); }

QString countText(qint64 count) { return localized(countQuantity(count)).text(); }
Quantity durationText(double seconds) { return localized(durationQuantity(seconds)); }
Quantity bytesText(double bytes) { return localized(bytesQuantity(bytes)); }
QString percentText(double share) { return QString::fromStdString(millrace::percentText(share)); }
QString clockText(double seconds) { return QString::fromStdString(millrace::clockText(seconds)); }

} // namespace millrace::ui
