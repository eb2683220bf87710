// SPDX-License-Identifier: Apache-2.0
#include "tests/support/kafka_lives.h"

#include "engine/data/batch_builder.h"
#include "tests/support/kafka_graphs.h"

#include <chrono>
#include <stdexcept>
#include <thread>

namespace millrace::test {

namespace {

constexpr std::chrono::minutes kPatience{1};

const SchemaPtr& idSchema() {
    static const SchemaPtr schema = makeSchema({{"id", TypeId::BigInt}, {"topic", TypeId::String}});
    return schema;
}

const NodeHarness& mustBind(const NodeHarness& harness) {
    if (!harness.isBound()) throw std::logic_error(toText(harness.problems()));
    return harness;
}

} // namespace

std::string codeOf(const std::function<void()>& act) {
    try {
        act();
    } catch (const DiagnosticError& error) {
        return error.diagnostics().items.at(0).code;
    }
    return {};
}

KafkaSinkLife::KafkaSinkLife(const std::string& brokers, const boost::json::object& params)
    : bound_(*builtinRegistry().find("kafka_sink"), with({{"brokers", brokers}}, params), {idSchema()}),
      out_(mustBind(bound_).node().outputs) {}

Operator& KafkaSinkLife::open() {
    operator_ = bound_.node().makeOperator();
    operator_->open(context);
    return *operator_;
}

void KafkaSinkLife::waitUntil(const std::function<bool()>& holds) {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (!holds()) {
        if (std::chrono::steady_clock::now() > end) throw std::runtime_error("the sink does not get there");
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
        operator_->onDeadline(context.clock().now(), out_);
    }
}

void KafkaSinkLife::write(int from, int to, const std::string& topic) {
    BatchBuilder rows(idSchema());
    for (int id = from; id < to; ++id)
        rows.appendRow({std::int64_t{id}, topic});
    waitUntil([this] { return operator_->wantsInput(); });
    operator_->process(0, rows.finish(), out_);
    waitUntil([this] { return operator_->mayEnd(); });
}

void KafkaSinkLife::snapshot(Epoch epoch) {
    waitUntil([this] { return operator_->mayEnd(); });
    std::string bytes;
    ByteWriter state(bytes);
    operator_->snapshot(epoch, state);
}

void KafkaSinkLife::writeEpoch(Epoch epoch, int from, int to) {
    write(from, to);
    snapshot(epoch);
    operator_->decide({epoch});
}

KafkaSourceLife::KafkaSourceLife(const std::string& brokers, const boost::json::object& params)
    : bound_(*builtinRegistry().find("kafka_source"),
             with({{"brokers", brokers}, {"topics", "t"}, {"schema", {{"id", "BIGINT"}}}}, params), {}),
      out_(mustBind(bound_).node().outputs) {
    // One at a time: how many have arrived when it is asked only the machine knows, and tests count.
    context.recordsPerBatch = 1;
}

Source& KafkaSourceLife::open() {
    source_ = bound_.node().makeSource();
    source_->open(context);
    return *source_;
}

std::vector<std::string> KafkaSourceLife::read(std::size_t rows) {
    std::vector<std::string> ids;
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (ids.size() < rows && !finished_) {
        if (std::chrono::steady_clock::now() > end) throw std::runtime_error("the source gives no more");
        const SourceStatus status = source_->read(out_);
        finished_ = status.kind == SourceStatus::Kind::Finished;
        if (status.kind == SourceStatus::Kind::Waiting)
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        for (; taken_ < out_.outputs[0].size(); ++taken_) {
            const RecordBatch& batch = out_.outputs[0][taken_];
            for (std::size_t i = 0; i < batch.rows(); ++i)
                ids.push_back(toText(batch.column(0).valueAt(batch.rowAt(i)), batch.column(0).type()));
        }
    }
    return ids;
}

std::string KafkaSourceLife::snapshot(Epoch epoch) {
    std::string bytes;
    ByteWriter state(bytes);
    source_->snapshot(epoch, state);
    return bytes;
}

std::size_t KafkaSourceLife::lateMarks() const {
    std::size_t marks = 0;
    for (const RecordBatch& batch : out_.outputs[0])
        if (batch.lateMarks) marks += batch.lateMarks->size();
    return marks;
}

} // namespace millrace::test
