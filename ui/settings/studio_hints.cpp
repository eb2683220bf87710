// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/studio_hints.h"

#include <QCoreApplication>
#include <QString>
#include <string_view>

namespace millrace::ui {

namespace {

struct Phrase {
    std::string_view engine;
    const char* studio; ///< %1: "Start over", %2: "Keep checkpoints", as the menu has them
};

/// The longer ones first: a part of one may be another.
constexpr Phrase kPhrases[] = {
    {"without it the job starts over with --fresh", "without it `%1` in the menu Run is what is left"},
    {"start over with --fresh", "choose `%1` in the menu Run"},
    {"--fresh starts it over", "`%1` in the menu Run begins it anew"},
    {"--fresh starts over", "`%1` in the menu Run begins anew"},
    {"name the folder that belongs to this job", "bring back the folder that belongs to this graph"},
    {"name a folder of your own with --state", "save the graph in a folder that you may write to"},
    {"run without --state", "turn `%2` off"},
    {"stop that run first, or name another folder; one job has one folder",
     "stop that run first; a graph has one folder for its checkpoints"},
};

void replaceAll(std::string& text, std::string_view what, const std::string& with) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
}

} // namespace

Diagnostics inStudioWords(Diagnostics diagnostics) {
    QString startOver = QCoreApplication::translate("WindowActions", "Start over…");
    startOver.remove(QStringLiteral("…"));
    const QString keep = QCoreApplication::translate("WindowActions", "Keep checkpoints");
    for (Diagnostic& d : diagnostics.items) {
        if (!d.code.starts_with("MR46")) continue;
        for (const Phrase& phrase : kPhrases) {
            QString words = QString::fromUtf8(phrase.studio);
            words.replace(QStringLiteral("%1"), startOver).replace(QStringLiteral("%2"), keep);
            replaceAll(d.hint, phrase.engine, words.toStdString());
        }
    }
    return diagnostics;
}

} // namespace millrace::ui
