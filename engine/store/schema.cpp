// SPDX-License-Identifier: Apache-2.0
#include "engine/store/schema.h"

namespace millrace {

namespace {

constexpr const char* kMigrations[] = {
    R"sql(
CREATE TABLE run (
    id            TEXT PRIMARY KEY,
    graph_name    TEXT NOT NULL,
    graph_file    TEXT NOT NULL,
    graph_sha256  TEXT NOT NULL,
    started_at    INTEGER NOT NULL,  -- epoch milliseconds
    elapsed_s     REAL NOT NULL,
    state         TEXT NOT NULL,
    seed          TEXT NOT NULL,     -- unsigned 64 bit does not fit INTEGER
    records_in    INTEGER NOT NULL,
    p99_us        INTEGER NOT NULL,
    graph         TEXT NOT NULL,     -- graph file as run
    plan          TEXT NOT NULL,     -- JSON
    report        TEXT NOT NULL      -- JSON
) WITHOUT ROWID;
CREATE INDEX run_by_start ON run (started_at DESC);
CREATE TABLE part (                  -- order of nodes and edges within a frame
    run_id   TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    kind     TEXT NOT NULL CHECK (kind IN ('node', 'edge')),
    position INTEGER NOT NULL,
    name     TEXT NOT NULL,
    PRIMARY KEY (run_id, kind, position)
) WITHOUT ROWID;
CREATE TABLE frame (
    run_id     TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    elapsed_ns INTEGER NOT NULL,
    data       BLOB NOT NULL,        -- see frame_codec.h
    PRIMARY KEY (run_id, elapsed_ns)
);
)sql",
    // The tables are as they were, but frames may have a layout (see frame_codec.h) that who knows the first
    // version alone would take for damage.
    "",
    R"sql(
ALTER TABLE run ADD COLUMN simulated INTEGER NOT NULL DEFAULT 0; -- 1: took place in virtual time
)sql",
};

} // namespace

std::span<const char* const> runStoreMigrations() { return kMigrations; }

} // namespace millrace
