// SPDX-License-Identifier: Apache-2.0
// kafka_source goes on from its state, against librdkafka's imitation of a cluster (plain messages).
#include "nodes/support/kafka/partition_progress.h"
#include "tests/support/kafka_cluster.h"
#include "tests/support/kafka_graphs.h"
#include "tests/support/kafka_lives.h"
#include "tests/support/kafka_messages.h"

#include <QTest>

#include <algorithm>

using namespace millrace;
using namespace millrace::test;

namespace {

constexpr std::int16_t kListOffsets = 2; // ApiKey, https://kafka.apache.org/protocol

std::vector<KafkaMessage> numbered(int from, int to, int partitions = 1) {
    std::vector<KafkaMessage> messages;
    for (int id = from; id < to; ++id)
        messages.push_back(
            {.partition = id % partitions, .key = {}, .value = "{\"id\": " + std::to_string(id) + "}"});
    return messages;
}

std::vector<std::string> idsBetween(int from, int to) {
    std::vector<std::string> ids;
    for (int id = from; id < to; ++id)
        ids.push_back(std::to_string(id));
    return ids;
}

std::vector<std::string> sorted(std::vector<std::string> ids) {
    std::sort(ids.begin(), ids.end(),
              [](const auto& a, const auto& b) { return std::stoi(a) < std::stoi(b); });
    return ids;
}

std::vector<std::string> joined(std::vector<std::string> first, const std::vector<std::string>& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

std::vector<PartitionProgress> somePartitions() {
    std::vector<PartitionProgress> partitions;
    partitions.emplace_back(KafkaRange{"t", 0, 5, 100}, 10).position = 42;
    partitions.back().tracker.observe(5'000);
    partitions.emplace_back(KafkaRange{"u", 3, 0}, 10);
    return partitions;
}

std::string stateOf(const std::vector<PartitionProgress>& partitions) {
    std::string bytes;
    ByteWriter state(bytes);
    state.fixed(std::int64_t{0});
    savePartitions(partitions, state);
    return bytes;
}

const json::object kToTheEnd{{"end", "latest"}};

} // namespace

class TestKafkaSourceState : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void partitionsComeBackAsTheyWereSaved() {
        std::string bytes;
        ByteWriter to(bytes);
        savePartitions(somePartitions(), to);
        ByteReader from(bytes);
        const std::vector<PartitionProgress> loaded = loadPartitions(from, 10);
        QCOMPARE(from.left(), std::size_t{0});
        QCOMPARE(loaded.size(), std::size_t{2});
        QCOMPARE(loaded[0].what.topic, std::string("t"));
        QCOMPARE(loaded[0].what.begin, std::int64_t{5});
        QCOMPARE(loaded[0].what.end, std::int64_t{100});
        QCOMPARE(loaded[0].position, std::int64_t{42});
        QCOMPARE(loaded[0].tracker.watermark(), EpochMs{4'990});
        QCOMPARE(loaded[1].what.partition, 3);
        QCOMPARE(loaded[1].what.end, KafkaRange::kNever);
        QCOMPARE(loaded[1].tracker.watermark(), kMinWatermark);
    }

    void whatWasCutOrIsNonsenseIsRefused() {
        std::string bytes;
        ByteWriter to(bytes);
        savePartitions(somePartitions(), to);
        const auto refuses = [](std::string_view state) {
            ByteReader from(state);
            return codeOf([&] { (void)loadPartitions(from, 10); }) == "MR4611";
        };
        for (std::size_t length = 0; length < bytes.size(); ++length)
            QVERIFY2(refuses(std::string_view(bytes).substr(0, length)), std::to_string(length).c_str());
        // A flipped bit is refused or gives other numbers, but never more memory than there are bytes.
        for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
            std::string flipped = bytes;
            flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
            ByteReader from(flipped);
            std::size_t count = 0;
            const std::string code = codeOf([&] { count = loadPartitions(from, 10).size(); });
            QVERIFY(code == "MR4611" || (code.empty() && count <= bytes.size()));
        }
        KafkaCluster cluster;
        cluster.createTopic("t", 1);
        KafkaSourceLife life(cluster.brokers(), kToTheEnd);
        life.context.restore(1, "no state");
        QCOMPARE(codeOf([&] { life.open(); }), std::string("MR4611"));
        life.context.restore(1, stateOf({}) + "x");
        QCOMPARE(codeOf([&] { life.open(); }), std::string("MR4611"));
    }

    void aNewLifeReadsExactlyTheRest() {
        KafkaCluster cluster;
        cluster.createTopic("t", 3);
        sendMessages(cluster.brokers(), "t", numbered(0, 200, 3));
        KafkaSourceLife first(cluster.brokers(), kToTheEnd);
        first.open();
        const std::vector<std::string> before = first.read(95);
        const std::string state = first.snapshot(1);
        (void)first.read(50); // it dies somewhere behind the checkpoint
        sendMessages(cluster.brokers(), "t", numbered(200, 230, 3));

        KafkaSourceLife second(cluster.brokers(), kToTheEnd);
        second.context.restore(1, state);
        second.open();
        const std::vector<std::string> after = second.read();
        // The end is that which the first life saw.
        QVERIFY(second.finished());
        QCOMPARE(sorted(joined(before, after)), idsBetween(0, 200));

        KafkaSourceLife third(cluster.brokers(), kToTheEnd);
        third.context.restore(2, second.snapshot(2));
        third.open();
        QVERIFY(third.read().empty());
        QVERIFY(third.finished());
    }

    void whatTheGroupAndTheStartSayDoesNotMatterThen() {
        KafkaCluster cluster;
        cluster.createTopic("t", 1);
        sendMessages(cluster.brokers(), "t", numbered(0, 100));
        KafkaSourceLife first(cluster.brokers(), {{"group", "g"}});
        first.open();
        QCOMPARE(first.read(60).size(), std::size_t{60});
        const std::string state = first.snapshot(1);
        commitOffset(cluster.brokers(), "g", "t", 0, 5);
        for (const json::object& start :
             {json::object{{"start", "committed"}, {"group", "g"}}, json::object{{"start", "latest"}},
              json::object{{"start", "offset"}, {"start_offset", 1}}}) {
            KafkaSourceLife next(cluster.brokers(), start);
            next.context.restore(1, state);
            next.open();
            QCOMPARE(next.read(40), idsBetween(60, 100));
        }
    }

    void aStateTellsPeopleWhereItIs() {
        KafkaCluster cluster;
        cluster.createTopic("t", 1);
        sendMessages(cluster.brokers(), "t", numbered(0, 30));
        KafkaSourceLife first(cluster.brokers(), {});
        first.context.checkpoints = false; // it does not ask for the name of the cluster then
        first.open();
        QCOMPARE(first.read(12).size(), std::size_t{12});
        const NodeKind& kind = *builtinRegistry().find("kafka_source");
        const std::string state = first.snapshot(1);
        QVERIFY(kind.describeState(state) ==
                (json::object{{"t[0]", json::object{{"offset", 12}, {"lag_at_checkpoint", 18}}}}));
        // States of before said nothing of ends, nor of the cluster, which is empty here.
        const std::string_view older =
            std::string_view(state).substr(0, state.size() - sizeof(std::int64_t) - 1);
        QVERIFY(kind.describeState(older) == (json::object{{"t[0]", json::object{{"offset", 12}}}}));
        KafkaSourceLife second(cluster.brokers(), {});
        second.context.restore(1, std::string(older));
        second.open();
        QCOMPARE(second.read(18), idsBetween(12, 30));
        QCOMPARE(codeOf([&] { kind.describeState("odd"); }), std::string("MR4611"));
    }

    void aCountGoesOn() {
        KafkaCluster cluster;
        cluster.createTopic("t", 1);
        sendMessages(cluster.brokers(), "t", numbered(0, 100));
        const json::object params{{"end", "count"}, {"end_count", 35}};
        KafkaSourceLife first(cluster.brokers(), params);
        first.open();
        QCOMPARE(first.read(20), idsBetween(0, 20));
        KafkaSourceLife second(cluster.brokers(), params);
        second.context.restore(1, first.snapshot(1));
        second.open();
        QCOMPARE(second.read(), idsBetween(20, 35));
        KafkaSourceLife third(cluster.brokers(), params);
        third.context.restore(2, second.snapshot(2));
        third.open();
        QVERIFY(third.read().empty());
    }

    void theWatermarkGoesOn() {
        KafkaCluster cluster;
        cluster.createTopic("t", 1);
        const json::object params{{"end", "latest"}, {"schema", {{"ts", "TIMESTAMP"}}}, {"event_time", "ts"}};
        std::vector<KafkaMessage> messages;
        for (const char* value : {R"({"ts": 7200000})", R"({"ts": 7260000})", R"({"ts": 60000})"})
            messages.push_back({.value = value});
        sendMessages(cluster.brokers(), "t", messages);
        KafkaSourceLife first(cluster.brokers(), params);
        first.context.recordsPerBatch = 2;
        first.open();
        QCOMPARE(first.read(2).size(), std::size_t{2});
        KafkaSourceLife second(cluster.brokers(), params);
        second.context.restore(1, first.snapshot(1));
        second.open();
        QCOMPARE(second.read().size(), std::size_t{1});
        QCOMPARE(second.lateMarks(), std::size_t{1});
        QCOMPARE(second.watermark(), EpochMs{7'260'000});
    }

    void partitionsThatAreNewBeginAtTheirFirstMessage() {
        KafkaCluster cluster;
        cluster.createTopic("t", 1);
        cluster.createTopic("u", 2);
        sendMessages(cluster.brokers(), "t", numbered(0, 20));
        sendMessages(cluster.brokers(), "u", numbered(20, 60, 2));
        // As if the run before had known the one topic only.
        KafkaSourceLife first(cluster.brokers(), {{"topics", "t"}});
        first.open();
        QCOMPARE(first.read(10), idsBetween(0, 10));
        KafkaSourceLife second(cluster.brokers(), {{"topics", "^[tu]$"}, {"start", "latest"}});
        second.context.restore(1, first.snapshot(1));
        second.open();
        QCOMPARE(sorted(second.read(50)), idsBetween(10, 60));
        // A bounded input is what was there when it began.
        KafkaSourceLife bounded(cluster.brokers(), {{"topics", "t"}, {"end", "latest"}});
        bounded.open();
        QCOMPARE(bounded.read(10), idsBetween(0, 10));
        KafkaSourceLife rest(cluster.brokers(), {{"topics", "^[tu]$"}, {"end", "latest"}});
        rest.context.restore(1, bounded.snapshot(1));
        rest.open();
        QCOMPARE(rest.read(), idsBetween(10, 20));
    }

    void workersShareThePartitionsWhateverElseThereIs() {
        KafkaCluster cluster;
        cluster.createTopic("m", 2);
        cluster.createTopic("t", 5);
        for (const int workers : {1, 2, 3, 4}) {
            const auto partitionsOf = [&](const char* topics, int worker) {
                KafkaSourceLife life(cluster.brokers(), {{"topics", topics}});
                life.context.subtasks = workers;
                life.context.subtaskNumber = worker;
                life.open();
                const std::string bytes = life.snapshot(1);
                ByteReader state(bytes);
                (void)state.fixed<std::int64_t>();
                std::vector<std::pair<std::string, int>> places;
                for (const PartitionProgress& p : loadPartitions(state, 0))
                    places.emplace_back(p.what.topic, p.what.partition);
                return places;
            };
            std::size_t all = 0;
            for (int worker = 0; worker < workers; ++worker) {
                const auto alone = partitionsOf("t", worker), both = partitionsOf("t, m", worker);
                all += both.size();
                for (const auto& place : alone)
                    QVERIFY(std::find(both.begin(), both.end(), place) != both.end());
                QVERIFY(alone.size() >= std::size_t(5 / workers) &&
                        alone.size() <= std::size_t(5 / workers + 1));
            }
            QCOMPARE(all, std::size_t{7});
        }
    }

    void aPlaceThatIsGoneIsNamed() {
        KafkaCluster cluster;
        cluster.createTopic("t", 1);
        sendMessages(cluster.brokers(), "t", numbered(0, 20));
        const auto whatIsSaid = [&](std::vector<PartitionProgress> partitions) {
            KafkaSourceLife life(cluster.brokers(), {});
            life.context.restore(1, stateOf(partitions));
            try {
                life.open();
            } catch (const DiagnosticError& error) {
                return error.diagnostics().items.at(0).code + " " + error.diagnostics().items.at(0).message;
            }
            return std::string();
        };
        std::vector<PartitionProgress> partitions;
        partitions.emplace_back(KafkaRange{"t", 0, 0}, 0).position = 21;
        std::string said = whatIsSaid(partitions);
        QVERIFY2(said.starts_with("MR3530") && said.find("offset 21 of t[0]") != std::string::npos,
                 said.c_str());
        partitions[0].position = 20;
        QCOMPARE(whatIsSaid(partitions), std::string());
        partitions.emplace_back(KafkaRange{"t", 4, 0}, 0).position = 3;
        said = whatIsSaid(partitions);
        QVERIFY2(said.starts_with("MR3531") && said.find("offset 3 of t[4]") != std::string::npos,
                 said.c_str());
    }

    void brokersThatDoNotKnowYetAreAskedAgain() {
        KafkaCluster cluster;
        cluster.createTopic("t", 1);
        sendMessages(cluster.brokers(), "t", numbered(0, 20));
        KafkaSourceLife first(cluster.brokers(), {});
        first.open();
        QCOMPARE(first.read(10).size(), std::size_t{10});
        KafkaSourceLife second(cluster.brokers(), {});
        second.context.restore(1, first.snapshot(1));
        cluster.failRequests(kListOffsets, RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE, 2);
        second.open();
        QCOMPARE(second.read(10), idsBetween(10, 20));
    }
};

QTEST_GUILESS_MAIN(TestKafkaSourceState)
#include "tst_kafka_source_state.moc"
