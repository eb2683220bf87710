// SPDX-License-Identifier: Apache-2.0
#include "engine/base/diagnostic.h"

#include "engine/base/printable.h"

#include <algorithm>

namespace millrace {

bool Diagnostics::hasErrors() const {
    return std::any_of(items.begin(), items.end(),
                       [](const Diagnostic& d) { return d.severity == Severity::Error; });
}

void Diagnostics::append(const Diagnostics& other) {
    items.insert(items.end(), other.items.begin(), other.items.end());
}

static Diagnostic& addItem(std::vector<Diagnostic>& items, Severity severity, std::string&& code,
                           std::string&& message, std::string&& hint) {
    Diagnostic& d = items.emplace_back();
    d.severity = severity;
    d.code = std::move(code);
    d.message = std::move(message);
    d.hint = std::move(hint);
    return d;
}

Diagnostic& Diagnostics::error(std::string code, std::string message, std::string hint) {
    return addItem(items, Severity::Error, std::move(code), std::move(message), std::move(hint));
}

Diagnostic& Diagnostics::warning(std::string code, std::string message, std::string hint) {
    return addItem(items, Severity::Warning, std::move(code), std::move(message), std::move(hint));
}

Diagnostic& Diagnostics::note(std::string code, std::string message, std::string hint) {
    return addItem(items, Severity::Note, std::move(code), std::move(message), std::move(hint));
}

const char* severityName(Severity severity) {
    switch (severity) {
        case Severity::Error: return "error";
        case Severity::Warning: return "warning";
        case Severity::Note: return "note";
    }
    return "error";
}

std::string toText(const Diagnostic& d) {
    std::string text = severityName(d.severity);
    if (!d.code.empty()) text += " " + d.code;
    if (!d.file.empty()) {
        text += " [" + printable(d.file);
        if (d.line > 0) text += ":" + std::to_string(d.line);
        if (d.line > 0 && d.column > 0) text += ":" + std::to_string(d.column);
        text += "]";
    }
    std::string place;
    const auto say = [&place](const char* what, const std::string& value) {
        if (value.empty()) return;
        if (!place.empty()) place += ", ";
        place += std::string(what) + " " + printable(value);
    };
    say("node", d.node);
    say("port", d.port);
    say("parameter", d.parameter);
    say("wire", d.edge);
    if (!place.empty()) text += " " + place;
    text += ": " + printable(d.message, LineBreaks::Keep);
    if (!d.hint.empty()) text += "\n  hint: " + printable(d.hint, LineBreaks::Keep);
    return text;
}

std::string toText(const Diagnostics& diagnostics) {
    std::string text;
    for (const Diagnostic& d : diagnostics) {
        if (!text.empty()) text += "\n";
        text += toText(d);
    }
    return text;
}

} // namespace millrace
