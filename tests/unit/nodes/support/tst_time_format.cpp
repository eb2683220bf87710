// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/time_format.h"

#include <QTest>

using namespace millrace;

namespace {

constexpr EpochMs kInstant = 1'479'967'201'000; // 2016-11-24T06:00:01Z

std::string read(std::string_view format, std::string_view text, std::string_view zone = {}) {
    const auto ms = TimeFormat::parse(format, zone).value().read(text);
    return ms ? timestampText(*ms) : "no";
}

} // namespace

class TimeFormatTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void autoTakesTextAndNumbers() {
        QVERIFY(TimeFormat().read("2016-11-24T00:00:01-06:00") == kInstant);
        QVERIFY(TimeFormat().read("1479967201000") == kInstant);
        QCOMPARE(read("iso", "1479967201000"), std::string("no"));
        QCOMPARE(read("iso", "2016-11-24 06:00:01"), std::string("2016-11-24T06:00:01.000Z"));
    }

    void numbersHaveTheUnitOfTheirFormat() {
        QVERIFY(TimeFormat::parse("epoch_s").value().read("1479967201") == kInstant);
        QVERIFY(TimeFormat::parse("epoch_s").value().read("1479967201.0019") == kInstant + 1);
        QVERIFY(TimeFormat::parse("epoch_s").value().read("-0.0005") == EpochMs{-1});
        QVERIFY(TimeFormat::parse("epoch_ms").value().read("1479967201000") == kInstant);
        QVERIFY(TimeFormat::parse("epoch_us").value().read("1479967201000999") == kInstant);
        QVERIFY(TimeFormat::parse("epoch_ns").value().read("1479967201000000001") == kInstant);
        QVERIFY(TimeFormat::parse("epoch_ns").value().read("-1") == EpochMs{-1});
        for (const char* text :
             {"", "x", "1.", "1.x", "99999999999999999999", "9223372036854775807", "1e5", "2016-11-24"})
            QCOMPARE(read("epoch_s", text), std::string("no"));
        QVERIFY(TimeFormat::parse("epoch_s").value().fromNumber(std::int64_t{1'479'967'201}) == kInstant);
        QVERIFY(TimeFormat::parse("epoch_s").value().fromNumber(1'479'967'201.5) == kInstant + 500);
        QVERIFY(!TimeFormat::parse("epoch_s").value().fromNumber(INT64_MAX));
        QVERIFY(!TimeFormat::parse("iso").value().fromNumber(std::int64_t{0}));
    }

    void patternsReadEachField() {
        const std::string instant = "2016-11-24T06:00:01.000Z";
        QCOMPARE(read("dd.MM.yyyy HH:mm:ss", "24.11.2016 06:00:01"), instant);
        QCOMPARE(read("yyyyMMddHHmmss", "20161124060001"), instant);
        QCOMPARE(read("dd/MMM/yyyy:HH:mm:ss XXX", "24/Nov/2016:00:00:01 -0600"), instant);
        QCOMPARE(read("yyyy-MM-dd'T'HH:mm:ss.SSSSSS", "2016-11-24T06:00:01.000999"), instant);
        QCOMPARE(read("M/d/yyyy H:mm", "1/2/2016 3:04"), std::string("2016-01-02T03:04:00.000Z"));
        QCOMPARE(read("yyyy ''''HH", "2016 '05"), std::string("no"));
        QCOMPARE(read("yyyy ''HH", "2016 '05"), std::string("2016-01-01T05:00:00.000Z"));
        QCOMPARE(read("dd.MM.yyyy HH:mm", "24.11.2016 00:00", "-06:00"),
                 std::string("2016-11-24T06:00:00.000Z"));
    }

    void impossibleOrIncompleteTextIsNoTime() {
        for (const char* text : {"30.02.2016", "31.04.2016", "00.01.2016", "1.01.2016", "24.13.2016",
                                 "24.11.2016 ", "24-11-2016", "24.11.16", "", "24.11"}) {
            QVERIFY2(read("dd.MM.yyyy", text) == "no", text);
        }
    }

    void wrongFormatsAndZonesAreErrors() {
        for (const char* format : {"yy-MM-dd", "HH:mm", "yyyy-QQ", "yyyy 'open", "epoch", "yyyy-MMMM"}) {
            const auto result = TimeFormat::parse(format);
            QVERIFY2(!result, format);
            QCOMPARE(result.error().items[0].code, std::string("MR3106"));
        }
        for (const char* zone : {"CST", "+5", "+19:00", "+05:60", "+05:300"})
            QVERIFY2(!TimeFormat::parse("auto", zone), zone);
        for (const char* zone : {"", "UTC", "Z", "+05:30", "-0600", "-06"})
            QVERIFY2(TimeFormat::parse("auto", zone).has_value(), zone);
        QCOMPARE(read("auto", "2016-11-24 00:00:01", "-06"), std::string("2016-11-24T06:00:01.000Z"));
    }
};

QTEST_GUILESS_MAIN(TimeFormatTest)
#include "tst_time_format.moc"
