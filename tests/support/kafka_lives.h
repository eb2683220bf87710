// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/live_context.h"
#include "tests/support/node_harness.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

/// One life of a Kafka node between an open() and its death, which a test drives as the engine does.
namespace millrace::test {

/// The code of what is thrown; empty: nothing.
std::string codeOf(const std::function<void()>& act);

/// A kafka_sink for records of one column `id` (and `topic` where the parameters name it). Destroyed without
/// close() or abort(), it leaves behind what a process does that is killed.
class KafkaSinkLife {
public:
    KafkaSinkLife(const std::string& brokers, const boost::json::object& params);

    LiveContext context;
    Operator& open();
    Operator& op() { return *operator_; }
    /// Takes the ids from `from` up to and without `to`, and waits until the brokers have them.
    void write(int from, int to, const std::string& topic = "t");
    /// Those, and a whole checkpoint behind them.
    void writeEpoch(Epoch epoch, int from, int to);
    void snapshot(Epoch epoch);

private:
    void waitUntil(const std::function<bool()>& holds);

    NodeHarness bound_;
    RecordingCollector out_;
    std::unique_ptr<Operator> operator_;
};

/// A kafka_source of one column `id`.
class KafkaSourceLife {
public:
    KafkaSourceLife(const std::string& brokers, const boost::json::object& params);

    LiveContext context;
    Source& open();
    /// Reads until there are so many rows, or the input has ended; what came of it.
    std::vector<std::string> read(std::size_t rows = SIZE_MAX);
    bool finished() const { return finished_; }
    std::string snapshot(Epoch epoch);
    EpochMs watermark() const { return out_.current; }
    /// Marks of late records in all that was read.
    std::size_t lateMarks() const;

private:
    NodeHarness bound_;
    RecordingCollector out_;
    std::unique_ptr<Source> source_;
    std::size_t taken_ = 0; ///< batches
    bool finished_ = false;
};

} // namespace millrace::test
