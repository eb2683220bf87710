// SPDX-License-Identifier: Apache-2.0
#include "app/shared/build_registry.h"
#include "ui/inspector/setting_specs.h"
#include "ui/settings/kind_words.h"
#include "ui/settings/translation.h"

#include <QSet>
#include <QTest>

using namespace millrace;

class DescriptorWordsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { (void)ui::installTranslation("en"); }
    void everyWordOfADescriptorHasAGermanOne();
    void whatThePlannerChoseIsTranslatedPartByPart();
    void wordsThatAreNotOfTheStudioStay();
};

namespace {

/// Names, and words that German shares.
const QSet<QString> kTheSame{"Filter", "Budget", "Exponent", "Rate", "Schema"};

void look(const std::string& word, const std::string& where, QStringList& missing) {
    const QString english = QString::fromStdString(word);
    if (ui::kindWord(word) == english && !kTheSame.contains(english))
        missing << english + " (" + QString::fromStdString(where) + ")";
}

void look(const std::vector<ParameterSpec>& specs, const std::string& where, QStringList& missing) {
    for (const ParameterSpec& spec : specs) {
        look(titleOf(spec), where + "." + spec.name, missing);
        look(spec.fields, where + "." + spec.name, missing);
    }
}

} // namespace

void DescriptorWordsTest::initTestCase() {
    if (!ui::installTranslation("de")) QSKIP("translations are not built");
}

void DescriptorWordsTest::everyWordOfADescriptorHasAGermanOne() {
    QStringList missing;
    const auto registry = buildRegistry();
    QVERIFY(registry->kinds().size() > 20);
    for (const auto& kind : registry->kinds()) {
        look(kind->title, kind->name, missing);
        look(kind->summary, kind->name, missing);
        look(categoryName(kind->category), kind->name, missing);
        look(kind->params, kind->name, missing);
    }
    look(ui::concurrencySpecs(), "concurrency", missing);
    look(ui::wireSpecs(), "wire", missing);
    QVERIFY2(missing.isEmpty(), qPrintable(missing.join("\n")));
}

void DescriptorWordsTest::whatThePlannerChoseIsTranslatedPartByPart() {
    QCOMPARE(ui::choiceWords("pool × 4 · by key"), QString("pool × 4 · nach Schlüssel"));
    QCOMPARE(ui::choiceWords("fused with Clean"), QString("vereint mit Clean"));
    QCOMPARE(ui::choiceWords(""), QString());
    ParameterSpec spec;
    spec.name = "event_time";
    ParameterSpec outer;
    outer.name = "window";
    outer.placeholder = "automatic";
    outer.fields = {spec};
    const auto words = ui::inStudioWords({outer});
    QCOMPARE(titleOf(words[0]), std::string("Fenster"));
    QCOMPARE(words[0].placeholder, std::string("automatisch"));
    QCOMPARE(titleOf(words[0].fields[0]), std::string("Ereigniszeit"));
    QCOMPARE(words[0].name, std::string("window"));
}

void DescriptorWordsTest::wordsThatAreNotOfTheStudioStay() {
    QCOMPARE(ui::kindWord("Frobnicate"), QString("Frobnicate"));
    NodeKind kind;
    kind.title = "Of a plugin";
    QCOMPARE(ui::kindTitle(kind), QString("Of a plugin"));
}

QTEST_MAIN(DescriptorWordsTest)
#include "tst_descriptor_words.moc"
