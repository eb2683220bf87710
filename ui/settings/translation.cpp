// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/translation.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QPointer>
#include <QTranslator>

namespace millrace::ui {
namespace {

/// A translator of that file in the place of the one before.
bool replace(QPointer<QTranslator>& place, const QLocale& locale, const QString& name,
             const QString& folder) {
    delete place;
    auto* translator = new QTranslator(QCoreApplication::instance());
    if (!translator->load(locale, name, "_", folder)) {
        delete translator;
        return false;
    }
    place = translator;
    return QCoreApplication::installTranslator(translator);
}

} // namespace

bool installTranslation(const QString& language) {
    static QPointer<QTranslator> own, qt;
    const QLocale locale = language.isEmpty() ? QLocale::system() : QLocale(language);
    if (locale.language() == QLocale::English || locale.language() == QLocale::C) {
        delete qt;
        replace(own, QLocale(QLocale::English), "millrace", ":/translations"); // plural forms, nothing else
        return true;
    }
    replace(qt, locale, "qtbase", QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    return replace(own, locale, "millrace", ":/translations");
}

} // namespace millrace::ui
