// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/node_kind.h"
#include "engine/operator/rejected.h"
#include "nodes/support/json_text.h"
#include "nodes/support/sqlite_staging.h"
#include "nodes/support/write_claim.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace millrace {

/// What happens to the rows that a table has already.
enum class TableMode { Replace, Append, Upsert };

/// Of a sink that writes a table of a SQLite file. Plain value.
struct SqliteSinkSettings {
    std::string node;
    std::string path;
    std::string table;
    SchemaPtr schema;
    TableMode mode = TableMode::Replace;
    std::vector<std::string> key;
    std::vector<std::size_t> keyColumns;
    std::size_t batch = 10'000;
    MonotonicNs commitEvery = 0;
    std::int64_t maxSize = 0;
    bool stopOnError = false;

    ExternalTarget tableTarget() const;
};

/// Writes batches into a table, in transactions. Errors are those of SqliteDatabase, SqliteInserter and
/// SqliteStaging; MR3318 and MR3319 where a bad row is to stop the run, MR4625 where the table refuses one
/// that it had seemed to take.
class SqliteSink final : public Operator {
public:
    explicit SqliteSink(std::shared_ptr<const SqliteSinkSettings> settings);

    void open(OperatorContext& context) override;
    void process(std::size_t input, RecordBatch batch, Collector& out) override;
    std::optional<MonotonicNs> nextDeadline() const override;
    void onDeadline(MonotonicNs now, Collector& out) override;
    bool onEnd(Collector& out) override;
    void close() override;
    void abort() noexcept override;
    void snapshot(Epoch epoch, ByteWriter& state) override;
    void commit(Epoch epoch) override;
    void adoptSettings(Operator& fresh) override;

private:
    void openAtOnce();
    void openStaging(const RestoredState* from);
    std::string_view readState(std::string_view bytes);
    void reportRemains(bool dropped, bool kept);
    void write();
    void send(Collector& out);
    void insert();
    bool areEnough() const;
    RecordBatch withoutNullKeys(const RecordBatch& batch);
    void reject(const RecordBatch& batch, std::uint32_t row, const char* code, const std::string& why);

    std::shared_ptr<const SqliteSinkSettings> settings_;
    RejectedBuilder rejected_;
    NdjsonWriter json_;
    OperatorContext* context_ = nullptr;
    std::string target_; ///< the table that is written
    std::optional<WriteClaim> claim_;
    std::optional<SqliteDatabase> database_;
    // One of the two is at work.
    std::optional<SqliteInserter> inserter_;
    std::optional<SqliteStaging> staging_; ///< in a run with checkpoints
    std::vector<RecordBatch> waiting_;
    std::size_t waitingRows_ = 0;
    bool anyCame_ = false; ///< records, in this run
    MonotonicNs due_ = 0;
    std::vector<RecordBatch> unsent_; ///< rejected while there was nobody to send them to
};

} // namespace millrace
