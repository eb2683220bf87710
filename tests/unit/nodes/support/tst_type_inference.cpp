// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/type_inference.h"

#include <QTest>
#include <algorithm>

using namespace millrace;

namespace {

/// The guess, which must be the same for every order of the fields.
std::string guessed(std::vector<std::string> fields, const std::string& nullText = {}) {
    std::string answer;
    std::sort(fields.begin(), fields.end());
    do {
        TextTypeGuess guess(nullText);
        for (const std::string& field : fields)
            guess.add(field, false);
        const std::string name = guess.type().name();
        if (!answer.empty() && answer != name) return answer + " or " + name;
        answer = name;
    } while (std::next_permutation(fields.begin(), fields.end()));
    return answer;
}

} // namespace

class TypeInferenceTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void plainColumnsGetTheirType() {
        QCOMPARE(guessed({"true", "FALSE", ""}), std::string("BOOLEAN"));
        QCOMPARE(guessed({"1", "-20", "0", ""}), std::string("BIGINT"));
        QCOMPARE(guessed({"1.5", "-0.25", "1e-7", ".5"}), std::string("DOUBLE"));
        QCOMPARE(guessed({"2016-11-24T00:00:01-06:00", "2016-11-24", ""}), std::string("TIMESTAMP"));
        QCOMPARE(guessed({"abc"}), std::string("STRING"));
        QCOMPARE(guessed({}), std::string("STRING"));
        QCOMPARE(guessed({"", ""}), std::string("STRING"));
    }

    void mixturesAreTextExceptOfNumbers() {
        QCOMPARE(guessed({"1", "2.5", ""}), std::string("DOUBLE"));
        QCOMPARE(guessed({"1", "true"}), std::string("STRING"));
        QCOMPARE(guessed({"1", "2016-11-24"}), std::string("STRING"));
        QCOMPARE(guessed({"1.5", "x", "2"}), std::string("STRING"));
        QCOMPARE(guessed({"true", "2016-11-24"}), std::string("STRING"));
    }

    void numbersThatAreNamesStayText() {
        QCOMPARE(guessed({"007"}), std::string("STRING"));
        QCOMPARE(guessed({"1", "02"}), std::string("STRING"));
        QCOMPARE(guessed({"-01"}), std::string("STRING"));
        QCOMPARE(guessed({"00.5"}), std::string("STRING"));
        QCOMPARE(guessed({"+49"}), std::string("STRING"));
        QCOMPARE(guessed({"12345678901234567890"}), std::string("STRING"));
        QCOMPARE(guessed({"12345678901234567890", "0.5"}), std::string("DOUBLE"));
        QCOMPARE(guessed({"0", "0.5", "-0.5"}), std::string("DOUBLE"));
        for (const char* text :
             {"NaN", "inf", "-inf", "infinity", "1 ", " 1", "1,5", "-", ".", "1e999", "0x10", "-.", "12:30"})
            QVERIFY2(guessed({text}) == "STRING", text);
    }

    void theNullTextCountsForNothing() {
        QCOMPARE(guessed({"\\N", "5"}, "\\N"), std::string("BIGINT"));
        QCOMPARE(guessed({"\\N", "5"}), std::string("STRING"));
        TextTypeGuess guess("NA");
        guess.add("NA", true);
        QVERIFY(guess.type() == DataType(TypeId::String));
    }

    void quotedEmptyTextIsText() {
        TextTypeGuess guess;
        guess.add("5", true);
        QVERIFY(guess.type() == DataType(TypeId::BigInt));
        guess.add("", true);
        QVERIFY(guess.type() == DataType(TypeId::String));
    }

    void headersGetUniqueNames() {
        const auto names = [](std::vector<std::string_view> header) { return uniqueColumnNames(header); };
        QVERIFY(names({"a", "b"}) == (std::vector<std::string>{"a", "b"}));
        QVERIFY(names({"a", "a", "a"}) == (std::vector<std::string>{"a", "a_2", "a_3"}));
        QVERIFY(names({"a", "a", "a_2"}) == (std::vector<std::string>{"a", "a_3", "a_2"}));
        QVERIFY(names({"", "x", " "}) == (std::vector<std::string>{"column_1", "x", "column_3"}));
        QVERIFY(names({"", "column_1"}) == (std::vector<std::string>{"column_1_2", "column_1"}));
    }
};

QTEST_GUILESS_MAIN(TypeInferenceTest)
#include "tst_type_inference.moc"
