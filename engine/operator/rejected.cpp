// SPDX-License-Identifier: Apache-2.0
#include "engine/operator/rejected.h"

namespace millrace {

const SchemaPtr& rejectedSchema() {
    static const SchemaPtr kSchema = makeSchema({{"raw", TypeId::String},
                                                 {"error_code", TypeId::String},
                                                 {"error", TypeId::String},
                                                 {"node", TypeId::String},
                                                 {"file", TypeId::String},
                                                 {"line", TypeId::BigInt},
                                                 {"event_time", TypeId::Timestamp}});
    return kSchema;
}

RejectedBuilder::RejectedBuilder(std::string node) : node_(std::move(node)), builder_(rejectedSchema()) {}

void RejectedBuilder::add(const RejectedRecord& record) {
    builder_.column(0).appendString(record.raw);
    builder_.column(1).appendString(record.errorCode);
    builder_.column(2).appendString(record.error);
    builder_.column(3).appendString(node_);
    if (record.file.empty()) {
        builder_.column(4).appendNull();
    } else {
        builder_.column(4).appendString(record.file);
    }
    if (record.line == 0) {
        builder_.column(5).appendNull();
    } else {
        builder_.column(5).append<std::int64_t>(record.line);
    }
    if (record.eventTime) {
        builder_.column(6).append<EpochMs>(*record.eventTime);
    } else {
        builder_.column(6).appendNull();
    }
}

RecordBatch RejectedBuilder::finish(MonotonicNs ingestTime) { return builder_.finish(ingestTime); }

} // namespace millrace
