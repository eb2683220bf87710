// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/example_graph.h"
#include "nodes/support/kafka/kafka_look_up.h"
#include "nodes/support/kafka/kafka_reading.h"
#include "nodes/support/text_source.h"

namespace millrace {

namespace {
Result<BoundNode> bindKafkaSource(BindContext& context);
} // namespace

namespace kinds {

NodeKind kafka_source() {
    return {
        .name = "kafka_source",
        .title = "Kafka topic",
        .category = Category::Source,
        .icon = "kafka_source",
        .summary = "Reads records from topics of Apache Kafka",
        .help =
            R"(Reads the messages of Kafka topics. Opening a graph connects to nothing; only a run does, and in the
studio the buttons *Test connection* and *Pick…*.

**Topics.** Names with commas in between; one that begins with `^` is a pattern for names (`^positions-.*`). `partitions` reads only some of
their partitions. With several workers each reads its share of the partitions.

**Secrets** (`password`, `registry_password`, and properties such as `ssl.key.password`) are written as `${env:NAME}`, or as a parameter of the graph
with that value; one that stands in the graph or at `--set` is an error (MR1408).

**Start and end.** The input begins at `start` in each partition and never ends, unless `end` says so: `latest` reads what is there when the run
begins and ends then, `time` the messages of it before a time, `count` a number of records. An end is found where the partition says that
there is no more, so gaps that compaction and transactions leave are no trouble. Messages of aborted transactions are not read.

**Format.** `json`: the value is a JSON object, `schema` names its members and their types; members that are missing or null are NULL, others
are passed over. `csv`: one line, `schema` names the fields in their order. `string` and `bytes`: one column `value`. `avro`: the number of a schema
and an Avro record, as the serializers of Confluent write them; `registry` has the schemas. The fields go to the columns of their names in `schema`:
numbers become wider ones (and narrower ones where they fit), texts and enums STRING, decimals DECIMAL, times of any unit TIMESTAMP, dates DATE,
records STRUCT, arrays ARRAY, maps ARRAY<STRUCT<key STRING, value ...>>, and any scalar a STRING. A message without a value
(a tombstone) has NULL in the columns of the value. `metadata` adds columns about the message: `topic`, `partition`, `offset`, `timestamp`,
`key`, `headers`.

**Event time.** `event_time` names the column that windows go by, also that of `timestamp`. Each partition has a watermark of its own, so a
partition that is behind makes no record of another one late; the watermark of the source is the lowest of them. A partition without a message
for `idle_timeout` no longer counts.

**Bad records** leave through `rejected` with the raw text, the reason, the topic and partition (in `file`, as `topic[partition]`) and the
offset (in `line`). `on_error: stop` ends the run instead.

**Checkpoints** hold the offset and the watermark of each partition. A run that goes on reads exactly from there, whatever `start` and the group
say, and begins partitions that are new at their first message; where the brokers no longer have the offset it fails. With a `group`, each complete
checkpoint commits its offsets to the group, for those who watch its lag.

**Several instances** of a graph (`millrace run --instance 1/3`) each read their share of the partitions: those of the same number of all
topics. Stages that put records together by a key need all records of a key in one partition: `partitioned_by` says which columns the keys of
the messages are made of, so that this can be checked.

**A consumer group** that deals out the partitions (`assignment: group`) divides them among all runs that name it, started and stopped as you
like, without checkpoints and without --instance: when one comes or goes the partitions are dealt out anew (each topic in ranges). Where the group has
committed nothing, `start` says where to begin. About once a second, when partitions are given back, and at the end, the offsets of what the sinks have
let out are committed: a run that ends in order leaves nothing to be read again; of one that is killed others read again what it had not committed, so
records may arrive twice, but all arrive. Stages that put records together keep them in one run, which a group does not mind: they are refused.
A partition that leaves no longer holds the watermark back, one that comes does.

**While it runs** its table shows how far each partition has been read, how many messages lie ahead (`lag`), and its watermark; its metrics hold the
lag, too, how long each broker takes to answer (with the time it waits for messages), and how many messages are fetched and wait. Brokers that cannot
be reached are waited for; at the start no longer than `connect_timeout`. A schema registry is waited for as long, at the start and for each new
schema, and then the run fails: no message is rejected for what the registry has not said.

**Performance.** librdkafka fetches ahead; what costs is making columns of the values, which several workers share partition by partition.)",
        .example = exampleGraph(R"({
            "nodes": {
                "positions": {"kind": "kafka_source", "params": {"brokers": "localhost:9092", "topics": "positions",
                              "schema": {"vehicle_id": "STRING", "timestamp": "TIMESTAMP", "speed": "DOUBLE"},
                              "event_time": "timestamp", "end": "latest"}},
                "latest": {"kind": "live_table", "params": {"key": ["vehicle_id"]}},
                "bad": {"kind": "discard"}},
            "edges": [{"from": "positions.out", "to": "latest.in"}, {"from": "positions.rejected", "to": "bad.in"}]})"),
        .params = kafkaSourceParameters(),
        .inputs = {},
        .outputs = {{.name = "out", .help = "The records."},
                    {.name = "rejected",
                     .help = "Messages that could not be read, with the reason, topic, partition and offset.",
                     .role = PortRole::Rejected}},
        .bind = bindKafkaSource,
        .describeState = describeKafkaReading,
        .tryConnection = tryKafka,
        .lookUp = lookUpInKafka,
    };
}

} // namespace kinds

namespace {

Result<BoundNode> bindKafkaSource(BindContext& context) {
    auto settings = KafkaSourceSettings::read(context);
    if (!settings) return settings.error();
    ExternalTarget topics;
    topics.identity = "kafka " + (*settings)->connection.brokers + " " + context.params.text("topics");
    topics.name = "`" + context.params.text("topics") + "`";
    topics.parameter = "topics";
    topics.shared = true;
    BoundNode bound;
    bound.outputPorts = {{.name = "out"}, {.name = "rejected", .help = {}, .role = PortRole::Rejected}};
    bound.outputs = {(*settings)->format->schema, rejectedSchema()};
    bound.makeSource = [settings = *settings] { return readKafka(settings); };
    bound.bounded = (*settings)->bounded();
    bound.divisible = !(*settings)->count;
    bound.sharesInGroup = (*settings)->inGroup;
    bound.sharedByInstances = bound.divisible && !bound.sharesInGroup;
    bound.partitionedBy = (*settings)->partitionedBy;
    bound.state = StateRule::Saved;
    if ((*settings)->count) bound.maxWorkers = 1;
    bound.targets = {std::move(topics)};
    // Without an end it waits for whoever writes into the topics.
    bound.service = {.work = {roughCost(500 + 70 * static_cast<double>(bound.outputs[0]->size()))},
                     .behaviour = behaviour::Emit{.paceIsUnknown = (*settings)->selection.end ==
                                                                   KafkaSelection::End::Never,
                                                  .count = (*settings)->count},
                     .sharesAreGuessed = !(*settings)->stopOnError};
    return bound;
}

} // namespace

} // namespace millrace
