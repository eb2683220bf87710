// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/kafka/message_shapes.h"

#include <boost/json/serialize.hpp>

#include <QtTest>

using namespace millrace;

namespace {

std::string valueOf(const FoundValue& found) { return boost::json::serialize(found.value); }

} // namespace

class TestMessageShapes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void membersOfAnObjectAreColumns() {
        const auto found = jsonShapes({R"({"id": 7, "at": "2026-01-02T03:04:05Z", "speed": 1})",
                                       R"({"at": "2026-01-02T03:04:06Z", "speed": 2.5, "id": 8})"});
        QCOMPARE(found.size(), std::size_t{1});
        QCOMPARE(found[0].title, std::string("id, at, speed"));
        QCOMPARE(found[0].about, std::string("2 messages"));
        QCOMPARE(valueOf(found[0]), std::string(R"({"id":"BIGINT","at":"TIMESTAMP","speed":"DOUBLE"})"));
    }

    void severalShapesAreOfferedTogetherAndOneByOne() {
        const auto found = jsonShapes({R"({"a": 1})", R"({"a": 2, "b": "x"})", R"({"a": 3})", "[1]", "no"});
        QCOMPARE(found.size(), std::size_t{3});
        QCOMPARE(found[0].title, std::string("a, b"));
        QCOMPARE(found[0].about, std::string("all members of 2 shapes in 3 of 5 messages"));
        QCOMPARE(valueOf(found[0]), std::string(R"({"a":"BIGINT","b":"STRING"})"));
        QCOMPARE(found[1].title, std::string("a"));
        QCOMPARE(found[1].about, std::string("2 of 5 messages"));
        QCOMPARE(found[2].title, std::string("a, b"));
        QCOMPARE(found[2].about, std::string("1 of 5 messages"));
    }

    void typesOfNestedMembersCanBeReadAgain() {
        const auto found = jsonShapes({R"({"place": {"x": 1.5, "tags": ["a"]}, "none": null})"});
        QCOMPARE(found.size(), std::size_t{1});
        for (const auto& member : found[0].value.as_object())
            QVERIFY2(DataType::parse(std::string_view(member.value().as_string())),
                     std::string(member.key()).c_str());
    }

    void fieldsOfALineAreColumns() {
        const auto found = csvShapes(
            {"1;2026-01-02T03:04:05Z;x", "2;2026-01-02T03:04:06Z;\"y;\nz\"", "-;;", "a;b"}, ';', "-");
        QCOMPARE(found.size(), std::size_t{2});
        QCOMPARE(found[0].title, std::string("BIGINT, TIMESTAMP, STRING"));
        QCOMPARE(found[0].about, std::string("3 fields in 3 of 4 messages"));
        QCOMPARE(valueOf(found[0]),
                 std::string(R"({"column_1":"BIGINT","column_2":"TIMESTAMP","column_3":"STRING"})"));
        QCOMPARE(found[1].about, std::string("2 fields in 1 of 4 messages"));
    }

    void whatIsNotOfTheFormatHasNoShape() {
        QVERIFY(jsonShapes({"", "1", "[]", "{}", "{\"a\":", "\xff\xfe"}).empty());
        QVERIFY(csvShapes({"", "\"open"}, ',', "").empty());
    }
};

QTEST_APPLESS_MAIN(TestMessageShapes)
#include "tst_message_shapes.moc"
