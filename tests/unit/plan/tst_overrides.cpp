// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/param_path.h"
#include "engine/plan/planner.h"
#include "tests/support/toy_kinds.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;

namespace {

GraphDocument sample() {
    return graphOf(
        "{'millrace': 1, 'parameters': {'input': {'type': 'STRING', 'default': 'a.csv'}, "
        "'limit': {'type': 'DOUBLE'}, 'n': {'type': 'INT', 'minimum': 1, 'maximum': 9}, 'on': {'type': "
        "'BOOLEAN'}},"
        "'nodes': {'clean': {'kind': 'toy_filter', 'params': {'where': 'x'}}, "
        "'s': {'kind': 'toy_source', 'params': {'columns': {'a': 'INT'}}}, 'odd': {'kind': 'later_kind'}}}");
}

Result<GraphDocument> withOverride(const std::string& text) {
    PlanOptions options;
    options.overrides = {parseOverride(text).value()};
    return applyOverrides(sample(), toyKinds(), options);
}

std::string codeOf(const std::string& text) {
    const auto result = withOverride(text);
    return result ? "" : result.error().items[0].code;
}

boost::json::value parameterAfter(const std::string& text) {
    return withOverride(text)->findParameter(text.substr(0, text.find('=')))->defaultValue;
}

} // namespace

class OverridesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void valuesAreReadAsJsonWhereTheyAreJson() {
        QCOMPARE(parseOverride("a=5")->second, boost::json::value(5));
        QCOMPARE(parseOverride("a=true")->second, boost::json::value(true));
        QCOMPARE(parseOverride("a=[1, 2]")->second, (boost::json::value(boost::json::array{1, 2})));
        QCOMPARE(parseOverride("a=\"5\"")->second, boost::json::value("5"));
        QCOMPARE(parseOverride("a=30s")->second, boost::json::value("30s"));
        QCOMPARE(parseOverride("a=x=y")->second, boost::json::value("x=y"));
        QCOMPARE(parseOverride("a=")->second, boost::json::value(""));
        QCOMPARE(parseOverride("a.b.c=1")->first, std::string("a.b.c"));
        for (const char* bad : {"a", "=5", "A=5", "a.=5", "a..b=5", "a b=5"})
            QCOMPARE(parseOverride(bad).error().items[0].code, std::string("MR1400"));
    }

    void graphParametersTakeWhatFitsTheirType() {
        QCOMPARE(parameterAfter("input=42"), boost::json::value("42"));
        QCOMPARE(parameterAfter("input=1e3"), boost::json::value("1e3"));
        QCOMPARE(parameterAfter("input=true"), boost::json::value("true"));
        QCOMPARE(parameterAfter("limit=1e3"), boost::json::value(1e3));
        QCOMPARE(parameterAfter("limit=2.50"), boost::json::value(2.5));
        QCOMPARE(parameterAfter("n=7"), boost::json::value(7));
        QCOMPARE(codeOf("n=7.5"), std::string("MR1402"));
        QCOMPARE(codeOf("n=3000000000"), std::string("MR1402"));
        QCOMPARE(codeOf("limit=fast"), std::string("MR1402"));
        QCOMPARE(codeOf("on=yes"), std::string("MR1402"));
    }

    void graphParametersStayInTheirRange() {
        QCOMPARE(parameterAfter("n=9"), boost::json::value(9));
        const Diagnostic tooMuch = withOverride("n=10").error().items[0];
        QCOMPARE(tooMuch.code, std::string("MR1402"));
        QCOMPARE(tooMuch.message, std::string("graph parameter `n` must be between 1 and 9, not 10"));
        QCOMPARE(codeOf("n=0"), std::string("MR1402"));
    }

    void faultsStandOnTheCommandLine() {
        for (const char* bad : {"n=10", "n=x", "limt=5", "claen.where=y", "clean.limit=500"}) {
            const std::string text = bad;
            QCOMPARE(withOverride(text).error().items[0].file, "--set " + text.substr(0, text.find('=')));
        }
    }

    void unknownNamesGetASuggestion() {
        QCOMPARE(withOverride("limt=5").error().items[0].hint, std::string("did you mean `limit`?"));
        QCOMPARE(codeOf("limt=5"), std::string("MR1401"));
        QCOMPARE(withOverride("claen.where=y").error().items[0].hint, std::string("did you mean `clean`?"));
        QCOMPARE(withOverride("clean.wher=y").error().items[0].hint, std::string("did you mean `where`?"));
        QVERIFY(withOverride("clean=5").error().items[0].hint.find("clean.parameter=value") !=
                std::string::npos);
    }

    void parametersOfNodesAreSetAndChecked() {
        QCOMPARE(*findAtPath(withOverride("clean.limit=50")->findNode("clean")->params, "limit"),
                 boost::json::value(50));
        QCOMPARE(*findAtPath(withOverride("clean.pace.gap=5 ms")->findNode("clean")->params, "pace.gap"),
                 boost::json::value("5 ms"));
        QCOMPARE(*findAtPath(withOverride("clean.where=5")->findNode("clean")->params, "where"),
                 boost::json::value("5"));
        QCOMPARE(*findAtPath(withOverride("s.columns.b=DOUBLE")->findNode("s")->params, "columns.b"),
                 boost::json::value("DOUBLE"));
        QCOMPARE(codeOf("clean.limit=500"), std::string("MR1402"));
        QCOMPARE(codeOf("clean.pace.gap=5"), std::string("MR1402"));
        QCOMPARE(codeOf("clean.pace.gab=5"), std::string("MR1401"));
    }

    void concurrencyCanBeSetToo() {
        const auto document = withOverride("clean.concurrency.workers=4");
        QCOMPARE(document->findNode("clean")->concurrency.at("workers"), boost::json::value(4));
    }

    void parametersOfAnUnknownKindAreTakenAsTheyAre() {
        QCOMPARE(*findAtPath(withOverride("odd.thing.deep=5")->findNode("odd")->params, "thing.deep"),
                 boost::json::value(5));
    }
};

QTEST_GUILESS_MAIN(OverridesTest)
#include "tst_overrides.moc"
