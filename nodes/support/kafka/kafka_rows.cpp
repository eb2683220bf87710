// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/kafka/kafka_rows.h"

#include "engine/base/text.h"

#include <algorithm>
#include <cstring>

namespace millrace {

namespace {

using About = KafkaReadFormat::About;

constexpr std::size_t kPadding = 64; // SIMDJSON_PADDING

KafkaMisfit misfit(RowError error) { return {rowErrorCode(error), rowErrorText(error)}; }

Value headersOf(const rd_kafka_message_t& message) {
    rd_kafka_headers_t* headers = nullptr;
    ValueList list;
    if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return list;
    const char* name = nullptr;
    const void* value = nullptr;
    std::size_t size = 0;
    for (std::size_t i = 0;
         rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; ++i) {
        ValueList header(2);
        header[0] = toValidUtf8(name);
        if (value) header[1] = toValidUtf8(std::string_view(static_cast<const char*>(value), size));
        list.emplace_back(std::move(header));
    }
    return list;
}

} // namespace

DataType typeOf(About about, bool keyIsBytes) {
    switch (about) {
        case About::Topic: return TypeId::String;
        case About::Partition: return TypeId::Int;
        case About::Offset: return TypeId::BigInt;
        case About::Timestamp: return TypeId::Timestamp;
        case About::Key: return keyIsBytes ? TypeId::Bytes : TypeId::String;
        case About::Headers:
            return DataType::array(
                DataType::structure({{"name", TypeId::String}, {"value", TypeId::String}}));
    }
    return TypeId::String;
}

KafkaRows::KafkaRows(std::shared_ptr<const KafkaReadFormat> format, OperatorContext& context)
    : format_(std::move(format)), reserve_(context.batchSize()), values_(format_->valueSchema, reserve_) {
    for (const About about : format_->about)
        about_.emplace_back(typeOf(about, format_->keyIsBytes), reserve_);
    if (format_->value == KafkaReadFormat::Value::Json)
        json_.emplace(format_->valueSchema, format_->time, format_->eventTime);
    if (format_->value == KafkaReadFormat::Value::Csv) startCsv();
    if (format_->value == KafkaReadFormat::Value::Avro)
        avro_.emplace(*format_->registry, format_->valueSchema, AvroTimes{format_->time, format_->eventTime},
                      context);
}

void KafkaRows::startCsv() {
    csv_.emplace(format_->valueSchema, format_->csv, format_->eventTime, format_->time);
    unread_ = {};
    breakDue_ = false;
    csv_->start(
        [this](char* to, std::size_t size) -> std::ptrdiff_t {
            if (!unread_.empty()) {
                const std::size_t taken = std::min(size, unread_.size());
                std::memcpy(to, unread_.data(), taken);
                unread_.remove_prefix(taken);
                return static_cast<std::ptrdiff_t>(taken);
            }
            if (!std::exchange(breakDue_, false)) return kNotYet;
            *to = '\n';
            return 1;
        },
        {});
}

std::optional<KafkaMisfit> KafkaRows::append(const rd_kafka_message_t& message) {
    if (message.len > format_->maxRecord) return misfit(RowError::TooLong);
    auto why = message.payload ? appendValue({static_cast<const char*>(message.payload), message.len})
                               : appendNull();
    if (!why) why = appendAbout(message);
    if (!why) {
        ++rows_;
        return why;
    }
    values_.truncate(rows_);
    for (ColumnBuilder& column : about_)
        while (column.size() > rows_)
            column.removeLast();
    return why;
}

std::optional<KafkaMisfit> KafkaRows::appendValue(std::string_view value) {
    switch (format_->value) {
        case KafkaReadFormat::Value::Json: return appendJson(value);
        case KafkaReadFormat::Value::Csv: return appendCsv(value);
        case KafkaReadFormat::Value::Avro: return appendAvro(value);
        case KafkaReadFormat::Value::String:
            if (!isValidUtf8(value)) return misfit(RowError::InvalidUtf8);
            [[fallthrough]];
        case KafkaReadFormat::Value::Bytes: values_.column(0).appendString(value); return std::nullopt;
    }
    return std::nullopt;
}

std::optional<KafkaMisfit> KafkaRows::appendJson(std::string_view value) {
    if (padded_.size() < value.size() + kPadding) padded_.resize(value.size() + kPadding);
    std::memcpy(padded_.data(), value.data(), value.size());
    std::memset(padded_.data() + value.size(), 0, kPadding);
    if (auto why = json_->append(std::string_view(padded_).substr(0, value.size()), values_))
        return KafkaMisfit{why->code, std::move(why->message)};
    return std::nullopt;
}

std::optional<KafkaMisfit> KafkaRows::appendCsv(std::string_view value) {
    unread_ = value;
    breakDue_ = true;
    RejectedRecord rejected;
    const RowReader::Outcome outcome = csv_->next(values_, rejected);
    if (outcome == RowReader::Outcome::Rejected) {
        KafkaMisfit why{std::string(rejected.errorCode), std::string(rejected.error)};
        startCsv();
        return why;
    }
    if (outcome == RowReader::Outcome::Row && csv_->next(values_, rejected) == RowReader::Outcome::Wait)
        return std::nullopt;
    startCsv();
    if (outcome == RowReader::Outcome::Row)
        return KafkaMisfit{"MR3116", "the message has more than one line"};
    return value.empty() ? KafkaMisfit{"MR3116", "the message is empty"} : misfit(RowError::UnbalancedQuote);
}

std::optional<KafkaMisfit> KafkaRows::appendAvro(std::string_view value) {
    if (auto why = avro_->append(value, values_)) return KafkaMisfit{why->code, std::move(why->message)};
    return std::nullopt;
}

std::optional<KafkaMisfit> KafkaRows::appendNull() {
    if (format_->valueSchema->eventTime())
        return KafkaMisfit{"MR3118", "the event time is missing: the message has no value"};
    for (std::size_t i = 0; i < format_->valueSchema->size(); ++i)
        values_.column(i).appendNull();
    return std::nullopt;
}

std::optional<KafkaMisfit> KafkaRows::appendAbout(const rd_kafka_message_t& message) {
    for (std::size_t i = 0; i < about_.size(); ++i) {
        ColumnBuilder& column = about_[i];
        switch (format_->about[i]) {
            case About::Topic: column.appendString(rd_kafka_topic_name(message.rkt)); break;
            case About::Partition: column.append<std::int32_t>(message.partition); break;
            case About::Offset: column.append<std::int64_t>(message.offset); break;
            case About::Headers: column.appendValue(headersOf(message)); break;
            case About::Timestamp: {
                rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
                const std::int64_t time = rd_kafka_message_timestamp(&message, &type);
                if (type != RD_KAFKA_TIMESTAMP_NOT_AVAILABLE) {
                    column.append<std::int64_t>(time);
                } else if (format_->eventTimeIsAbout()) {
                    return KafkaMisfit{"MR3118", "the event time is missing: the message has no time"};
                } else {
                    column.appendNull();
                }
                break;
            }
            case About::Key: {
                const std::string_view key(static_cast<const char*>(message.key), message.key_len);
                if (!message.key) {
                    column.appendNull();
                } else if (!format_->keyIsBytes && !isValidUtf8(key)) {
                    return KafkaMisfit{rowErrorCode(RowError::InvalidUtf8), "the key is no valid UTF-8"};
                } else {
                    column.appendString(key);
                }
                break;
            }
        }
    }
    return std::nullopt;
}

RecordBatch KafkaRows::finish(MonotonicNs ingestTime) {
    if (rows_ == 0) return {};
    const RecordBatch values = values_.finish(ingestTime);
    RecordBatch::Columns columns = values.columns();
    for (ColumnBuilder& column : about_)
        columns.push_back(column.finish());
    RecordBatch rows(format_->schema, std::move(columns), std::exchange(rows_, 0));
    rows.ingestTime = ingestTime;
    return rows;
}

} // namespace millrace
