// SPDX-License-Identifier: Apache-2.0
#include "engine/run/checkpoint_figures.h"
#include "engine/run/restored_places.h"

#include <QtTest/QtTest>

using namespace millrace;
using Unit = RestoredPlace::Unit;

class RestoredPlacesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void partitionsOfATopicAreOnePlace() {
        const auto places = placesIn(
            "source", {{{"a[0]", {{"offset", 120}, {"lag_at_checkpoint", 3}}}, {"b[4]", {{"offset", 7}}}},
                       {{"a[2]", {{"offset", 90}}}, {"a[1]", {{"offset", 500}}}}});
        QVERIFY(places == (std::vector<RestoredPlace>{{"source", "a", Unit::Offset, 90, 500, 3},
                                                      {"source", "b[4]", Unit::Offset, 7, 7, 1}}));
        QCOMPARE(toText(places), std::string("`source`: 3 partitions of a from offsets 90 to 500 on; "
                                             "`source`: b[4] from offset 7 on"));
    }

    void filesAndRecordsHaveOnesOfTheirOwn() {
        QCOMPARE(toText(placesIn("lines", {{{"in[1].csv", {{"line", 18}}}}})),
                 std::string("`lines`: in[1].csv from line 18 on"));
        QCOMPARE(
            toText(placesIn("numbers", {{{"records", {{"next", 4097}}}}, {{"records", {{"next", 12}}}}})),
            std::string("`numbers`: from records 12 to 4097 on"));
    }

    void whatIsNoPlaceIsLeftOut() {
        QVERIFY(placesIn("x", {{{"a", {{"size", 3}}}, {"b", 7}, {"c", {{"offset", "none"}}}}, {}}).empty());
        QCOMPARE(toText(std::vector<RestoredPlace>()), std::string());
    }

    void ofManyTheFirstFewAreNamed() {
        std::vector<RestoredPlace> many;
        for (int i = 0; i < 5; ++i)
            many.push_back({"s" + std::to_string(i), "t[0]", Unit::Offset, i, i, 1});
        const std::string text = toText(many);
        QVERIFY2(text.find("`s2`") != std::string::npos && text.find("`s3`") == std::string::npos &&
                     text.ends_with("; and 2 more"),
                 text.c_str());
    }

    void figuresOfNodesAreTheLastAndTheMost() {
        QVERIFY(checkpointFigures({}).empty());
        CheckpointRecord first, second;
        first.barriersNs = 3, first.durableNs = 4, first.commitNs = 5;
        first.nodes = {{"a", 100, 7, 0, 9}, {"b", 5, 0, 64, 1}};
        second.nodes = {{"a", 80, 8, 0, 2}, {"b", 6, 0, 0, 1}};
        QCOMPARE(durationOf(first), MonotonicNs{12});
        QCOMPARE(spilledBytesOf(first), std::int64_t{64});
        const auto figures = checkpointFigures({first, second});
        QCOMPARE(figures.size(), std::size_t{2});
        QCOMPARE(figures[0].most.node, std::string("a"));
        QCOMPARE(figures[0].last.stateBytes, std::int64_t{80});
        QCOMPARE(figures[0].most.stateBytes, std::int64_t{100});
        QCOMPARE(figures[0].most.alignNs, MonotonicNs{8});
        QCOMPARE(figures[0].most.snapshotNs, MonotonicNs{9});
        QCOMPARE(figures[1].last.spilledBytes, std::int64_t{0});
        QCOMPARE(figures[1].most.spilledBytes, std::int64_t{64});
    }
};

QTEST_GUILESS_MAIN(RestoredPlacesTest)
#include "tst_restored_places.moc"
