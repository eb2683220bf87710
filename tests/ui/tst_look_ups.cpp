// SPDX-License-Identifier: Apache-2.0
// What the studio asks the world outside: only when told to, off the window's thread, and not for longer than
// somebody wants to know.
#include "app/shared/build_registry.h"
#include "tests/support/kafka_cluster.h"
#include "tests/support/oracle_kind.h"
#include "tests/support/ui/gallery.h"
#include "tests/support/ui/studio_fixture.h"
#include "ui/inspector/inspector.h"
#include "ui/inspector/node_page.h"
#include "ui/look_up/found_values.h"
#include "ui/look_up/pick_popup.h"
#include "ui/param_editors/param_editor.h"
#include "ui/param_editors/parameter_form.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QScrollArea>
#include <QUndoStack>

#include <cstdlib>

using namespace millrace;

namespace {

/// The oracle's kind beside all others; made before the window and gone after it.
struct OracleServices {
    std::shared_ptr<test::Oracle> oracle = std::make_shared<test::Oracle>();
    std::shared_ptr<Registry> kinds = buildRegistry();
    OracleServices() { test::Oracle::addKind(*kinds, oracle); }
    ~OracleServices() { oracle->release(); }
};

class OracleStudio : private OracleServices, public test::StudioFixture {
public:
    explicit OracleStudio(const boost::json::object& params = {{"brokers", "localhost:9092"}})
        : StudioFixture({1366, 768},
                        [this](ui::StudioServices& services) { services.registry = kinds.get(); }) {
        node_ = QString::fromStdString(add("oracle", 200, 100, params));
        canvas().selectOnly({node_});
        QCoreApplication::processEvents();
    }
    test::Oracle& oracle() { return *OracleServices::oracle; }
    const QString& node() const { return node_; }
    ui::NodePage& page() { return window().inspector().nodePage(); }
    template <class Widget = QWidget> Widget& part(const char* name) {
        auto* const found = page().findChild<Widget*>(name);
        if (!found) throw std::logic_error(name);
        return *found;
    }
    void press(const char* button) {
        auto& pressed = part<QPushButton>(button);
        for (QWidget* around = pressed.parentWidget(); around; around = around->parentWidget())
            if (auto* const area = qobject_cast<QScrollArea*>(around)) area->ensureWidgetVisible(&pressed);
        QTest::mouseClick(&pressed, Qt::LeftButton);
    }
    QString text(const char* label) { return part<QLabel>(label).text(); }
    ui::PickPopup& popup() { return part<ui::PickPopup>("pickPopup"); }
    QListView& list() { return part<QListView>("pickList"); }
    QLineEdit& search() { return part<QLineEdit>("pickSearch"); }
    bool waitForList() {
        return QTest::qWaitFor([this] { return list().isVisible(); }, test::kPatienceMs);
    }
    bool waitUntilAsked(int times) {
        return QTest::qWaitFor([&] { return oracle().asked() == times; }, test::kPatienceMs);
    }
    void clickRow(int row) {
        const QRect place = list().visualRect(list().model()->index(row, 0));
        QTest::mouseClick(list().viewport(), Qt::LeftButton, {}, place.center());
    }
    QStringList rows() {
        QStringList titles;
        for (int i = 0; i < list().model()->rowCount(); ++i)
            titles << list().model()->index(i, 0).data().toString();
        return titles;
    }
    boost::json::value param(const char* name) {
        const auto& params = document().findNode(node_.toStdString())->params;
        const auto* value = params.if_contains(name);
        return value ? *value : boost::json::value();
    }

private:
    QString node_;
};

} // namespace

class LookUpsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void drawingAsksNothing();
    void aConnectionIsTestedWhileTheWindowGoesOn();
    void aTestIsGivenUp();
    void aRefusalIsSaidWithItsHint();
    void anAnswerGoesWhenTheNodeChanges();
    void anAnswerAboutAnotherDocumentIsDropped();
    void settingsAreResolved();
    void wrongSettingsAreSaidWithoutAsking();
    void severalValuesArePickedInOneStep();
    void oneValueIsTakenWithAClick();
    void aSchemaIsTakenWithEnter();
    void theListIsSearchedAndCheckedWithTheKeyboard();
    void closingTheListIsGivingUp();
    void aListThatCannotBeHadSaysWhyAndAsksAgain();
    void withoutAnythingFoundThereIsNothingToChoose();
    void otherNodesHaveNoSuchButtons();
    void topicsOfAClusterArePicked();
    void pictures();
};

void LookUpsTest::drawingAsksNothing() {
    OracleStudio studio;
    QVERIFY(studio.waitForPlanning());
    studio.session().saveAs(studio.folder() + "/g.mill").value();
    QVERIFY(studio.window().openGraph(studio.folder() + "/g.mill"));
    QVERIFY(studio.waitForPlanning());
    studio.canvas().selectOnly({studio.node()});
    QCoreApplication::processEvents();
    QVERIFY(studio.part("testConnection").isVisible());
    QVERIFY(studio.part("pick_topics").isVisible());
    QCOMPARE(studio.oracle().asked(), 0);
}

void LookUpsTest::aConnectionIsTestedWhileTheWindowGoesOn() {
    OracleStudio studio;
    studio.oracle().hold();
    studio.press("testConnection");
    QVERIFY(studio.waitUntilAsked(1));
    QVERIFY(!studio.part("testConnection").isVisible());
    QVERIFY(studio.part("cancelConnection").isVisible());
    studio.window().inspector().renameSelected(); // the window takes part in other things meanwhile
    QTest::keyClicks(&studio.part<QLineEdit>("nodeTitle"), "Mine");
    QTest::keyClick(&studio.part<QLineEdit>("nodeTitle"), Qt::Key_Return);
    QCOMPARE(studio.document().findNode(studio.node().toStdString())->title, std::string("Mine"));
    studio.oracle().release();
    QTRY_COMPARE(studio.text("connectionAnswer"), QString("3 brokers, 12 topics; Kafka cluster abc"));
    QVERIFY(studio.part("testConnection").isVisible());
    QVERIFY(!studio.part("cancelConnection").isVisible());
    QVERIFY(!studio.part("connectionHint").isVisible());
}

void LookUpsTest::aTestIsGivenUp() {
    OracleStudio studio;
    studio.oracle().hold();
    studio.press("testConnection");
    QVERIFY(studio.waitUntilAsked(1));
    studio.press("cancelConnection");
    QVERIFY(studio.part("testConnection").isVisible());
    QTRY_COMPARE(studio.oracle().unwanted(), 1);
    QCoreApplication::processEvents();
    QVERIFY(!studio.part("connectionAnswer").isVisible());
    // The next one is answered.
    studio.oracle().release();
    studio.press("testConnection");
    QTRY_VERIFY(studio.part("connectionAnswer").isVisible());
    QCOMPARE(studio.oracle().asked(), 2);
}

void LookUpsTest::aRefusalIsSaidWithItsHint() {
    OracleStudio studio;
    studio.oracle().refuse("no broker answers at `localhost:9092`", "does a broker listen there?");
    studio.press("testConnection");
    QTRY_COMPARE(studio.text("connectionAnswer"), QString::fromUtf8("no broker answers at “localhost:9092”"));
    QCOMPARE(studio.text("connectionHint"), QString("does a broker listen there?"));
    QCOMPARE(studio.part("connectionAnswer").property("role").toString(), QString("error"));
}

void LookUpsTest::anAnswerGoesWhenTheNodeChanges() {
    OracleStudio studio;
    studio.press("testConnection");
    QTRY_VERIFY(studio.part("connectionAnswer").isVisible());
    studio.session().apply(edit::MoveNodes{{{studio.node().toStdString(), Point{220, 100}}}});
    QVERIFY(studio.part("connectionAnswer").isVisible()); // it is still about these settings
    studio.session().apply(edit::SetParam{studio.node().toStdString(), "brokers", "elsewhere:9092"});
    QVERIFY(!studio.part("connectionAnswer").isVisible());

    studio.oracle().hold();
    studio.press("testConnection");
    QVERIFY(studio.waitUntilAsked(2));
    studio.session().undoStack().undo(); // the address of before: nobody wants to know any more
    QTRY_COMPARE(studio.oracle().unwanted(), 1);
    QVERIFY(studio.part("testConnection").isVisible());
    QVERIFY(!studio.part("connectionAnswer").isVisible());

    const std::string other = studio.add("oracle", 500, 100, {{"brokers", "b:1"}});
    studio.press("testConnection");
    QVERIFY(studio.waitUntilAsked(3));
    studio.canvas().selectOnly({QString::fromStdString(other)});
    QTRY_COMPARE(studio.oracle().unwanted(), 2);
    QVERIFY(!studio.part("connectionAnswer").isVisible());
    QVERIFY(studio.part("testConnection").isVisible());
}

void LookUpsTest::anAnswerAboutAnotherDocumentIsDropped() {
    OracleStudio studio;
    studio.oracle().hold();
    studio.press("testConnection");
    QVERIFY(studio.waitUntilAsked(1));
    studio.session().newDocument();
    QTRY_COMPARE(studio.oracle().unwanted(), 1);
    const std::string same = studio.add("oracle", 0, 0, {{"brokers", "localhost:9092"}});
    QCOMPARE(QString::fromStdString(same), studio.node());
    studio.canvas().selectOnly({studio.node()});
    QCoreApplication::processEvents();
    QVERIFY(!studio.part("connectionAnswer").isVisible());
    QVERIFY(studio.part("testConnection").isVisible());
}

void LookUpsTest::settingsAreResolved() {
    ::setenv("MILLRACE_TEST_HOST", "far", 1);
    OracleStudio studio({{"brokers", "${env:MILLRACE_TEST_HOST}:${port}"}});
    const auto setPort = [&](int port) {
        studio.session().apply(
            edit::SetGraphParameter{"port", GraphParameter{"port", TypeId::BigInt, port, {}, {}}});
    };
    setPort(9093);
    studio.press("testConnection");
    QTRY_VERIFY(studio.part("connectionAnswer").isVisible());
    QCOMPARE(studio.oracle().brokers(), std::string("far:9093"));
    // Another port is another connection.
    setPort(9094);
    QVERIFY(!studio.part("connectionAnswer").isVisible());
}

void LookUpsTest::wrongSettingsAreSaidWithoutAsking() {
    OracleStudio studio({{"brokers", "${env:MILLRACE_TEST_NOT_SET}"}});
    studio.press("testConnection");
    QVERIFY(studio.text("connectionAnswer").contains("MILLRACE_TEST_NOT_SET is not set"));
    studio.press("pick_topics");
    QVERIFY(studio.popup().isVisible());
    QVERIFY(studio.text("pickWords").contains("MILLRACE_TEST_NOT_SET is not set"));
    QCOMPARE(studio.oracle().asked(), 0);
}

void LookUpsTest::severalValuesArePickedInOneStep() {
    OracleStudio studio({{"brokers", "b:1"}, {"topics", "^raw-.*, positions"}});
    const int steps = studio.session().undoStack().count();
    studio.press("pick_topics");
    QVERIFY(studio.waitForList());
    // What the field says comes first where it was not found.
    QCOMPARE(studio.rows(), QStringList({"^raw-.*", "alerts", "positions", "positions_raw"}));
    const auto checked = [&](int row) {
        return studio.list().model()->index(row, 0).data(Qt::CheckStateRole).toInt() == Qt::Checked;
    };
    QVERIFY(checked(0) && !checked(1) && checked(2) && !checked(3));
    QCOMPARE(studio.list().model()->index(2, 0).data(ui::FoundValues::AboutRole).toString(),
             QString("6 partitions, 1,204 messages"));
    studio.clickRow(0);
    studio.clickRow(1);
    QVERIFY(!checked(0) && checked(1));
    studio.press("pickApply");
    QVERIFY(!studio.popup().isVisible());
    QCOMPARE(studio.param("topics"), boost::json::value("alerts, positions"));
    QCOMPARE(studio.session().undoStack().count(), steps + 1);
    auto* const field = studio.page().parameters()->editor("topics")->findChild<QLineEdit*>("field");
    QCOMPARE(field->text(), QString("alerts, positions"));
    // Typing on is another step.
    QTest::keyClicks(field, ", x");
    QCOMPARE(studio.session().undoStack().count(), steps + 2);
    studio.session().undoStack().undo();
    studio.session().undoStack().undo();
    QCOMPARE(studio.param("topics"), boost::json::value("^raw-.*, positions"));
    QCOMPARE(field->text(), QString("^raw-.*, positions"));
}

void LookUpsTest::oneValueIsTakenWithAClick() {
    OracleStudio studio;
    studio.press("pick_group");
    QVERIFY(studio.waitForList());
    QVERIFY(!studio.part("pickApply").isVisible());
    QVERIFY(!studio.list().model()->index(0, 0).data(Qt::CheckStateRole).isValid());
    studio.clickRow(1);
    QVERIFY(!studio.popup().isVisible());
    QCOMPARE(studio.param("group"), boost::json::value("night"));
    // The next time it is there already.
    studio.press("pick_group");
    QVERIFY(studio.waitForList());
    QCOMPARE(studio.list().currentIndex().row(), 1);
}

void LookUpsTest::aSchemaIsTakenWithEnter() {
    OracleStudio studio;
    studio.press("pick_schema");
    QVERIFY(studio.waitForList());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QCOMPARE(studio.param("schema"), (boost::json::value{{"id", "BIGINT"}, {"at", "TIMESTAMP"}}));
    const auto names = studio.page().parameters()->editor("schema")->findChildren<QLineEdit*>("name");
    QCOMPARE(names.size(), 2);
    QCOMPARE(names[0]->text(), QString("id"));
}

void LookUpsTest::theListIsSearchedAndCheckedWithTheKeyboard() {
    OracleStudio studio;
    studio.press("pick_topics");
    QVERIFY(studio.waitForList());
    QVERIFY(studio.search().hasFocus());
    QTest::keyClicks(&studio.search(), "RAW");
    QCOMPARE(studio.rows(), QStringList{"positions_raw"});
    QTest::keyClick(&studio.search(), Qt::Key_Tab);
    QVERIFY(studio.list().hasFocus());
    QTest::keyClick(&studio.list(), Qt::Key_Space);
    QTest::keyClick(&studio.list(), Qt::Key_Return);
    QVERIFY(!studio.popup().isVisible());
    QCOMPARE(studio.param("topics"), boost::json::value("positions_raw"));
}

void LookUpsTest::closingTheListIsGivingUp() {
    OracleStudio studio;
    studio.oracle().hold();
    int asked = 0;
    for (const char* how : {"cancel", "escape", "beside"}) {
        studio.press("pick_topics");
        QVERIFY2(studio.waitUntilAsked(++asked), how);
        QVERIFY(studio.popup().isVisible() && !studio.list().isVisible());
        if (how == std::string("cancel")) studio.press("pickCancel");
        if (how == std::string("escape")) QTest::keyClick(&studio.popup(), Qt::Key_Escape);
        if (how == std::string("beside"))
            QTest::mouseClick(&studio.popup(), Qt::LeftButton, {}, QPoint(-50, -50));
        QVERIFY2(!studio.popup().isVisible(), how);
        QTRY_COMPARE(studio.oracle().unwanted(), asked);
    }
    QVERIFY(studio.param("topics").is_null());
}

void LookUpsTest::aListThatCannotBeHadSaysWhyAndAsksAgain() {
    OracleStudio studio;
    studio.oracle().refuse("no broker answers at `localhost:9092`", "does a broker listen there?");
    studio.press("pick_topics");
    QTRY_COMPARE(studio.text("pickWords"), QString::fromUtf8("no broker answers at “localhost:9092”"));
    QCOMPARE(studio.text("pickHint"), QString("does a broker listen there?"));
    QVERIFY(!studio.list().isVisible());
    QCOMPARE(studio.oracle().asked(), 1);
    studio.press("pickAgain");
    QVERIFY(studio.waitUntilAsked(2));
    QTRY_VERIFY(studio.part("pickAgain").isVisible());
    QCOMPARE(test::textCutOff(studio.popup()), QStringList());
}

void LookUpsTest::withoutAnythingFoundThereIsNothingToChoose() {
    OracleStudio studio;
    studio.press("pick_topics");
    QVERIFY(studio.waitForList());
    studio.popup().showFound({});
    QVERIFY(!studio.list().isVisible());
    QCOMPARE(studio.text("pickWords"), QString("There is nothing to choose from."));
    QVERIFY(!studio.part("pickApply").isVisible());
}

void LookUpsTest::otherNodesHaveNoSuchButtons() {
    OracleStudio studio;
    const std::string filter = studio.add("filter", 400, 100);
    studio.canvas().selectOnly({QString::fromStdString(filter)});
    QCoreApplication::processEvents();
    QVERIFY(!studio.part("testConnection").isVisible());
    QVERIFY(!studio.page().findChild<QPushButton*>("pick_topics"));
}

void LookUpsTest::topicsOfAClusterArePicked() {
    test::KafkaCluster cluster;
    cluster.createTopic("alerts", 1);
    cluster.createTopic("positions", 6);
    OracleStudio studio;
    const std::string node = studio.add("kafka_source", 400, 100, {{"brokers", cluster.brokers()}});
    studio.canvas().selectOnly({QString::fromStdString(node)});
    QCoreApplication::processEvents();
    studio.press("testConnection");
    QTRY_VERIFY(studio.part("connectionAnswer").isVisible());
    QVERIFY2(studio.text("connectionAnswer").startsWith("1 broker, 2 topics; Kafka cluster "),
             qPrintable(studio.text("connectionAnswer")));
    studio.press("pick_topics");
    QVERIFY(studio.waitForList());
    QCOMPARE(studio.rows(), QStringList({"alerts", "positions"}));
    studio.clickRow(1);
    studio.press("pickApply");
    QCOMPARE(studio.document().findNode(node)->params.at("topics"), boost::json::value("positions"));
}

void LookUpsTest::pictures() {
    OracleStudio studio({{"brokers", "localhost:9092"}, {"topics", "^raw-.*, positions"}});
    test::Gallery gallery(studio.window());
    // In a window of another size the button is elsewhere.
    const auto again = [&](const char* button, const char* until) {
        return [&studio, button, until] {
            studio.popup().hide();
            studio.press(button);
            QTRY_VERIFY(studio.part(until).isVisible());
        };
    };
    gallery.take("look-up-connection", again("testConnection", "connectionAnswer"));
    gallery.take("look-up-topics", again("pick_topics", "pickList"));
    gallery.take("look-up-group", again("pick_group", "pickList"));
    studio.oracle().refuse(
        "no broker answers at `localhost:9092`: Connect to ipv4#127.0.0.1:9092 failed: "
        "Connection refused",
        "is the address right, and does a broker listen there?");
    gallery.take("look-up-refused", again("pick_group", "pickAgain"));
    gallery.take("look-up-no-connection", again("testConnection", "connectionHint"));
    studio.oracle().hold();
    gallery.take("look-up-waiting", again("pick_schema", "pickPopup"));
    studio.popup().hide();
    studio.press("testConnection");
    gallery.take("look-up-asking");
}

QTEST_MAIN(LookUpsTest)
#include "tst_look_ups.moc"
