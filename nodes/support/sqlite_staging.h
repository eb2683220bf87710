// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/byte_stream.h"
#include "engine/operator/snapshot.h"
#include "nodes/support/sqlite_table.h"

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace millrace {

/// The rows that a sink writes in a run with checkpoints, in a table of their own in the same database until
/// their epoch is committed: `millrace_staged_<table>.<node>`. One transaction moves them into the target and
/// says so in `millrace_epochs`, which is what makes a commit take effect once. A target that is replaced is
/// that table itself, which takes its name in close().
///
/// A run knows its rows by a random word in `millrace_epochs`: another run that begins anew with this node
/// and table takes the place over. Not thread-safe; must die before its database. The destructor leaves
/// everything as a crash would. Errors are those of SqliteDatabase, and when a run goes on: MR4611 the saved
/// bytes are none of ours, MR4623 the database belongs to another run, MR4624 it is older than the
/// checkpoint.
class SqliteStaging {
public:
    struct Target {
        std::string table;
        SchemaPtr schema;
        std::vector<std::string> key; ///< of an upsert
        bool replaces = false;
    };
    /// What a run goes on from. `bytes` holds what snapshot() wrote and nothing else.
    struct Checkpoint {
        Epoch epoch = kNoEpoch;
        std::string_view bytes = {};
    };
    struct RefusedRows {
        std::int64_t count = 0;
        std::string why;   ///< SQLite's words on the first
        std::string table; ///< where they are now
    };

    /// Begins anew where `from` is null: what an earlier run staged is thrown away.
    SqliteStaging(SqliteDatabase& database, Target target, const std::string& node, const Checkpoint* from);

    const std::string& table() const { return staged_; } ///< where rows wait
    /// Within a transaction of the caller. Rows that the target would refuse are handed to `refused` (which
    /// of the batches, physical row, SQLite's words): it is tried, and taken back, where the target has rules
    /// of its own.
    void insert(const std::vector<RecordBatch>& batches,
                const std::function<void(std::size_t, std::uint32_t, const std::string&)>& refused);
    /// Before rows are tried, all that waits in front of them is: so few rows had better wait for more, or
    /// the work of an epoch would grow with the square of its rows.
    bool areTooFew(std::size_t rows) const;
    /// Everything inserted so far is durable already (synchronous = FULL).
    void snapshot(Epoch epoch, ByteWriter& state);
    /// Rows that the target refuses only now (somebody else has changed it meanwhile) go to a table of their
    /// own: returns how many; with `stopOnRefusal` nothing is moved then.
    RefusedRows commit(Epoch epoch, bool stopOnRefusal);
    void close();
    /// Leaves what a snapshot relies on, and returns whether there is such a thing.
    bool abort();

private:
    struct Waiting {
        Epoch epoch = kNoEpoch;
        std::int64_t lastRow = 0;
    };

    void beginAnew();
    void goOn(const Checkpoint& from);
    void createStaged();
    void continueFromTarget();
    std::int64_t lastRow();
    std::int64_t number(const std::string& sql);
    std::string moving(const std::string& which) const;
    bool hasRules();
    bool tryRun(sqlite3_stmt* statement);
    RefusedRows move(std::int64_t lastRow, bool keepRefused);
    void countStaged();
    void show(Epoch epoch);

    SqliteDatabase& database_;
    Target target_;
    std::string staged_;  ///< name of the table
    std::string refused_; ///< name of the table
    std::string sink_;    ///< in `millrace_epochs`
    std::string rowName_; ///< column that numbers the staged rows in their order, never the same twice
    std::string job_;
    Epoch shown_ = kNoEpoch;     ///< as `millrace_epochs` has it
    Epoch committed_ = kNoEpoch; ///< of a table that is replaced: shown in close()
    std::deque<Waiting> waiting_;
    std::unique_ptr<SqliteInserter> intoStaged_; ///< none once a replaced table has its name
    std::unique_ptr<SqliteInserter> intoTarget_; ///< to try rows; none where nothing can be refused
    std::int64_t stagedRows_ = 0;                ///< where rows are tried
    bool isKept_ = false;                        ///< a snapshot was written
};

} // namespace millrace
