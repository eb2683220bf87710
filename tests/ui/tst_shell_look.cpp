// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/settings_steps.h"
#include "tests/support/ui/studio_fixture.h"
#include "ui/main_window/guide_actions.h"
#include "ui/main_window/studio_guides.h"
#include "ui/settings/preferences.h"
#include "ui/settings/settings_dialog.h"
#include "ui/settings/theme_choice.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDirIterator>
#include <QRegularExpression>
#include <QSettings>
#include <QStyle>
#include <QTest>
#include <QTimer>
#include <cmath>

using namespace millrace;
using ui::Theme;
using ui::ThemeChoice;
using ui::Tokens;

namespace {

/// WCAG 2.1, relative luminance and contrast ratio.
double luminance(const QColor& color) {
    const auto linear = [](double c) {
        return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

double contrast(const QColor& a, const QColor& b) {
    const double x = luminance(a), y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

struct Pair {
    const char* what;
    QColor text, surface;
};

std::vector<Pair> textPairs(const Tokens& t) {
    return {{"text on canvas", t.text, t.canvas},
            {"text on panel", t.text, t.panel},
            {"text on raised", t.text, t.raised},
            {"muted on canvas", t.muted, t.canvas},
            {"muted on panel", t.muted, t.panel},
            {"muted on raised", t.muted, t.raised},
            {"accent on panel", t.accent, t.panel},
            {"on accent", t.onAccent, t.accent},
            {"bad on panel", t.bad, t.panel},
            {"on bad", t.onBad, t.bad},
            {"on output full", t.onOutputFull, t.outputFull},
            {"on source", t.onSpot, t.source},
            {"on stage", t.onSpot, t.stage},
            {"on concurrency", t.onSpot, t.concurrency},
            {"on sink", t.onSpot, t.sink},
            {"text on selected", t.text, ui::mixed(t.raised, t.accent, 0.22)}};
}

void inSettings(test::StudioFixture& studio, const std::function<void(ui::SettingsDialog&)>& what) {
    test::inSettings(
        studio, [&] { QTest::keyClick(&studio.window(), Qt::Key_Comma, Qt::ControlModifier); }, what);
}

} // namespace

class ShellLookTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void textHasContrastInEveryTheme_data();
    void textHasContrastInEveryTheme();
    void coloursAndSizesOfTypeStandInOnePlace();
    void highContrastColoursTheWindowAndIsRemembered();
    void motionIsReducedWhereItIsWanted();
    void settingsAreKept();
};

void ShellLookTest::textHasContrastInEveryTheme_data() {
    QTest::addColumn<int>("mode");
    QTest::addColumn<double>("least");
    QTest::newRow("dark") << static_cast<int>(ThemeChoice::Dark) << 4.5;
    QTest::newRow("light") << static_cast<int>(ThemeChoice::Light) << 4.5;
    QTest::newRow("high contrast") << static_cast<int>(ThemeChoice::HighContrast) << 7.0;
}

void ShellLookTest::textHasContrastInEveryTheme() {
    QFETCH(int, mode);
    QFETCH(double, least);
    QStringList faint;
    for (const Pair& pair : textPairs(ui::tokensOf(static_cast<ThemeChoice>(mode)))) {
        const double ratio = contrast(pair.text, pair.surface);
        if (ratio < least) faint << QString("%1: %2").arg(pair.what).arg(ratio, 0, 'f', 2);
    }
    QVERIFY2(faint.isEmpty(), qPrintable(faint.join("; ")));
}

void ShellLookTest::coloursAndSizesOfTypeStandInOnePlace() {
    static const QRegularExpression kColour(
        R"re("#[0-9a-fA-F]{3,8}"|\bQColor\(\s*\d|\bQColor\(\s*"|\brgba?\(\s*\d|Qt::(black|white|red|green|blue|cyan|magenta|yellow|gray|lightGray|darkGray|darkRed|darkGreen|darkBlue)\b)re");
    static const QRegularExpression kType(R"re(font-size:\s*\d|setPointSize)re");
    QDirIterator files(QString(MILLRACE_SOURCE_DIR) + "/ui", {"*.cpp", "*.h"}, QDir::Files,
                       QDirIterator::Subdirectories);
    QStringList found;
    int read = 0;
    while (files.hasNext()) {
        const QString path = files.next();
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        ++read;
        int line = 0;
        for (const QString& text : QString::fromUtf8(file.readAll()).split('\n')) {
            ++line;
            const bool inSettings = path.contains("/ui/settings/");
            const bool tokens =
                path.endsWith("/ui/settings/theme.cpp") || path.endsWith("/ui/settings/group_colors.cpp");
            const bool colour = kColour.match(text).hasMatch() && !tokens;
            if (colour || (kType.match(text).hasMatch() && !inSettings))
                found << QString("%1:%2: %3").arg(path).arg(line).arg(text.trimmed());
        }
    }
    QVERIFY(read > 100);
    QVERIFY2(found.isEmpty(), qPrintable(found.join("\n")));
}

void ShellLookTest::highContrastColoursTheWindowAndIsRemembered() {
    test::StudioFixture studio;
    studio.window().guides().actions().themeContrast->trigger();
    QCOMPARE(ui::rememberedTheme(), ThemeChoice::HighContrast);
    const QImage picture = studio.window().grab().toImage();
    QCOMPARE(picture.pixelColor(5, 400), ui::tokensOf(ThemeChoice::HighContrast).panel);
    inSettings(studio, [](ui::SettingsDialog& dialog) {
        auto* theme = dialog.findChild<QComboBox*>("themeChoice");
        QCOMPARE(theme->currentText(), QString("High contrast"));
        theme->setFocus();
        QTest::keyClick(theme, Qt::Key_Up); // to light, by the keyboard
    });
    QCOMPARE(ui::currentTheme(), ThemeChoice::Light);
    ui::applyTheme(ThemeChoice::Dark);
}

void ShellLookTest::motionIsReducedWhereItIsWanted() {
    test::StudioFixture studio;
    const auto duration = [] { return qApp->style()->styleHint(QStyle::SH_Widget_Animation_Duration); };
    ui::preferences::applyMotion();
    QVERIFY(duration() > 0);
    inSettings(studio, [](ui::SettingsDialog& dialog) {
        auto* box = dialog.findChild<QCheckBox*>("reduceMotion");
        box->setFocus();
        QTest::keyClick(box, Qt::Key_Space);
    });
    QVERIFY(ui::preferences::reducedMotion());
    QVERIFY(!Theme::instance().motion());
    QCOMPARE(duration(), 0);
    QCOMPARE(QApplication::cursorFlashTime(), 0);
    ui::preferences::setReducedMotion(false);
    QVERIFY(QApplication::cursorFlashTime() > 0);
}

void ShellLookTest::settingsAreKept() {
    test::StudioFixture studio;
    inSettings(studio, [](ui::SettingsDialog& dialog) {
        auto* scale = dialog.findChild<QComboBox*>("scaleChoice");
        scale->setFocus();
        QTest::keyClicks(scale, "2"); // one letter: letters that come late start another word
        auto* language = dialog.findChild<QComboBox*>("languageChoice");
        language->setFocus();
        QTest::keyClicks(language, "D");
    });
    QCOMPARE(ui::preferences::scalePercent(), 200);
    QCOMPARE(ui::preferences::language(), QString("de"));
    qunsetenv("QT_SCALE_FACTOR");
    ui::preferences::applyScale();
    QCOMPARE(qgetenv("QT_SCALE_FACTOR"), QByteArray("2"));
    qputenv("QT_SCALE_FACTOR", "1.5"); // who starts it so means it so
    ui::preferences::applyScale();
    QCOMPARE(qgetenv("QT_SCALE_FACTOR"), QByteArray("1.5"));
    qunsetenv("QT_SCALE_FACTOR");
}

QTEST_MAIN(ShellLookTest)
#include "tst_shell_look.moc"
