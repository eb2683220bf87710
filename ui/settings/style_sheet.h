// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace millrace::ui {

class Theme;

/// How standard widgets look. Widgets ask for a variant by dynamic property `role` ("primary", "ghost",
/// "tool", "panel", "field", "mono", "caps", "muted", "tag", "error", ...), never by a style sheet of their
/// own.
QString styleSheet(const Theme& theme);

} // namespace millrace::ui
