// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <string_view>

namespace millrace::ui {

/// What the engine says, as it stands in a label, a list or a tool tip: names that are `code` there stand in
/// quotation marks. Help pages show the same words as Markdown instead.
QString plainWords(std::string_view text);
QString plainWords(QString text);

} // namespace millrace::ui
