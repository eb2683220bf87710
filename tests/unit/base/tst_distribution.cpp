// SPDX-License-Identifier: Apache-2.0
#include "engine/base/distribution.h"

#include <QtTest/QtTest>

#include <functional>
#include <numbers>

using namespace millrace;

namespace {

constexpr std::uint64_t kStream = 20240117;
constexpr int kDraws = 200'000;

std::vector<double> draws(const Distribution& law, int count = kDraws) {
    std::vector<double> values(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = law.draw(kStream, i);
    return values;
}

double normalCdf(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }

/// The numbers that `work` and `shared_resource` drew before there was Distribution: graphs with a seed keep
/// theirs.
MonotonicNs before(std::string_view name, double mean, double spread, std::uint64_t seed,
                   std::uint64_t index) {
    if (name == "constant") return static_cast<MonotonicNs>(mean);
    Random random(mix64(seed + index * kGolden64));
    double time = mean;
    if (name == "uniform") time = mean * (1 + spread * (2 * random.uniform() - 1));
    if (name == "exponential") time = random.exponential(mean);
    if (name == "normal") time = mean * (1 + spread * random.normal());
    if (name == "lognormal") {
        const double variance = std::log1p(spread * spread);
        time = mean * std::exp(std::sqrt(variance) * random.normal() - variance / 2);
    }
    return static_cast<MonotonicNs>(std::clamp(time, 0.0, 3.6e15));
}

} // namespace

class TestDistribution : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theNamedOnesDrawTheNumbersTheyAlwaysDrew();
    void meanAndCvAreThoseOfManyDraws_data();
    void meanAndCvAreThoseOfManyDraws();
    void meanAndCvAreAsAsked();
    void drawsFollowTheLaw_data();
    void drawsFollowTheLaw();
    void aDrawDependsOnStreamAndNumberOnly();
    void namesTakeSpreadAsTheCv();
    void aTraceRepeatsItsValues();
    void quantilesGiveTheirExactMoments();
    void scalingScalesEveryDraw();
    void whatHasNoSpreadIsConstant();
    void durationsEndAtAThousandHours();
    void equalityIsThatOfTheLaw();
    void theTextNamesTheLaw();
};

void TestDistribution::theNamedOnesDrawTheNumbersTheyAlwaysDrew() {
    for (const char* name : {"constant", "uniform", "exponential", "normal", "lognormal", "unheard-of"})
        for (const double mean : {1.0, 20'000.0, 1.5e9, 3e15})
            for (const double spread : {0.0, 0.1, 0.5, 1.7, 100.0}) {
                const Distribution law = Distribution::named(name, mean, spread);
                for (std::uint64_t i = 0; i < 2'000; ++i)
                    QCOMPARE(law.drawNs(kStream, i),
                             before(std::string_view(name) == "unheard-of" ? "constant" : name, mean, spread,
                                    kStream, i));
            }
}

void TestDistribution::meanAndCvAreThoseOfManyDraws_data() {
    QTest::addColumn<Distribution>("law");
    QTest::newRow("constant") << Distribution::constant(7);
    QTest::newRow("uniform") << Distribution::uniform(2, 10);
    QTest::newRow("uniform, cut off") << Distribution::named("uniform", 5, 2.5);
    QTest::newRow("exponential") << Distribution::exponential(1e6);
    QTest::newRow("normal") << Distribution::normal(100, 0.2);
    QTest::newRow("normal, cut off") << Distribution::normal(100, 1.5);
    QTest::newRow("lognormal") << Distribution::lognormal(3, 0.8);
    QTest::newRow("erlang of 1") << Distribution::erlang(4, 1);
    QTest::newRow("erlang of 4") << Distribution::erlang(4, 4);
    QTest::newRow("erlang of 40") << Distribution::erlang(4, 40);
    QTest::newRow("gamma, light") << Distribution::gamma(5, 0.3);
    QTest::newRow("gamma, heavy") << Distribution::gamma(5, 1.8);
    QTest::newRow("weibull, light") << Distribution::weibull(5, 2.5);
    QTest::newRow("weibull, heavy") << Distribution::weibull(5, 0.7);
    QTest::newRow("pareto 1.5") << Distribution::boundedPareto(1, 50, 1.5);
    QTest::newRow("pareto 1") << Distribution::boundedPareto(1, 50, 1);
    QTest::newRow("pareto 2") << Distribution::boundedPareto(1, 50, 2);
    QTest::newRow("pareto 0") << Distribution::boundedPareto(1, 50, 0);
    QTest::newRow("hyperexponential") << Distribution::hyperExponential(10, 2);
    QTest::newRow("empirical") << Distribution::empirical({0, 1, 1, 4, 20});
    QTest::newRow("trace") << Distribution::trace({1, 2, 3, 10});
}

void TestDistribution::meanAndCvAreThoseOfManyDraws() {
    QFETCH(Distribution, law);
    const std::vector<double> values = draws(law);
    double mean = 0;
    for (const double value : values)
        mean += value / kDraws;
    double variance = 0;
    double fourth = 0;
    for (const double value : values) {
        const double square = (value - mean) * (value - mean);
        variance += square / kDraws;
        fourth += square * square / kDraws;
        QVERIFY(value >= 0);
    }
    const double exact = law.mean();
    const double exactVariance = law.squaredCv() * exact * exact;
    // Five standard errors of both.
    QVERIFY2(std::abs(mean - exact) <= 5 * std::sqrt(variance / kDraws) + 1e-9 * exact,
             qPrintable(QString("%1 against %2").arg(mean).arg(exact)));
    QVERIFY2(std::abs(variance - exactVariance) <=
                 5 * std::sqrt(std::max(0.0, fourth - variance * variance) / kDraws) + 1e-9 * exact * exact,
             qPrintable(QString("%1 against %2").arg(variance).arg(exactVariance)));
}

void TestDistribution::meanAndCvAreAsAsked() {
    const auto has = [](const Distribution& law, double mean, double squaredCv) {
        return std::abs(law.mean() - mean) <= 1e-12 * mean && std::abs(law.squaredCv() - squaredCv) <= 1e-10;
    };
    QVERIFY(has(Distribution::constant(3), 3, 0));
    QVERIFY(has(Distribution::uniform(1, 3), 2, 1.0 / 12));
    QVERIFY(has(Distribution::exponential(3), 3, 1));
    QVERIFY(has(Distribution::lognormal(3, 2), 3, 4));
    QVERIFY(has(Distribution::erlang(3, 5), 3, 0.2));
    QVERIFY(has(Distribution::gamma(3, 0.5), 3, 0.25));
    QVERIFY(has(Distribution::weibull(3, 1), 3, 1));
    QVERIFY(has(Distribution::hyperExponential(3, 2), 3, 4));
    QVERIFY(has(Distribution::trace({2, 2, 8}), 4, 0.5));
    // Where nothing is cut off.
    QVERIFY(has(Distribution::normal(3, 0.1), 3, 0.01));
}

void TestDistribution::drawsFollowTheLaw_data() {
    using Cdf = std::function<double(double)>;
    QTest::addColumn<Distribution>("law");
    QTest::addColumn<Cdf>("cdf");
    QTest::newRow("uniform") << Distribution::uniform(2, 10) << Cdf([](double x) { return (x - 2) / 8; });
    QTest::newRow("exponential") << Distribution::exponential(3)
                                 << Cdf([](double x) { return -std::expm1(-x / 3); });
    QTest::newRow("normal") << Distribution::normal(10, 0.15)
                            << Cdf([](double x) { return normalCdf((x - 10) / 1.5); });
    QTest::newRow("lognormal") << Distribution::lognormal(3, 0.8) << Cdf([](double x) {
        const double variance = std::log(1.64);
        return normalCdf((std::log(x / 3) + variance / 2) / std::sqrt(variance));
    });
    const auto erlang = [](double mean, int phases) {
        return Cdf([=](double x) {
            double term = std::exp(-x * phases / mean);
            double above = 0;
            for (int k = 0; k < phases; ++k) {
                above += term;
                term *= x * phases / mean / (k + 1);
            }
            return 1 - above;
        });
    };
    QTest::newRow("erlang of 3") << Distribution::erlang(2, 3) << erlang(2, 3);
    QTest::newRow("erlang of 20") << Distribution::erlang(2, 20) << erlang(2, 20);
    QTest::newRow("gamma of 4 phases") << Distribution::gamma(2, 0.5) << erlang(2, 4);
    // Half a squared normal, scaled: P(X <= x) = erf(sqrt(x / 2 / mean)).
    QTest::newRow("gamma of half a phase") << Distribution::gamma(2, std::numbers::sqrt2)
                                           << Cdf([](double x) { return std::erf(std::sqrt(x / 4)); });
    QTest::newRow("weibull") << Distribution::weibull(std::tgamma(1 + 1 / 0.7), 0.7)
                             << Cdf([](double x) { return -std::expm1(-std::pow(x, 0.7)); });
    QTest::newRow("pareto") << Distribution::boundedPareto(2, 100, 1.2) << Cdf([](double x) {
        return (1 - std::pow(2 / x, 1.2)) / (1 - std::pow(0.02, 1.2));
    });
    QTest::newRow("pareto of alpha 0") << Distribution::boundedPareto(2, 100, 0)
                                       << Cdf([](double x) { return std::log(x / 2) / std::log(50); });
    QTest::newRow("hyperexponential") << Distribution::hyperExponential(1, 2) << Cdf([](double x) {
        const double p = (1 + std::sqrt(0.6)) / 2;
        return 1 - p * std::exp(-2 * p * x) - (1 - p) * std::exp(-2 * (1 - p) * x);
    });
    QTest::newRow("empirical") << Distribution::empirical({1, 2, 4})
                               << Cdf([](double x) { return x < 2 ? (x - 1) / 2 : 0.5 + (x - 2) / 4; });
}

void TestDistribution::drawsFollowTheLaw() {
    QFETCH(Distribution, law);
    QFETCH(std::function<double(double)>, cdf);
    std::vector<double> values = draws(law);
    std::sort(values.begin(), values.end());
    double distance = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double expected = cdf(values[i]);
        distance = std::max({distance, expected - static_cast<double>(i) / kDraws,
                             static_cast<double>(i + 1) / kDraws - expected});
    }
    // Kolmogorov-Smirnov at 0.1 %.
    QVERIFY2(distance < 1.95 / std::sqrt(kDraws), qPrintable(QString::number(distance)));
}

void TestDistribution::aDrawDependsOnStreamAndNumberOnly() {
    const std::vector<Distribution> laws{Distribution::uniform(2, 10),
                                         Distribution::exponential(1),
                                         Distribution::gamma(5, 1.8),
                                         Distribution::erlang(4, 40),
                                         Distribution::weibull(5, 0.7),
                                         Distribution::hyperExponential(10, 2),
                                         Distribution::boundedPareto(1, 50, 1.5),
                                         Distribution::empirical({0, 1, 4})};
    for (const Distribution& law : laws) {
        const double first = law.draw(kStream, 5);
        QVERIFY(law.draw(kStream, 6) != first);
        QVERIFY(law.draw(kStream + 1, 5) != first);
        QCOMPARE(law.draw(kStream, 5), first);
        QCOMPARE(law.drawNs(kStream, 5), static_cast<MonotonicNs>(first));
    }
}

void TestDistribution::namesTakeSpreadAsTheCv() {
    for (const char* name : {"lognormal", "gamma", "weibull"})
        for (const double spread : {0.01, 0.2, 1.0, 3.0, 20.0}) {
            const Distribution law = Distribution::named(name, 1e6, spread);
            QVERIFY2(std::abs(law.mean() - 1e6) < 1e-3, name);
            QVERIFY2(std::abs(std::sqrt(law.squaredCv()) / spread - 1) < 1e-6, name);
        }
    QCOMPARE(Distribution::named("erlang", 5, 0.5), Distribution::erlang(5, 4));
    QCOMPARE(Distribution::named("erlang", 5, 0.55), Distribution::erlang(5, 3)); // the nearest there is
    QCOMPARE(Distribution::named("erlang", 5, 2), Distribution::erlang(5, 1));
    QCOMPARE(Distribution::named("erlang", 5, 1e-9).shape(), Distribution::Shape::Erlang);
    QCOMPARE(Distribution::named("hyperexponential", 5, 3), Distribution::hyperExponential(5, 3));
    QCOMPARE(Distribution::named("hyperexponential", 5, 0.5), Distribution::hyperExponential(5, 1));
}

void TestDistribution::aTraceRepeatsItsValues() {
    const Distribution law = Distribution::trace({5, 0, 3});
    for (std::uint64_t stream : {0u, 9u})
        for (std::uint64_t i = 0; i < 9; ++i)
            QCOMPARE(law.draw(stream, i), (std::vector<double>{5, 0, 3})[i % 3]);
}

void TestDistribution::quantilesGiveTheirExactMoments() {
    // Two values are a uniform law.
    QCOMPARE(Distribution::empirical({2, 10}).mean(), Distribution::uniform(2, 10).mean());
    QCOMPARE(Distribution::empirical({2, 10}).squaredCv(), Distribution::uniform(2, 10).squaredCv());
    // Half the draws are 1, the others even between 1 and 3: mean 1.5, E of the square (1 + 13/3) / 2.
    const Distribution law = Distribution::empirical({1, 1, 3});
    QCOMPARE(law.mean(), 1.5);
    QCOMPARE(law.squaredCv() * 2.25, 16.0 / 6 - 2.25);
}

void TestDistribution::scalingScalesEveryDraw() {
    for (const Distribution& law :
         {Distribution::constant(7), Distribution::uniform(2, 10), Distribution::exponential(1),
          Distribution::normal(5, 0.4), Distribution::lognormal(5, 2), Distribution::erlang(4, 3),
          Distribution::gamma(5, 1.8), Distribution::weibull(5, 0.7), Distribution::boundedPareto(1, 50, 1.5),
          Distribution::hyperExponential(10, 2), Distribution::empirical({0, 1, 4}),
          Distribution::trace({1, 4})}) {
        const Distribution larger = law.scaled(4); // a power of two: nothing is rounded
        QCOMPARE(larger.mean(), 4 * law.mean());
        QCOMPARE(larger.squaredCv(), law.squaredCv());
        for (std::uint64_t i = 0; i < 100; ++i)
            QVERIFY(std::abs(larger.draw(kStream, i) - 4 * law.draw(kStream, i)) <=
                    1e-14 * larger.draw(kStream, i));
        QVERIFY(law.scaled(0).isZero());
    }
}

void TestDistribution::whatHasNoSpreadIsConstant() {
    QVERIFY(Distribution().isZero());
    QCOMPARE(Distribution().draw(1, 2), 0.0);
    for (const Distribution& law :
         {Distribution::uniform(3, 3), Distribution::normal(3, 0), Distribution::lognormal(3, 0),
          Distribution::gamma(3, 0), Distribution::boundedPareto(3, 3, 2), Distribution::empirical({3}),
          Distribution::named("weibull", 3, 0), Distribution::named("erlang", 3, 0)})
        QCOMPARE(law, Distribution::constant(3));
    QVERIFY(Distribution::exponential(0).isZero());
    QVERIFY(Distribution::constant(-1).isZero());
    QVERIFY(Distribution::trace({}).isZero());
    QCOMPARE(Distribution::trace({-1, 2}).draw(0, 0), 0.0);
}

void TestDistribution::durationsEndAtAThousandHours() {
    const Distribution law = Distribution::lognormal(3e15, 100);
    MonotonicNs longest = 0;
    for (std::uint64_t i = 0; i < 1'000; ++i)
        longest = std::max(longest, law.drawNs(kStream, i));
    QCOMPARE(longest, MonotonicNs{3'600'000'000'000'000});
}

void TestDistribution::equalityIsThatOfTheLaw() {
    QCOMPARE(Distribution::trace({1, 2}), Distribution::trace({1, 2}));
    QVERIFY(!(Distribution::trace({1, 2}) == Distribution::trace({2, 1})));
    QVERIFY(!(Distribution::trace({1, 2}) == Distribution::empirical({1, 2})));
    QVERIFY(!(Distribution::exponential(1) == Distribution::exponential(2)));
    const Distribution copy = Distribution::empirical({1, 2});
    QCOMPARE(Distribution(copy), copy);
}

void TestDistribution::theTextNamesTheLaw() {
    const auto is = [](const Distribution& law, const char* text) {
        QCOMPARE(QString::fromStdString(law.text()), QString(text));
    };
    is(Distribution::constant(2e4), "constant, 20 us");
    is(Distribution(), "constant, 0 ns");
    is(Distribution::uniform(1e6, 3e6), "uniform, 1 ms to 3 ms");
    is(Distribution::exponential(2e4), "exponential, mean 20 us");
    is(Distribution::lognormal(1e6, 0.5), "lognormal, mean 1 ms, cv 0.5");
    is(Distribution::erlang(1'234'567, 3), "Erlang, mean 1.235 ms, 3 phases");
    is(Distribution::weibull(9e10, 0.7), "Weibull, mean 1.5 min, shape 0.7");
    is(Distribution::boundedPareto(1e3, 1e9, 1.5), "Pareto, 1 us to 1 s, alpha 1.5");
    is(Distribution::hyperExponential(7.2e12, 2), "hyperexponential, mean 2 h, cv 2");
    is(Distribution::trace({0, 2e6}), "trace of 2, mean 1 ms");
}

QTEST_GUILESS_MAIN(TestDistribution)
#include "tst_distribution.moc"
