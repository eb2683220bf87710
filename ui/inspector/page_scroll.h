// SPDX-License-Identifier: Apache-2.0
#pragma once

class QWidget;

namespace millrace::ui {

/// `content` in a frameless area that scrolls up and down only, as every page of the inspector does. The area
/// owns the content.
QWidget* scrolled(QWidget* content, QWidget* parent);

} // namespace millrace::ui
