// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/csv_parameters.h"

#include "nodes/support/columns_in.h"

namespace millrace {

ParameterSpec csvHeaderParameter() {
    return {.name = "header",
            .type = ParameterType::Boolean,
            .help = "Whether the first line names the columns.",
            .defaultValue = true};
}

ParameterSpec csvDelimiterParameter() {
    return {.name = "delimiter",
            .type = ParameterType::Text,
            .help = "The character between fields; `tab` for a tab.",
            .defaultValue = ",",
            .advanced = true};
}

ParameterSpec csvNullTextParameter(const char* help) {
    return {.name = "null_text",
            .type = ParameterType::Text,
            .help = help,
            .advanced = true,
            .placeholder = "NULL"};
}

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
