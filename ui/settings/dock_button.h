// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

QT_BEGIN_NAMESPACE
class QToolButton;
QT_END_NAMESPACE

namespace millrace::ui {

/// A small text button as stands in the head of a dock page. The caller owns it.
QToolButton* dockButton(const char* objectName, const QString& text, const QString& toolTip);

} // namespace millrace::ui
