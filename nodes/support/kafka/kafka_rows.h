// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nodes/support/avro/avro_rows.h"
#include "nodes/support/csv_rows.h"
#include "nodes/support/ndjson_reader.h"

#include <librdkafka/rdkafka.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace millrace {

/// How messages become rows: the columns of the value first, then those about the message itself.
struct KafkaReadFormat {
    enum class Value { Json, Csv, String, Bytes, Avro };
    enum class About { Topic, Partition, Offset, Timestamp, Key, Headers };

    Value value = Value::Json;
    SchemaPtr valueSchema;    ///< with the event time, where that is in the value
    std::vector<About> about; ///< in the order of their columns
    SchemaPtr schema;         ///< of the rows
    CsvRowFormat csv;
    std::optional<SchemaRegistrySettings> registry; ///< Avro
    TimeFormat time, eventTime;
    std::size_t maxRecord = kDefaultMaxRecord;
    bool keyIsBytes = false;

    bool eventTimeIsAbout() const { return schema->eventTime() && !valueSchema->eventTime(); }
};

/// Why a message gave no row.
struct KafkaMisfit {
    std::string code, message;
};

/// Turns messages into rows, one each. A message without a value (a tombstone) has NULL in all columns of the
/// value. Not thread-safe.
class KafkaRows {
public:
    KafkaRows(std::shared_ptr<const KafkaReadFormat> format, OperatorContext& context);

    /// Avro: waits for the schema registry, and throws what that has to say.
    void start() {
        if (avro_) avro_->start();
    }

    /// Appends the row, or nothing and tells why. Codes: MR3112 and others of text that is no UTF-8, MR3114
    /// too long, MR3116 and others of CSV, MR3118 no event time, MR3121 and others of JSON, MR3547 and others
    /// of Avro, where a schema registry may throw, too.
    std::optional<KafkaMisfit> append(const rd_kafka_message_t& message);
    std::size_t rows() const { return rows_; }
    RecordBatch finish(MonotonicNs ingestTime);

private:
    std::optional<KafkaMisfit> appendValue(std::string_view value);
    std::optional<KafkaMisfit> appendJson(std::string_view value);
    std::optional<KafkaMisfit> appendCsv(std::string_view value);
    std::optional<KafkaMisfit> appendAvro(std::string_view value);
    std::optional<KafkaMisfit> appendNull();
    std::optional<KafkaMisfit> appendAbout(const rd_kafka_message_t& message);
    void startCsv();

    const std::shared_ptr<const KafkaReadFormat> format_;
    const std::size_t reserve_;
    BatchBuilder values_;
    std::vector<ColumnBuilder> about_;
    std::size_t rows_ = 0;
    std::optional<JsonRowParser> json_;
    std::string padded_; ///< the value with the readable bytes behind it that the JSON parser wants
    std::optional<AvroRows> avro_;
    std::optional<CsvRows> csv_;
    std::string_view unread_; ///< of the message that the CSV reader is at
    bool breakDue_ = false;
};

/// Type of a column about messages.
DataType typeOf(KafkaReadFormat::About about, bool keyIsBytes);

} // namespace millrace
