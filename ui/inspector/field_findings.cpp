// SPDX-License-Identifier: Apache-2.0
#include "ui/inspector/field_findings.h"

#include "ui/settings/plain_words.h"

namespace millrace::ui {

FieldFinding findingOf(const Diagnostic& d) {
    FieldFinding finding;
    finding.path = QString::fromStdString(d.parameter);
    finding.severity = d.severity;
    finding.text = plainWords(d.message).section('\n', 0, 0);
    if (!d.hint.empty()) finding.text += "\n" + plainWords(d.hint);
    finding.line = d.line;
    finding.column = d.column;
    return finding;
}

} // namespace millrace::ui
