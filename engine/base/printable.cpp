// SPDX-License-Identifier: Apache-2.0
#include "engine/base/printable.h"

#include "engine/base/text.h"

#include <fmt/format.h>

namespace millrace {

std::string printable(std::string_view text, LineBreaks lineBreaks) {
    std::string out;
    const std::string whole = toValidUtf8(text);
    for (std::size_t i = 0; i < whole.size(); ++i) {
        const auto byte = static_cast<unsigned char>(whole[i]);
        if (byte == '\t' || (byte == '\n' && lineBreaks == LineBreaks::Keep)) {
            out += whole[i];
        } else if (byte == '\n') {
            out += "\\n";
        } else if (byte < 0x20 || byte == 0x7F) {
            out += fmt::format("\\x{:02x}", byte);
        } else if (byte == 0xC2 && static_cast<unsigned char>(whole[i + 1]) < 0xA0) {
            // C1: U+0080 to U+009F, among them a second form of the escape sequence's beginning.
            out += fmt::format("\\u{:04x}", static_cast<unsigned char>(whole[++i]));
        } else {
            out += whole[i];
        }
    }
    return out;
}

} // namespace millrace
