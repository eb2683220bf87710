// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_reader.h"

#include "engine/base/text.h"

namespace millrace {

namespace json = boost::json;

Diagnostic& GraphFileReader::place(Diagnostic& diagnostic, const std::string& pointer) {
    const TextPosition position = positions_.find(pointer);
    diagnostic.file = file_;
    diagnostic.line = position.line;
    diagnostic.column = position.column;
    return diagnostic;
}
Diagnostic& GraphFileReader::error(const char* code, const std::string& pointer, std::string message,
                                   std::string hint) {
    return place(diagnostics.error(code, std::move(message), std::move(hint)), pointer);
}

const json::object* GraphFileReader::objectAt(const json::value& value, const std::string& pointer,
                                              const std::string& what) {
    if (!value.is_object()) error("MR1003", pointer, what + " must be an object in braces");
    return value.if_object();
}

bool GraphFileReader::readText(const json::value& value, const std::string& pointer, const std::string& what,
                               std::string& out) {
    if (!value.is_string()) {
        error("MR1003", pointer, what + " must be text");
        return false;
    }
    out = std::string(value.get_string());
    return true;
}

void GraphFileReader::keepUnknown(json::object& extra, const json::key_value_pair& member,
                                  const std::vector<std::string>& known, const std::string& pointer) {
    extra.emplace(member.key(), member.value());
    const std::string name(member.key());
    const std::string near = closestMatch(name, known);
    place(diagnostics.warning("MR1009", "unknown key `" + name + "` is kept but has no effect",
                              near.empty() ? "" : "did you mean `" + near + "`?"),
          pointer);
}

bool GraphFileReader::readId(std::string_view id, const std::string& pointer, const char* what) {
    if (isIdentifier(id)) return true;
    const std::string wish = GraphBody().freeId(id);
    error("MR1006", pointer, "`" + std::string(id) + "` cannot be the " + what,
          "use small letters, digits and _, beginning with a letter: `" + wish + "`");
    return false;
}

std::optional<std::vector<double>> GraphFileReader::readNumbers(const Value& value, std::size_t count,
                                                                const std::string& pointer,
                                                                const std::string& what) {
    const json::array* list = value.if_array();
    std::vector<double> numbers;
    for (const Value& entry : list != nullptr ? *list : json::array()) {
        if (entry.is_number()) numbers.push_back(entry.to_number<double>());
    }
    if (list != nullptr && list->size() == count && numbers.size() == count) return numbers;
    error("MR1003", pointer, what + " is a list of " + (count == 2 ? "two" : "four") + " numbers",
          count == 2 ? "write [0, 0]" : "write [x, y, width, height]");
    return std::nullopt;
}

bool GraphFileReader::readPort(const Value& value, const char* usualPort, const std::string& pointer,
                               const std::string& what, PortRef& port) {
    std::string text;
    if (!readText(value, pointer, what, text)) return false;
    const std::size_t dot = text.find('.');
    port.node = text.substr(0, dot);
    port.port = dot == std::string::npos ? usualPort : text.substr(dot + 1);
    if (isIdentifier(port.node) && isIdentifier(port.port)) return true;
    error("MR1008", pointer, "`" + text + "` does not name a port",
          "write node.port, such as \"clean." + std::string(usualPort) + "\"");
    return false;
}

} // namespace millrace
