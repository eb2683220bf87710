// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/csv_parameters.h"

#include "nodes/support/columns_in.h"

namespace millrace {

Result<char> readCharacter(const BindContext& context, const char* parameter, bool mayBeEmpty) {
    const std::string text = context.params.has(parameter) ? context.params.text(parameter) : "";
    if (text == "tab" || text == "\\t" || text == "\t") return '\t';
    if (text.empty() && mayBeEmpty) return '\0';
    // One byte, so that scanning stays a byte scan; line breaks and letters would cut texts to pieces.
    if (text.size() == 1 && static_cast<unsigned char>(text[0]) >= 0x20 &&
        static_cast<unsigned char>(text[0]) < 0x7F)
        return text[0];
    return parameterError("MR3106", context.node, parameter,
                          std::string("`") + parameter + "` must be one ASCII character, not `" + text + "`",
                          "write the character itself, or `tab`");
}

} // namespace millrace
