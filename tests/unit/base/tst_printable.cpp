// SPDX-License-Identifier: Apache-2.0
#include "engine/base/diagnostic.h"
#include "engine/base/printable.h"

#include <QTest>
#include <algorithm>

using namespace millrace;

class tst_printable : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void ordinaryTextStaysAsItIs() {
        const std::string text = "a\tb \xC3\xA4 \xE2\x82\xAC \xC2\xA0 \xF0\x9F\x8C\x8A";
        QCOMPARE(printable(text), text);
    }

    void controlCharactersAreWrittenOut() {
        QCOMPARE(printable("a\x1b[2Jb\rc\x7f\x07"), std::string("a\\x1b[2Jb\\x0dc\\x7f\\x07"));
        QCOMPARE(printable(std::string_view("a\0b", 3)), std::string("a\\x00b"));
        QCOMPARE(printable("a\xC2\x9B"
                           "31m"),
                 std::string("a\\u009b31m"));
        QCOMPARE(printable("\x9B"), std::string("\xEF\xBF\xBD"));
    }

    void lineBreaksStayWhereTheyAreWanted() {
        QCOMPARE(printable("a\nb"), std::string("a\\nb"));
        QCOMPARE(printable("a\nb", LineBreaks::Keep), std::string("a\nb"));
    }

    void noPartOfADiagnosticSteersTheTerminal() {
        Diagnostic d;
        d.code = "MR3101";
        d.file = "\x1b]0;file";
        d.node = "\x1b]0;node";
        d.parameter = "\x1b]0;parameter\nerror MR0000: forged";
        d.message = "\x1b]0;message";
        d.hint = "\x1b]0;hint";
        const std::string text = toText(d);
        QCOMPARE(text.find('\x1b'), std::string::npos);
        QCOMPARE(std::count(text.begin(), text.end(), '\n'), 1);
        QVERIFY2(text.find("\\x1b]0;message") != std::string::npos, text.c_str());
    }
};

QTEST_GUILESS_MAIN(tst_printable)
#include "tst_printable.moc"
