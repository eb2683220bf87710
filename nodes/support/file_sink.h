// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/node_kind.h"
#include "nodes/support/checkpointed_file.h"
#include "nodes/support/output_file.h"
#include "nodes/support/row_comparison.h"

#include <functional>
#include <optional>

namespace millrace {

/// What sinks that write text files have in common. Plain value.
struct FileSinkSettings {
    std::string path;
    OutputFile::Mode mode = OutputFile::Mode::Replace;
    std::vector<SortColumn> sort; ///< not empty: rows are kept until the end and written in this order
    SchemaPtr schema;
    std::string header; ///< written into an empty file
    /// Appends the selected rows of a batch as text.
    std::function<void(std::string&, const RecordBatch&)> appendRows;
    MonotonicNs flushEvery = 0;
};

/// path, mode, sort, flush_every.
std::vector<ParameterSpec> fileSinkParameters(const char* examplePath);
/// Reads those. Errors MR3320 and MR3321 (what cannot be sorted) and MR3401 (no such column).
Result<FileSinkSettings> readFileSinkSettings(BindContext& context);
/// The part of the help that says what checkpoints do to such a sink.
extern const char* const kFileSinkCheckpoints;
/// A bound sink: one worker, no outputs.
BoundNode boundFileSink(FileSinkSettings settings);

/// Writes batches into a text file. Errors are those of OutputFile and CheckpointedFile, and MR4622 when
/// records come for a sorted file that is complete.
class FileSink final : public Operator {
public:
    explicit FileSink(std::shared_ptr<const FileSinkSettings> settings);

    void open(OperatorContext& context) override;
    void process(std::size_t input, RecordBatch batch, Collector& out) override;
    bool onEnd(Collector& out) override;
    void close() override;
    void abort() noexcept override;
    std::optional<MonotonicNs> nextDeadline() const override { return flushDue_; }
    void onDeadline(MonotonicNs now, Collector& out) override;
    void snapshot(Epoch epoch, ByteWriter& state) override;
    void commit(Epoch epoch) override;
    void adoptSettings(Operator& fresh) override;

private:
    std::string_view readState(std::string_view bytes);
    void write(const RecordBatch& batch);
    void put(std::string_view text);

    std::shared_ptr<const FileSinkSettings> settings_;
    MonotonicNs flushEvery_;
    OperatorContext* context_ = nullptr;
    // One of the two is at work.
    std::optional<OutputFile> file_;
    std::unique_ptr<CheckpointedFile> checkpointed_; ///< of a run with checkpoints, if it is a real file
    std::string text_;
    bool anyCame_ = false; ///< records, in this run
    bool ended_ = false;   ///< all records have come
    std::vector<RecordBatch> kept_;
    std::optional<MonotonicNs> flushDue_;
};

} // namespace millrace
