// SPDX-License-Identifier: Apache-2.0
// kafka_sink and kafka_source in runs with checkpoints, against a real broker: the test plays the engine.
#include "engine/operator/epoch_seal.h"
#include "tests/integration/real_broker.h"
#include "tests/support/kafka_graphs.h"
#include "tests/support/kafka_lives.h"
#include "tests/support/kafka_messages.h"
#include "tests/support/run_reading.h"

#include <QTest>

#include <algorithm>
#include <chrono>
#include <thread>

using namespace millrace;
using namespace millrace::test;

namespace {

/// What a reader of committed messages sees in partition 0, as ids.
std::vector<int> seen(const std::string& brokers, const std::string& topic) {
    std::vector<int> ids;
    for (const KafkaMessage& message : readMessages(brokers, topic, 1))
        ids.push_back(static_cast<int>(json::parse(*message.value).at("id").as_int64()));
    return ids;
}

std::vector<int> idsBetween(int from, int to) {
    std::vector<int> ids;
    for (int id = from; id < to; ++id)
        ids.push_back(id);
    return ids;
}

constexpr int kPlain = 1'000'000; ///< a message that was sent without a transaction

} // namespace

class TestKafkaTransactions : public QObject {
    Q_OBJECT

    std::unique_ptr<KafkaBroker> broker_;

    json::object into(const std::string& topic) const {
        return {{"topic", topic}, {"create_partitions", 1}, {"connect_timeout", "1 min"}};
    }
    std::unique_ptr<KafkaSinkLife> newLife(const json::object& params) const {
        auto life = std::make_unique<KafkaSinkLife>(broker_->brokers(), params);
        life->open();
        return life;
    }
    std::vector<int> seenIn(const std::string& topic) const { return seen(broker_->brokers(), topic); }
    void sendPlain(const std::string& topic) const {
        sendMessages(broker_->brokers(), topic, {{.partition = 0, .value = R"({"id": 1000000})"}});
    }

private Q_SLOTS:
    void initTestCase() { MILLRACE_START_BROKER(broker_) }
    void cleanupTestCase() { broker_.reset(); }

    void whatWasNotCommittedVanishes() {
        auto first = newLife(into("epochs"));
        QCOMPARE(first->op().decided().epoch, kNoEpoch);
        first->writeEpoch(1, 0, 10);
        QCOMPARE(seenIn("epochs"), idsBetween(0, 10));
        first->writeEpoch(2, 10, 20);
        QCOMPARE(first->op().decided().epoch, Epoch{2});
        first->write(20, 30);
        first->snapshot(3);
        QVERIFY(!first->op().wantsInput()); // what comes now is not of this transaction
        QCOMPARE(seenIn("epochs"), idsBetween(0, 20));
        first.reset(); // it dies

        auto second = newLife(into("epochs"));
        QCOMPARE(second->op().decided().epoch, Epoch{2});
        second->op().decide({2}); // the engine says again what the run goes on from
        QCOMPARE(seenIn("epochs"), idsBetween(0, 20));
        second->write(20, 30);
        second->snapshot(3);
        second->op().decide({3});
        second->writeEpoch(4, 30, 40);
        second->op().decide({4});
        second->op().close();
        QCOMPARE(seenIn("epochs"), idsBetween(0, 40));
        QVERIFY2(second->context.reported.empty(), toText(second->context.reported).c_str());
    }

    void anEpochWithoutRecordsCounts() {
        auto first = newLife(into("empty"));
        first->snapshot(1);
        first->op().decide({1});
        first->snapshot(2);
        first->op().decide({2});
        first.reset();
        QCOMPARE(newLife(into("empty"))->op().decided().epoch, Epoch{2});
        QVERIFY(seenIn("empty").empty());
    }

    void aZombieIsLockedOut() {
        auto zombie = newLife(into("zombies"));
        zombie->writeEpoch(1, 0, 10);
        zombie->write(10, 20);
        zombie->snapshot(2);
        auto next = newLife(into("zombies"));
        QCOMPARE(next->op().decided().epoch, Epoch{1});
        QCOMPARE(codeOf([&] { zombie->op().decide({2}); }), std::string("MR3528"));
        zombie->op().abort();
        next->writeEpoch(2, 10, 20);
        QCOMPARE(seenIn("zombies"), idsBetween(0, 20));
        QCOMPARE(next->op().decided().epoch, Epoch{2});
    }

    void aZombieThatHasNothingToSayIsLockedOutToo() {
        auto zombie = newLife(into("idle_zombies"));
        zombie->snapshot(1);
        auto next = newLife(into("idle_zombies"));
        QCOMPARE(codeOf([&] { zombie->op().decide({1}); }), std::string("MR3528"));
        next->writeEpoch(1, 0, 10);
        auto last = newLife(into("idle_zombies"));
        QCOMPARE(last->op().decided().epoch, Epoch{1});
    }

    void aZombieThatGoesOnWritingAddsNothing() {
        auto zombie = newLife(into("writing_zombies"));
        zombie->writeEpoch(1, 0, 10);
        auto next = newLife(into("writing_zombies"));
        const std::string code = codeOf([&] {
            zombie->write(10, 20);
            zombie->snapshot(2);
            zombie->op().decide({2});
        });
        QVERIFY2(code == "MR3527" || code == "MR3528" || code == "MR3520", code.c_str());
        zombie->op().abort();
        next->writeEpoch(2, 20, 30);
        std::vector<int> expected = idsBetween(0, 10);
        for (const int id : idsBetween(20, 30))
            expected.push_back(id);
        QCOMPARE(seenIn("writing_zombies"), expected);
    }

    void aStopThrowsTheOpenTransactionAway() {
        auto life = newLife(into("stopped"));
        life->writeEpoch(1, 0, 10);
        life->write(10, 20);
        life->op().abort();
        // It holds nobody up: what is behind it is seen at once.
        sendPlain("stopped");
        std::vector<int> expected = idsBetween(0, 10);
        expected.push_back(kPlain);
        QCOMPARE(seenIn("stopped"), expected);
        QCOMPARE(newLife(into("stopped"))->op().decided().epoch, Epoch{1});
    }

    void aNewLifeEndsWhatTheOldOneLeftOpen() {
        auto life = newLife(into("left_open"));
        life->write(0, 10);
        life.reset();
        sendPlain("left_open");
        QVERIFY(seenIn("left_open").empty());
        life = newLife(into("left_open"));
        QCOMPARE(life->op().decided().epoch, kNoEpoch);
        QCOMPARE(seenIn("left_open"), std::vector<int>{kPlain});
    }

private:
    static std::vector<int> tenAndPlain() {
        std::vector<int> ids = idsBetween(0, 10);
        ids.push_back(kPlain);
        return ids;
    }
    /// Ten records that the broker has thrown away, behind a committed epoch with the ten before them.
    std::unique_ptr<KafkaSinkLife> overdue(const std::string& topic) const {
        auto life = newLife(with(into(topic), {{"transaction_timeout", "1 s"}}));
        life->writeEpoch(1, 0, 10);
        life->write(10, 20);
        life->snapshot(2);
        // The broker has ended it as soon as the message behind it can be seen.
        sendPlain(topic);
        for (int tries = 0; seenIn(topic) != tenAndPlain() && tries < 600; ++tries)
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        return life;
    }

private Q_SLOTS:
    void aTransactionThatTakesTooLongIsLost() {
        auto life = overdue("slow");
        QCOMPARE(seenIn("slow"), tenAndPlain());
        QCOMPARE(codeOf([&] { life->op().decide({2}); }), std::string(kEpochLost));
        life->op().abort();
        QCOMPARE(seenIn("slow"), tenAndPlain());
        // Who begins again behind the first epoch loses and doubles nothing.
        auto next = newLife(into("slow"));
        QCOMPARE(next->op().decided().epoch, Epoch{1});
        next->writeEpoch(2, 10, 20);
        std::vector<int> expected = tenAndPlain();
        for (const int id : idsBetween(10, 20))
            expected.push_back(id);
        QCOMPARE(seenIn("slow"), expected);
    }

    void writingGoesOnInWhatTookTooLong() {
        auto life = overdue("slow_writer");
        dynamic_cast<EpochSeal&>(life->op()).giveUp(2);
        QCOMPARE(codeOf([&] {
                     life->write(20, 30);
                     life->snapshot(3);
                     life->op().decide({3});
                 }),
                 std::string(kEpochLost));
        life->op().abort();
        QCOMPARE(seenIn("slow_writer"), tenAndPlain());
    }

    /// Time is no excuse where somebody else has gone on meanwhile.
    void whoWasLateAndReplacedIsLockedOut() {
        auto late = overdue("replaced");
        auto next = newLife(into("replaced"));
        next->writeEpoch(2, 10, 20);
        QCOMPARE(codeOf([&] { late->op().decide({2, "its own"}); }), std::string("MR3528"));
        late->op().abort();
        next->writeEpoch(3, 20, 30);
        QCOMPARE(next->op().decided().epoch, Epoch{3});
    }

    void anEpochThatIsGivenUpBelongsToTheNext() {
        auto life = newLife(into("given_up"));
        life->write(0, 10);
        life->snapshot(1);
        QVERIFY(!life->op().wantsInput());
        dynamic_cast<EpochSeal&>(life->op()).giveUp(1);
        QVERIFY(life->op().wantsInput());
        life->write(10, 20);
        QVERIFY(seenIn("given_up").empty());
        life->snapshot(2);
        life->op().decide({2});
        QCOMPARE(seenIn("given_up"), idsBetween(0, 20));
        // Given up when nothing was in it, and by one that then dies.
        life->snapshot(3);
        dynamic_cast<EpochSeal&>(life->op()).giveUp(3);
        life->write(20, 30);
        life->snapshot(4);
        dynamic_cast<EpochSeal&>(life->op()).giveUp(4);
        life.reset();
        auto next = newLife(into("given_up"));
        QCOMPARE(next->op().decided().epoch, Epoch{2});
        next->writeEpoch(5, 20, 30);
        QCOMPARE(seenIn("given_up"), idsBetween(0, 30));
    }

    void epochsOfAnotherJobAreTold() {
        auto life = newLife(with(into("strange"), {{"transactional_id", "job"}}));
        life->writeEpoch(7, 0, 10);
        life->write(10, 20);
        QCOMPARE(codeOf([&] { life->snapshot(7); }), std::string("MR3529"));
        QCOMPARE(codeOf([&] { life->op().decide({8}); }), std::string("MR3529"));
    }

    void topicsFromAColumnAreOneTransaction() {
        for (const char* topic : {"red", "blue", "marks"})
            sendPlain(newTopic(topic));
        const json::object params{{"topic_column", "topic"}};
        QCOMPARE(codeOf([&] { newLife(params); }), std::string("MR3525"));
        auto life = newLife(with(params, {{"marker_topic", "marks"}}));
        life->write(0, 5, "red");
        life->write(5, 10, "blue");
        QCOMPARE(seenIn("red"), std::vector<int>{kPlain});
        life->snapshot(1);
        life->op().decide({1});
        QCOMPARE(seenIn("red").size(), std::size_t{6});
        QCOMPARE(seenIn("blue").size(), std::size_t{6});
        QCOMPARE(seenIn("marks"), std::vector<int>{kPlain});
        QCOMPARE(newLife(with(params, {{"marker_topic", "marks"}}))->op().decided().epoch, Epoch{1});
    }

    void onlyOneWorkerHasTransactions() {
        KafkaSinkLife life(broker_->brokers(), into("workers"));
        life.context.subtasks = 2;
        QCOMPARE(codeOf([&] { life.open(); }), std::string("MR3525"));
        life.context.checkpoints = false;
        QCOMPARE(codeOf([&] { life.open(); }), std::string());
    }

    void withoutTransactionsRecordsAreSeenAtOnce() {
        auto life = newLife(with(into("plain"), {{"transactions", "off"}}));
        life->write(0, 10);
        QCOMPARE(seenIn("plain"), idsBetween(0, 10));
        life->snapshot(1);
        QVERIFY(life->op().wantsInput());
        life->op().decide({1});
        QCOMPARE(life->op().decided().epoch, kNoEpoch);
    }

    void aBrokerThatIsKilledBetweenSnapshotAndCommitIsWaitedFor() {
        auto life = newLife(into("killed"));
        life->writeEpoch(1, 0, 10);
        life->write(10, 20);
        life->snapshot(2);
        broker_->kill();
        std::thread later([this] { broker_->start(); });
        const std::string code = codeOf([&] { life->op().decide({2}); });
        later.join();
        QCOMPARE(code, std::string());
        life->writeEpoch(3, 20, 30);
        QCOMPARE(seenIn("killed"), idsBetween(0, 30));
        QCOMPARE(newLife(into("killed"))->op().decided().epoch, Epoch{3});
    }

    void aSourceGoesOnAtItsOffsets() {
        const std::string topic = newTopic("positions");
        auto sink = newLife(into(topic));
        for (int epoch = 1; epoch <= 10; ++epoch) // the marks of transactions lie between the messages
            sink->writeEpoch(static_cast<Epoch>(epoch), epoch * 10, epoch * 10 + 10);
        const json::object params{{"topics", topic}, {"group", "watchers"}};
        KafkaSourceLife first(broker_->brokers(), params);
        Source& source = first.open();
        const std::vector<std::string> before = first.read(45);
        const std::string state = first.snapshot(1);
        (void)first.read(20);
        source.commit(1);
        source.close();
        QVERIFY2(first.context.reported.empty(), toText(first.context.reported).c_str());

        KafkaSourceLife second(broker_->brokers(), params);
        second.context.restore(1, state);
        second.open();
        const std::vector<std::string> after = second.read(100 - before.size());
        QCOMPARE(after.front(), std::to_string(std::stoi(before.back()) + 1));
        QCOMPARE(after.back(), std::string("109"));
        // The group stands where the checkpoint was, not where the reading was.
        KafkaSourceLife watcher(broker_->brokers(), with(params, {{"start", "committed"}}));
        watcher.open();
        QCOMPARE(watcher.read(1).front(), after.front());
    }

    void messagesThatAreGoneAreTold() {
        const std::string topic = newTopic("forgotten");
        std::vector<KafkaMessage> messages;
        for (int id = 0; id < 50; ++id)
            messages.push_back({.partition = 0, .value = R"({"id": 1})"});
        sendMessages(broker_->brokers(), topic, messages);
        KafkaSourceLife first(broker_->brokers(), {{"topics", topic}});
        first.open();
        (void)first.read(20);
        const std::string state = first.snapshot(1);
        deleteMessages(broker_->brokers(), topic, 0, 40);
        KafkaSourceLife second(broker_->brokers(), {{"topics", topic}});
        second.context.restore(1, state);
        QCOMPARE(codeOf([&] { second.open(); }), std::string("MR3530"));
    }

private:
    std::string newTopic(const std::string& name) const {
        KafkaSinkLife life(broker_->brokers(), into(name));
        life.context.checkpoints = false;
        life.open();
        return name;
    }
};

QTEST_GUILESS_MAIN(TestKafkaTransactions)
#include "tst_kafka_transactions.moc"
