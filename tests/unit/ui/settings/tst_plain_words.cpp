// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/plain_words.h"

#include <QTest>

using namespace millrace::ui;

class PlainWordsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void namesStandInQuotationMarks();
    void whatIsNoPairStaysAsItIs();
};

void PlainWordsTest::namesStandInQuotationMarks() {
    QCOMPARE(plainWords(std::string("the input `in` of `filter` is not connected")),
             QString("the input “in” of “filter” is not connected"));
    QCOMPARE(plainWords(QString("`a`")), QString("“a”"));
}

void PlainWordsTest::whatIsNoPairStaysAsItIs() {
    QCOMPARE(plainWords(QString("5 o`clock")), QString("5 o`clock"));
    QCOMPARE(plainWords(QString("``")), QString("``"));
    QCOMPARE(plainWords(QString("`first\nsecond`")), QString("`first\nsecond`"));
    QCOMPARE(plainWords(QString("nothing")), QString("nothing"));
}

QTEST_GUILESS_MAIN(PlainWordsTest)
#include "tst_plain_words.moc"
