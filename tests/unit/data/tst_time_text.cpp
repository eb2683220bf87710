// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "engine/data/time_text.h"

#include <QTest>

using namespace millrace;

class TimeTextTest : public QObject {
    Q_OBJECT

    static constexpr EpochMs kThanksgiving = 1'479'967'201'000; // 2016-11-24T06:00:01Z

private Q_SLOTS:
    void timesAreWrittenInUtcWithMilliseconds() {
        QCOMPARE(timestampText(kThanksgiving), std::string("2016-11-24T06:00:01.000Z"));
        QCOMPARE(timestampText(0), std::string("1970-01-01T00:00:00.000Z"));
        QCOMPARE(timestampText(-1), std::string("1969-12-31T23:59:59.999Z"));
        QCOMPARE(dateText(0), std::string("1970-01-01"));
        QCOMPARE(dateText(-1), std::string("1969-12-31"));
        QCOMPARE(dateText(16'860), std::string("2016-02-29"));
    }

    void everyFormOfAnInstantIsTheSameInstant() {
        for (const char* text :
             {"2016-11-24T00:00:01-06:00", "2016-11-24T06:00:01Z", "2016-11-24T06:00:01.000Z",
              "2016-11-24 06:00:01", "2016-11-24 06:00:01.000", "2016-11-24T06:00:01",
              "2016-11-24T11:30:01+05:30", "2016-11-24T11:30:01+0530", "2016-11-24T00:00:01-06",
              "2016-11-24T06:00:01.0009999999999Z", "1479967201000"}) {
            QVERIFY2(parseTimestamp(text) == kThanksgiving, text);
        }
        QVERIFY(parseTimestamp("2016-11-24") == kThanksgiving - 6 * 3'600'000 - 1'000);
        QVERIFY(parseTimestamp("2016-11-24 06:00") == kThanksgiving - 1'000);
        QVERIFY(parseTimestamp("2016-11-24T06:00:01.5Z") == kThanksgiving + 500);
        QVERIFY(parseTimestamp("-1") == EpochMs{-1});
    }

    void textWithoutAZoneIsTakenInTheGivenOne() {
        QVERIFY(parseTimestamp("2016-11-24 00:00:01", -360) == kThanksgiving);
        QVERIFY(parseTimestamp("2016-11-24T06:00:01Z", -360) == kThanksgiving);
        QVERIFY(parseTimestamp("1479967201000", -360) == kThanksgiving);
    }

    void fractionsAreFlooredBeforeTheEpochToo() {
        QVERIFY(parseTimestamp("1969-12-31T23:59:59.9999Z") == EpochMs{-1});
        QVERIFY(parseTimestamp("1969-12-31T23:59:59.0001Z") == EpochMs{-1'000});
    }

    void impossibleTimesAreRefused() {
        for (const char* text : {"",
                                 "2016-13-01",
                                 "2016-00-01",
                                 "2016-01-00",
                                 "2016-02-30",
                                 "2015-02-29",
                                 "1900-02-29",
                                 "2016-11-24T24:00:00",
                                 "2016-11-24T06:60:00",
                                 "2016-11-24T06:00:60",
                                 "2016-11-24T",
                                 "2016-11-24T06",
                                 "2016-11-24T06:0",
                                 "2016-11-24T06:00:",
                                 "2016-11-24T06:00:01.",
                                 "2016-11-24T06:00:01+",
                                 "2016-11-24T06:00:01+1",
                                 "2016-11-24T06:00:01+19:00",
                                 "2016-11-24T06:00:01+05:60",
                                 "2016-11-24T06:00:01Zz",
                                 "2016-11-24x06:00:01",
                                 " 2016-11-24",
                                 "2016-11-24 ",
                                 "2016/11/24",
                                 "16-11-24",
                                 "1.5",
                                 "12a",
                                 "99999999999999999999",
                                 "now",
                                 "+999999999-01-01",
                                 "2016-11-24T06:00:01+05:3",
                                 "-"}) {
            QVERIFY2(!parseTimestamp(text), text);
        }
        QVERIFY(parseTimestamp("2000-02-29"));
        QVERIFY(parseTimestamp("2016-02-29"));
    }

    void guessingNeverTakesBareIntegers() {
        QVERIFY(looksLikeTimestamp("2016-11-24 00:00:01"));
        QVERIFY(!looksLikeTimestamp("1479967201000"));
        QVERIFY(!looksLikeTimestamp("20161124"));
    }

    void datesAreWholeDays() {
        QVERIFY(parseDate("1970-01-02") == 1);
        QVERIFY(parseDate("2016-02-29") == 16'860);
        QVERIFY(!parseDate("2016-02-29T00:00:00Z"));
        QVERIFY(!parseDate("2016-2-29"));
    }

    void everyDayOfEightCenturiesComesBack() {
        for (std::int32_t day = -150'000; day <= 150'000; ++day) {
            const std::string text = dateText(day);
            const auto parsed = parseDate(text);
            QVERIFY2(parsed == day, text.c_str());
        }
    }

    void randomInstantsComeBack() {
        Random random(42);
        for (int i = 0; i < 100'000; ++i) {
            // Up to the years 292,000,000 on both sides of the epoch.
            const auto ms = static_cast<EpochMs>(random.next()) >> (1 + random.below(40));
            const std::string text = timestampText(ms);
            QVERIFY2(parseTimestamp(text) == ms, text.c_str());
        }
    }

    void theEndsOfTimeCanBeShown() {
        QVERIFY(timestampText(kMinWatermark).starts_with("-292275055-05-16T"));
        QVERIFY(timestampText(kMaxWatermark).starts_with("+292278994-08-17T"));
    }
};

QTEST_GUILESS_MAIN(TimeTextTest)
#include "tst_time_text.moc"
