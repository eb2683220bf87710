// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/params.h"

#include <QTest>
#include <boost/json/parse.hpp>

using namespace millrace;

namespace {

boost::json::object object(std::string text) {
    std::replace(text.begin(), text.end(), '\'', '"');
    return boost::json::parse(text).as_object();
}

ParameterSpec spec(std::string name, ParameterType type) { return {std::move(name), type, "", ""}; }

/// The first error of checking `text` against one parameter `p` of this type; empty when there is none.
Diagnostic problem(ParameterType type, const std::string& text) {
    ParameterSpec p = spec("p", type);
    p.choices = {"constant", "poisson"};
    const auto checked = checkParams(object("{'p': " + text + "}"), {p}, "n");
    return checked ? Diagnostic{} : checked.error().items[0];
}

} // namespace

class ParamsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void defaultsAreFilledInInTheOrderOfTheSpecs() {
        ParameterSpec a = spec("a", ParameterType::Integer);
        a.defaultValue = 7;
        const auto checked = checkParams(object("{'b': 'x'}"), {a, spec("b", ParameterType::Text)}, "n");
        QVERIFY(checked);
        QCOMPARE(checked->integer("a"), std::int64_t{7});
        QCOMPARE(std::string(checked->values().begin()->key()), std::string("a"));
    }

    void aMisspeltNameGetsASuggestion() {
        const auto checked =
            checkParams(object("{'wher': 'x'}"), {spec("where", ParameterType::Predicate)}, "clean");
        QCOMPARE(checked.error().items[0].code, std::string("MR3001"));
        QCOMPARE(checked.error().items[0].hint, std::string("did you mean `where`?"));
        QCOMPARE(checked.error().items[0].node, std::string("clean"));
        QCOMPARE(checked.error().items[0].parameter, std::string("wher"));
    }

    void everyErrorIsReportedAtOnce() {
        ParameterSpec missing = spec("missing", ParameterType::Text);
        missing.required = true;
        const auto checked =
            checkParams(object("{'a': 'x', 'b': 1, 'c': 2}"),
                        {spec("a", ParameterType::Integer), spec("b", ParameterType::Text), missing}, "n");
        QCOMPARE(checked.error().items.size(), std::size_t{4});
    }

    void aDurationWithoutUnitIsAnErrorThatShowsTheUnit() {
        const Diagnostic d = problem(ParameterType::Duration, "90");
        QCOMPARE(d.code, std::string("MR3003"));
        QVERIFY(d.hint.find("\"90 s\"") != std::string::npos);
        QCOMPARE(problem(ParameterType::Duration, "'90'").code, std::string("MR3006"));
        QVERIFY(problem(ParameterType::Duration, "'90 s'").code.empty());
        QVERIFY(problem(ParameterType::Size, "'64 MiB'").code.empty());
        QCOMPARE(problem(ParameterType::Size, "'64 XiB'").code, std::string("MR3006"));
    }

    void wrongTypesSayWhatIsWanted_data() {
        QTest::addColumn<int>("type");
        QTest::addColumn<QString>("text");
        const auto row = [](const char* name, ParameterType type, const char* text) {
            QTest::newRow(name) << static_cast<int>(type) << QString(text);
        };
        row("number for text", ParameterType::Text, "5");
        row("text for integer", ParameterType::Integer, "'5'");
        row("fraction for integer", ParameterType::Integer, "5.5");
        row("text for number", ParameterType::Number, "'5'");
        row("text for boolean", ParameterType::Boolean, "'true'");
        row("list for expression", ParameterType::Expression, "['a']");
        row("text for columns", ParameterType::ColumnList, "'a'");
        row("numbers in columns", ParameterType::ColumnList, "[1]");
        row("list for map", ParameterType::ExpressionMap, "['a']");
        row("number in map", ParameterType::ExpressionMap, "{'a': 1}");
        row("text for object", ParameterType::Object, "'a'");
        row("object for objects", ParameterType::ObjectList, "{}");
        row("text for object map", ParameterType::ObjectMap, "{'a': 'b'}");
        row("number for time", ParameterType::Timestamp, "5");
    }
    void wrongTypesSayWhatIsWanted() {
        QFETCH(int, type);
        QFETCH(QString, text);
        const Diagnostic d = problem(static_cast<ParameterType>(type), text.toStdString());
        QCOMPARE(d.code, std::string("MR3003"));
        QVERIFY(d.message.find("must") != std::string::npos);
    }

    void choicesTimesTypesAndNamesAreChecked() {
        QCOMPARE(problem(ParameterType::Choice, "'poison'").hint, std::string("did you mean `poisson`?"));
        QCOMPARE(problem(ParameterType::Timestamp, "'yesterday'").code, std::string("MR3006"));
        QCOMPARE(problem(ParameterType::TypeMap, "{'a': 'BIGINTT'}").code, std::string("MR3006"));
        QCOMPARE(problem(ParameterType::TypeMap, "{'a': 'BIGINTT'}").parameter, std::string("p.a"));
        QCOMPARE(problem(ParameterType::PredicateMap, "{'Not good': 'TRUE'}").code, std::string("MR3007"));
        QCOMPARE(problem(ParameterType::ColumnList, "['a', 'a']").code, std::string("MR3007"));
        QCOMPARE(problem(ParameterType::ExpressionMap, "{'a': ''}").code, std::string("MR3002"));
    }

    void rangesHoldForNumbersDurationsAndSizes() {
        ParameterSpec share = spec("share", ParameterType::Number);
        share.minimum = 0;
        share.maximum = 1;
        QCOMPARE(checkParams(object("{'share': 1.5}"), {share}, "n").error().items[0].message,
                 std::string("`share` must be between 0 and 1, not 1.5"));
        QVERIFY(checkParams(object("{'share': 1}"), {share}, "n"));
        ParameterSpec pause = spec("pause", ParameterType::Duration);
        pause.minimum = 1e6;
        QCOMPARE(checkParams(object("{'pause': '5 us'}"), {pause}, "n").error().items[0].message,
                 std::string("`pause` must be at least 1 ms, not 5 us"));
    }

    void secretsAreNotQuoted() {
        ParameterSpec secret = spec("mode", ParameterType::Choice);
        secret.choices = {"a"};
        secret.secret = true;
        const auto checked = checkParams(object("{'mode': 'hunter2'}"), {secret}, "n");
        QVERIFY(toText(checked.error()).find("hunter2") == std::string::npos);
    }

    void whatIsNotVisibleIsNotRequired() {
        ParameterSpec arrivals = spec("arrivals", ParameterType::Choice);
        arrivals.choices = {"constant", "poisson"};
        arrivals.defaultValue = "constant";
        ParameterSpec rate = spec("rate", ParameterType::Number);
        rate.required = true;
        rate.visibleWhen = "arrivals=poisson|burst";
        QVERIFY(checkParams(object("{}"), {arrivals, rate}, "n"));
        QVERIFY(!checkParams(object("{'arrivals': 'poisson'}"), {arrivals, rate}, "n"));
        rate.visibleWhen = "arrivals!=poisson";
        QVERIFY(!checkParams(object("{}"), {arrivals, rate}, "n"));
    }

    void visibilityLooksAtSiblingsFirstThenAtTheTop() {
        ParameterSpec inner = spec("inner", ParameterType::Text);
        inner.visibleWhen = "mode=a";
        QVERIFY(isVisible(inner, object("{'mode': 'a'}"), object("{'mode': 'b'}")));
        QVERIFY(!isVisible(inner, object("{'mode': 'b'}"), object("{'mode': 'a'}")));
        QVERIFY(isVisible(inner, object("{}"), object("{'mode': 'a'}")));
        inner.visibleWhen = "mode";
        QVERIFY(!isVisible(inner, object("{}"), object("{}")));
        inner.visibleWhen = "mode=a,on=true";
        QVERIFY(isVisible(inner, object("{'mode': 'a', 'on': true}"), object("{}")));
        QVERIFY(!isVisible(inner, object("{'mode': 'a', 'on': false}"), object("{}")));
    }

    void anEmptyRequiredTextIsMissing() {
        ParameterSpec where = spec("where", ParameterType::Predicate);
        where.required = true;
        QCOMPARE(checkParams(object("{'where': ''}"), {where}, "n").error().items[0].code,
                 std::string("MR3002"));
        QCOMPARE(checkParams(object("{'where': null}"), {where}, "n").error().items[0].code,
                 std::string("MR3002"));
    }

    void nestedObjectsAreCheckedWithTheirPath() {
        ParameterSpec fields = spec("fields", ParameterType::ObjectMap);
        ParameterSpec mean = spec("mean", ParameterType::Number);
        mean.required = true;
        fields.fields = {mean};
        const auto checked = checkParams(object("{'fields': {'speed': {'men': 1}}}"), {fields}, "n");
        QCOMPARE(checked.error().items[0].parameter, std::string("fields.speed.men"));
        QCOMPARE(checked.error().items[1].parameter, std::string("fields.speed.mean"));
    }

    void gettersReachIntoObjectsAndKeepTheOrder() {
        const Params params(
            object("{'window': {'tumbling': '15 min', 'n': 3}, 'columns': {'z': '1', 'a.b': '2'}, "
                   "'list': [{'x': 1}, {'x': 2}], 'none': null}"));
        QCOMPARE(params.duration("window.tumbling"), std::int64_t{900'000'000'000});
        QCOMPARE(params.number("window.n"), 3.0);
        QCOMPARE(params.map("columns")[0].first, std::string("z"));
        QCOMPARE(params.text("columns.a.b"), std::string("2"));
        QCOMPARE(params.objects("list")[1].integer("x"), std::int64_t{2});
        QVERIFY(!params.has("none"));
        QVERIFY(!params.has("window.sliding"));
        QVERIFY_EXCEPTION_THROWN(params.text("window.sliding"), DiagnosticError);
    }
};

QTEST_GUILESS_MAIN(ParamsTest)
#include "tst_params.moc"
