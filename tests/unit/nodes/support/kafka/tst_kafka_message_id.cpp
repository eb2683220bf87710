// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/kafka/message_id.h"

#include <QtTest>

#include <set>

using namespace millrace;

class KafkaMessageIdTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void equalMessagesHaveEqualIds() {
        MessageId one, other;
        const std::string id(one.of("topic", "key", "value", 7));
        (void)other.of("another", {}, "value", {});
        QCOMPARE(std::string(other.of("topic", "key", "value", 7)), id);
        QCOMPARE(std::string(one.of("topic", "key", "value", 7)), id);
        QCOMPARE(id.size(), std::size_t{32});
        QCOMPARE(id.find_first_not_of("0123456789abcdef"), std::string::npos);
    }

    /// Readers remember ids: later versions make the same. By hand: printf '\5topic\1\3key\1\5value\0017' |
    /// sha256sum
    void idsStayTheSame() {
        QCOMPARE(std::string(MessageId().of("topic", "key", "value", 7)),
                 std::string("6c941af5de4d2418560c07f3c88b8af2"));
    }

    void everyPartCounts() {
        MessageId ids;
        std::set<std::string> all;
        for (const char* topic : {"t", "tk"})
            for (const std::optional<std::string_view> key : {std::optional<std::string_view>(), {""}, {"k"}})
                for (const std::optional<std::string_view> value :
                     {std::optional<std::string_view>(), {""}, {"v"}, {"kv"}})
                    for (const std::optional<std::int64_t> time :
                         {std::optional<std::int64_t>(), {0}, {1}, {-1}})
                        all.emplace(ids.of(topic, key, value, time));
        QCOMPARE(all.size(), std::size_t{2 * 3 * 4 * 4});
    }
};

QTEST_APPLESS_MAIN(KafkaMessageIdTest)
#include "tst_kafka_message_id.moc"
