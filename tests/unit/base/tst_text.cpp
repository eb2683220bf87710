// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "engine/base/text.h"

#include <QTest>

using namespace millrace;

class TextTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void durationsAreReadInEveryUnit() {
        QCOMPARE(parseDuration("10 ns").value(), std::int64_t{10});
        QCOMPARE(parseDuration("250us").value(), std::int64_t{250'000});
        QCOMPARE(parseDuration("250\xC2\xB5s").value(), std::int64_t{250'000});
        QCOMPARE(parseDuration("5 ms").value(), std::int64_t{5'000'000});
        QCOMPARE(parseDuration(" 90 s ").value(), std::int64_t{90'000'000'000});
        QCOMPARE(parseDuration("15min").value(), std::int64_t{900'000'000'000});
        QCOMPARE(parseDuration("2 h").value(), std::int64_t{7'200'000'000'000});
        QCOMPARE(parseDuration("1 d").value(), std::int64_t{86'400'000'000'000});
        QCOMPARE(parseDuration("1.5 s").value(), std::int64_t{1'500'000'000});
        QCOMPARE(parseDuration("0 s").value(), std::int64_t{0});
    }

    void badDurationsSayWhatIsExpected() {
        for (const char* text :
             {"5 mins", "5", "s", "", "-5 s", "5. s", ".", "1e3 s", "5 s s", "1..5 s", "5 MS"}) {
            const auto result = parseDuration(text);
            QVERIFY2(!result, text);
            QCOMPARE(result.error().items[0].code, std::string("MR1301"));
            QVERIFY(!result.error().items[0].hint.empty());
        }
        QCOMPARE(parseDuration("5 mins").error().items[0].message, std::string("`5 mins` is not a duration"));
        QVERIFY(parseDuration("0.5 ns").error().items[0].message.find("whole number") != std::string::npos);
    }

    void durationsBeyond292YearsAreTooLarge() {
        QVERIFY(parseDuration("106751 d"));
        QVERIFY(!parseDuration("106752 d"));
        QVERIFY(!parseDuration("99999999999999999999999999999999999999999999 ns"));
        QVERIFY(!parseDuration("0.000000000000000000000000000000000000000000001 s"));
    }

    void durationsKeepTheirValueAsText() {
        QCOMPARE(formatDuration(900'000'000'000), std::string("15 min"));
        QCOMPARE(formatDuration(90'000'000'000), std::string("90 s"));
        QCOMPARE(formatDuration(0), std::string("0 s"));
        QCOMPARE(formatDuration(-5'000'000), std::string("-5 ms"));
        Random random(7);
        for (int i = 0; i < 2000; ++i) {
            const auto ns = static_cast<std::int64_t>(random.next() >> (1 + random.below(60)));
            QCOMPARE(parseDuration(formatDuration(ns)).value(), ns);
        }
    }

    void sizesAreReadInBinaryAndDecimalUnits() {
        QCOMPARE(parseSize("64 MiB").value(), std::int64_t{67'108'864});
        QCOMPARE(parseSize("16KiB").value(), std::int64_t{16'384});
        QCOMPARE(parseSize("100 B").value(), std::int64_t{100});
        QCOMPARE(parseSize("2 GB").value(), std::int64_t{2'000'000'000});
        QCOMPARE(parseSize("2 gb").value(), std::int64_t{2'000'000'000});
        QCOMPARE(parseSize("1.5 KiB").value(), std::int64_t{1'536});
        QCOMPARE(parseSize("64 Mega").error().items[0].code, std::string("MR1302"));
        QVERIFY(!parseSize("1.3 B"));
        QVERIFY(!parseSize("9000000 TiB"));
    }

    void sizesKeepTheirValueAsText() {
        QCOMPARE(formatSize(67'108'864), std::string("64 MiB"));
        QCOMPARE(formatSize(2'000'000'000), std::string("2 GB"));
        QCOMPARE(formatSize(0), std::string("0 B"));
        Random random(8);
        for (int i = 0; i < 2000; ++i) {
            const auto bytes = static_cast<std::int64_t>(random.next() >> (1 + random.below(60)));
            QCOMPARE(parseSize(formatSize(bytes)).value(), bytes);
        }
    }

    void aSlipOfTheFingerFindsItsWord() {
        const std::vector<std::string> columns{"speed", "latitude", "longitude", "id"};
        QCOMPARE(closestMatch("sped", columns), std::string("speed"));
        QCOMPARE(closestMatch("SPEDE", columns), std::string("speed"));
        QCOMPARE(closestMatch("longitud", columns), std::string("longitude"));
        QCOMPARE(closestMatch("di", columns), std::string("id"));
        QCOMPARE(closestMatch("temperature", columns), std::string());
        QCOMPARE(closestMatch("x", std::vector<std::string>{"y"}), std::string());
        QCOMPARE(suggestion("sped", columns), std::string("did you mean `speed`?"));
        QCOMPARE(suggestion("zzz", columns), std::string("known are: speed, latitude, longitude, id"));
        QCOMPARE(suggestion("zzz", {}), std::string());
    }

    void onlyWellFormedUtf8IsValid() {
        for (const char* text :
             {"", "plain text of more than eight bytes", "\xC3\xA4", "\xE2\x82\xAC", "\xF0\x9F\x9A\x8C",
              "\xED\x9F\xBF", "\xEE\x80\x80", "\xF4\x8F\xBF\xBF", "12345678\xC3\xA4"}) {
            QVERIFY2(isValidUtf8(text), text);
        }
        for (const char* text :
             {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80",
              "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xC3", "12345678\xE2\x82", "\xE2\x82z", "\xFF"}) {
            QVERIFY(!isValidUtf8(text));
        }
        QVERIFY(isValidUtf8(std::string_view("a\0b", 3)));
    }

    void codePointsAreCountedEvenInBrokenText() {
        QCOMPARE(codePointCount("h\xC3\xA4\xE2\x82\xAC\xF0\x9F\x9A\x8C"), std::size_t{4});
        QCOMPARE(codePointCount("\xC3"
                                "a\xFF"),
                 std::size_t{3});
        QCOMPARE(codePointCount(""), std::size_t{0});
    }

    void identifiersAreLowerCaseWords() {
        QVERIFY(isIdentifier("a"));
        QVERIFY(isIdentifier("bus_2"));
        for (const char* text : {"", "2a", "_a", "A", "a-b", "a b", "\xC3\xA4"})
            QVERIFY(!isIdentifier(text));
    }
};

QTEST_GUILESS_MAIN(TextTest)
#include "tst_text.moc"
