// SPDX-License-Identifier: Apache-2.0
#include "engine/store/sqlite_run_store.h"

#include "engine/store/frame_codec.h"
#include "engine/store/schema.h"

#include <sqlite3.h>
#include <charconv>
#include <mutex>

namespace millrace {

namespace {

constexpr int kBusyTimeoutMs = 5000;
constexpr const char* kSummaryColumns =
    "id, graph_name, graph_file, graph_sha256, started_at, elapsed_s, state, seed, records_in, p99_us, "
    "simulated";

struct CloseDatabase {
    void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
};

/// Thrown inside this file only: every public function turns it into Diagnostics.
struct StoreError {
    Diagnostic diagnostic;
};

Diagnostic describe(sqlite3* db, const std::string& path, const char* code, const std::string& what) {
    Diagnostic d;
    d.code = code;
    d.file = path;
    d.message = what + ": " + (db ? sqlite3_errmsg(db) : "out of memory");
    switch (db ? sqlite3_errcode(db) & 0xFF : 0) {
        case SQLITE_CANTOPEN: d.hint = "check that the folder exists and may be written"; break;
        case SQLITE_READONLY: d.hint = "the file or its folder is read-only"; break;
        case SQLITE_BUSY: d.hint = "another program is writing to it; try again"; break;
        case SQLITE_FULL: d.hint = "the disk is full"; break;
        case SQLITE_NOTADB: d.hint = "choose another file: this one is not an SQLite database"; break;
        default: break;
    }
    return d;
}

class Statement {
public:
    Statement(sqlite3* db, const std::string& path, const std::string& sql) : db_(db), path_(path) {
        check(sqlite3_prepare_v2(db, sql.c_str(), -1, &handle_, nullptr));
    }
    ~Statement() { sqlite3_finalize(handle_); }
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    Statement& bind(const std::string& text) {
        check(sqlite3_bind_text(handle_, ++bound_, text.data(), static_cast<int>(text.size()),
                                SQLITE_TRANSIENT));
        return *this;
    }
    Statement& bind(std::int64_t value) {
        check(sqlite3_bind_int64(handle_, ++bound_, value));
        return *this;
    }
    Statement& bind(double value) {
        check(sqlite3_bind_double(handle_, ++bound_, value));
        return *this;
    }
    Statement& bindBlob(const std::string& bytes) {
        check(sqlite3_bind_blob(handle_, ++bound_, bytes.data(), static_cast<int>(bytes.size()),
                                SQLITE_TRANSIENT));
        return *this;
    }
    bool step() {
        const int rc = sqlite3_step(handle_);
        if (rc == SQLITE_ROW) return true;
        if (rc != SQLITE_DONE) check(rc);
        return false;
    }
    /// Executes once and makes ready for the next set of values.
    void run() {
        step();
        check(sqlite3_reset(handle_));
        bound_ = 0;
    }
    std::string text(int column) const {
        const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(handle_, column));
        return data ? std::string(data, static_cast<std::size_t>(sqlite3_column_bytes(handle_, column)))
                    : std::string();
    }
    std::string_view blob(int column) const {
        const auto* data = static_cast<const char*>(sqlite3_column_blob(handle_, column));
        return {data ? data : "", static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
    }
    std::int64_t integer(int column) const { return sqlite3_column_int64(handle_, column); }
    double real(int column) const { return sqlite3_column_double(handle_, column); }

private:
    void check(int rc) const {
        if (rc != SQLITE_OK) throw StoreError{describe(db_, path_, "MR6004", "the run store failed")};
    }
    sqlite3* db_;
    const std::string& path_;
    sqlite3_stmt* handle_ = nullptr;
    int bound_ = 0;
};

RunSummary readSummary(const Statement& row) {
    RunSummary s;
    s.id = row.text(0);
    s.graphName = row.text(1);
    s.graphFile = row.text(2);
    s.graphSha256 = row.text(3);
    s.startedAt = row.integer(4);
    s.elapsedSeconds = row.real(5);
    s.state = row.text(6);
    const std::string seed = row.text(7);
    std::from_chars(seed.data(), seed.data() + seed.size(), s.seed);
    s.recordsIn = row.integer(8);
    s.p99LatencyUs = row.integer(9);
    s.simulated = row.integer(10) != 0;
    return s;
}

} // namespace

struct SqliteRunStore::Impl {
    std::string path;
    std::unique_ptr<sqlite3, CloseDatabase> db;
    std::mutex mutex;

    void execute(const std::string& sql, const char* code = "MR6004",
                 const char* what = "the run store failed") const {
        if (sqlite3_exec(db.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
            throw StoreError{describe(db.get(), path, code, what)};
    }
    std::int64_t pragma(const char* name) const {
        Statement row(db.get(), path, std::string("PRAGMA ") + name);
        return row.step() ? row.integer(0) : 0;
    }
    void inTransaction(const auto& work) const {
        execute("BEGIN IMMEDIATE");
        try {
            work();
            execute("COMMIT");
        } catch (...) {
            sqlite3_exec(db.get(), "ROLLBACK", nullptr, nullptr, nullptr);
            throw;
        }
    }
    /// Brings an empty file or an older store up to date; refuses files of other programs and of the future.
    void migrate() const {
        const auto steps = runStoreMigrations();
        if (versionOf(steps.size()) == steps.size()) return;
        inTransaction([&] {
            // Another program may have been at it while this one waited for its turn.
            for (std::size_t step = versionOf(steps.size()); step < steps.size(); ++step)
                execute(steps[step]);
            execute("PRAGMA application_id = " + std::to_string(kRunStoreApplicationId));
            execute("PRAGMA user_version = " + std::to_string(steps.size()));
        });
    }
    /// How many steps the file has behind it.
    std::size_t versionOf(std::size_t known) const {
        const std::int64_t version = pragma("user_version");
        const std::int64_t application = pragma("application_id");
        Statement count(db.get(), path, "SELECT COUNT(*) FROM sqlite_master");
        const bool fresh = count.step() && count.integer(0) == 0;
        const auto refuse = [&](const char* code, std::string message, std::string hint) {
            Diagnostic d;
            d.code = code;
            d.file = path;
            d.message = std::move(message);
            d.hint = std::move(hint);
            throw StoreError{d};
        };
        if (!fresh && application != kRunStoreApplicationId)
            refuse("MR6002", "this SQLite file is not a run store", "choose another file name");
        if (version > static_cast<std::int64_t>(known))
            refuse("MR6003", "this run store was written by a newer version of Millrace",
                   "open it with that version");
        return static_cast<std::size_t>(version);
    }
    template <class T> Result<T> guarded(const auto& work) {
        const std::lock_guard lock(mutex);
        try {
            return work();
        } catch (const StoreError& error) {
            return Diagnostics(error.diagnostic);
        }
    }
};

SqliteRunStore::SqliteRunStore(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SqliteRunStore::~SqliteRunStore() = default;

Result<std::unique_ptr<SqliteRunStore>> SqliteRunStore::open(const std::string& path) {
    auto impl = std::make_unique<Impl>();
    impl->path = path;
    sqlite3* handle = nullptr;
    const int rc =
        sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
    impl->db.reset(handle);
    if (rc != SQLITE_OK) return Diagnostics(describe(handle, path, "MR6001", "cannot open the run store"));
    sqlite3_busy_timeout(handle, kBusyTimeoutMs);
    try {
        // Not possible while another program is at work; whoever was first has seen to it.
        sqlite3_exec(handle, "PRAGMA journal_mode = WAL", nullptr, nullptr, nullptr);
        impl->execute("PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;", "MR6001",
                      "cannot open the run store");
        impl->migrate();
    } catch (const StoreError& error) {
        return Diagnostics(error.diagnostic);
    }
    return std::unique_ptr<SqliteRunStore>(new SqliteRunStore(std::move(impl)));
}

Result<void> SqliteRunStore::save(const StoredRun& run) {
    return impl_->guarded<void>([&]() -> Result<void> {
        sqlite3* db = impl_->db.get();
        impl_->inTransaction([&] {
            Statement(db, impl_->path, "DELETE FROM run WHERE id = ?").bind(run.summary.id).run();
            const RunSummary& s = run.summary;
            Statement(db, impl_->path,
                      std::string("INSERT INTO run (") + kSummaryColumns +
                          ", graph, plan, report) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)")
                .bind(s.id)
                .bind(s.graphName)
                .bind(s.graphFile)
                .bind(s.graphSha256)
                .bind(s.startedAt)
                .bind(s.elapsedSeconds)
                .bind(s.state)
                .bind(std::to_string(s.seed))
                .bind(s.recordsIn)
                .bind(s.p99LatencyUs)
                .bind(std::int64_t{s.simulated})
                .bind(run.graph)
                .bind(run.plan)
                .bind(run.report)
                .run();
            Statement part(db, impl_->path, "INSERT INTO part VALUES (?,?,?,?)");
            const auto saveParts = [&](const char* kind, const std::vector<std::string>& names) {
                for (std::size_t i = 0; i < names.size(); ++i)
                    part.bind(s.id)
                        .bind(std::string(kind))
                        .bind(static_cast<std::int64_t>(i))
                        .bind(names[i])
                        .run();
            };
            saveParts("node", run.nodeIds);
            saveParts("edge", run.edgeIds);
            Statement frame(db, impl_->path, "INSERT OR REPLACE INTO frame VALUES (?,?,?)");
            for (const MetricsFrame& f : run.frames)
                frame.bind(s.id).bind(f.elapsedNs).bindBlob(encodeFrame(f)).run();
        });
        return {};
    });
}

Result<std::vector<RunSummary>> SqliteRunStore::list(std::size_t limit) {
    return impl_->guarded<std::vector<RunSummary>>([&]() -> Result<std::vector<RunSummary>> {
        Statement row(
            impl_->db.get(), impl_->path,
            std::string("SELECT ") + kSummaryColumns + " FROM run ORDER BY started_at DESC, id LIMIT ?");
        row.bind(static_cast<std::int64_t>(limit));
        std::vector<RunSummary> runs;
        while (row.step())
            runs.push_back(readSummary(row));
        return runs;
    });
}

Result<StoredRun> SqliteRunStore::load(const std::string& id) {
    return impl_->guarded<StoredRun>([&]() -> Result<StoredRun> {
        sqlite3* db = impl_->db.get();
        Statement row(
            db, impl_->path,
            std::string("SELECT ") + kSummaryColumns + ", graph, plan, report FROM run WHERE id = ?");
        if (!row.bind(id).step()) {
            Diagnostics missing;
            missing.error("MR6005", "there is no run `" + id + "` in the store").file = impl_->path;
            return missing;
        }
        StoredRun run{readSummary(row), row.text(11), row.text(12), row.text(13), {}, {}, {}};
        const auto loadParts = [&](const char* kind) {
            Statement part(db, impl_->path,
                           "SELECT name FROM part WHERE run_id = ? AND kind = ? ORDER BY position");
            part.bind(id).bind(std::string(kind));
            std::vector<std::string> names;
            while (part.step())
                names.push_back(part.text(0));
            return names;
        };
        run.nodeIds = loadParts("node");
        run.edgeIds = loadParts("edge");
        Statement frame(db, impl_->path, "SELECT data FROM frame WHERE run_id = ? ORDER BY elapsed_ns");
        frame.bind(id);
        while (frame.step()) {
            auto decoded = decodeFrame(frame.blob(0));
            if (!decoded || decoded->nodes.size() != run.nodeIds.size() ||
                decoded->edges.size() != run.edgeIds.size()) {
                Diagnostics corrupt;
                corrupt
                    .error("MR6006", "the frames of run `" + id + "` cannot be read", "the file is damaged")
                    .file = impl_->path;
                return corrupt;
            }
            run.frames.push_back(std::move(*decoded));
        }
        return run;
    });
}

Result<void> SqliteRunStore::remove(const std::string& id) {
    return impl_->guarded<void>([&]() -> Result<void> {
        Statement(impl_->db.get(), impl_->path, "DELETE FROM run WHERE id = ?").bind(id).run();
        return {};
    });
}

} // namespace millrace
