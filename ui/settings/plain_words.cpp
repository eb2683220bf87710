// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/plain_words.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace millrace::ui {

QString plainWords(std::string_view text) {
    return plainWords(QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())));
}

QString plainWords(QString text) {
    if (!text.contains('`')) return text;
    static const QRegularExpression code(QStringLiteral("`([^`\n]+)`"));
    //: quotation marks around a name, as in “capacity”
    const QString quoted = QCoreApplication::translate("PlainWords", "“%1”").arg(QStringLiteral("\\1"));
    return text.replace(code, quoted);
}

} // namespace millrace::ui
