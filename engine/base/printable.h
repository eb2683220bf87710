// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace millrace {

/// The text with control characters written out ("\x1b", "\u009b") and wrong bytes replaced, so that names
/// and data of other people cannot steer a terminal. Tabs stay, line breaks where they are wanted.
enum class LineBreaks { Escape, Keep };
std::string printable(std::string_view text, LineBreaks lineBreaks = LineBreaks::Escape);

} // namespace millrace
