// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/kafka_messages.h"

#include "engine/base/random.h"
#include "engine/data/batch_builder.h"

#include <fmt/format.h>
#include <stdexcept>

namespace millrace::bench {

namespace {

constexpr std::size_t kValues = 65'536;
constexpr std::size_t kBatch = 1024;

const SchemaPtr& valueSchema() {
    static const SchemaPtr schema = makeSchema({{"value", TypeId::String}});
    return schema;
}

std::vector<RecordBatch> makeBatches() {
    std::vector<RecordBatch> batches;
    BatchBuilder rows(valueSchema(), kBatch);
    for (const std::string& value : messageValues()) {
        rows.column(0).appendString(value);
        if (rows.rows() == kBatch) batches.push_back(rows.finish());
    }
    return batches;
}

class MessageSource final : public Source {
public:
    explicit MessageSource(std::int64_t count) : left_(count) {}

    void open(OperatorContext& context) override { context_ = &context; }
    SourceStatus read(Collector& out) override {
        static const std::vector<RecordBatch> batches = makeBatches();
        if (left_ == 0) return SourceStatus::finished();
        RecordBatch batch = batches[next_++ % batches.size()];
        if (left_ < static_cast<std::int64_t>(batch.rows()))
            batch = batch.slice(0, static_cast<std::size_t>(left_));
        left_ -= static_cast<std::int64_t>(batch.rows());
        batch.ingestTime = context_->clock().now();
        out.emit(0, std::move(batch));
        return SourceStatus::produced();
    }

private:
    OperatorContext* context_ = nullptr;
    std::int64_t left_;
    std::size_t next_ = 0;
};

} // namespace

const std::vector<std::string>& messageValues() {
    static const std::vector<std::string> values = [] {
        Random random(7);
        std::vector<std::string> made;
        for (std::size_t i = 0; i < kValues; ++i) {
            std::string& value = made.emplace_back(
                fmt::format(R"({{"id":{},"at":{},"lat":{:.6f},"lon":{:.6f},"speed":{:.2f},"stop":")", i,
                            1'479'967'201'000 + 250 * static_cast<std::int64_t>(i), 30 + random.uniform(),
                            -98 + random.uniform(), 35 * random.uniform()));
            while (value.size() < kMessageBytes - 2)
                value += static_cast<char>('A' + random.below(26));
            value += "\"}";
            if (value.size() != kMessageBytes) throw std::logic_error("a message is too long");
        }
        return made;
    }();
    return values;
}

void addMessageKind(Registry& registry) {
    registry.add({
        .name = "bench_messages",
        .title = "Messages",
        .category = Category::Source,
        .icon = "generate",
        .summary = "Values of messages, made beforehand",
        .help = "For measurements.",
        .params = {{.name = "count", .type = ParameterType::Integer, .help = "Records.", .required = true}},
        .inputs = {},
        .outputs = {{.name = "out"}},
        .bind = [](BindContext& context) -> Result<BoundNode> {
            BoundNode bound;
            bound.outputPorts = {{.name = "out"}};
            bound.outputs = {valueSchema()};
            bound.maxWorkers = 1;
            bound.makeSource = [count = context.params.integer("count")] {
                return std::make_unique<MessageSource>(count);
            };
            return bound;
        },
    });
}

} // namespace millrace::bench
