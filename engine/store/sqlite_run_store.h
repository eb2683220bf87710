// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/run_store.h"

#include <memory>

namespace millrace {

/// The run history in one SQLite file (WAL, schema version in user_version; tables in schema.cpp).
/// Thread-safe: calls take turns. Another process may read and write the same file; waits up to five seconds
/// for it.
class SqliteRunStore : public RunStore {
public:
    /// Opens or creates the file and brings its tables up to date. Errors: MR6001 cannot open, MR6002 not a
    /// run store, MR6003 written by a newer version.
    static Result<std::unique_ptr<SqliteRunStore>> open(const std::string& path);
    ~SqliteRunStore() override;

    Result<void> save(const StoredRun& run) override;
    Result<std::vector<RunSummary>> list(std::size_t limit) override;
    Result<StoredRun> load(const std::string& id) override;
    Result<void> remove(const std::string& id) override;

private:
    struct Impl;
    explicit SqliteRunStore(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

} // namespace millrace
