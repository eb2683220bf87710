// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/checkpoints/run_snapshot.h"

#include <optional>
#include <string>
#include <vector>

namespace millrace {

/// The folder that holds the checkpoints of one job: a file per epoch, the last two of them. Errors are
/// thrown as DiagnosticError: MR4610 another run uses it, MR4613 a file is damaged, MR4614 the system
/// refuses. Not thread-safe.
class StateFolder {
public:
    struct Entry {
        Epoch epoch = kNoEpoch;
        std::string file;
        std::int64_t bytes = 0;
    };
    /// Oldest first. Of a folder that is not there, or of something else: nothing.
    static std::vector<Entry> list(const std::string& folder);
    static RunSnapshot read(const Entry& entry);

    /// Makes the folder where there is none and locks it until release() or the end of the object.
    explicit StateFolder(std::string folder);
    ~StateFolder();
    StateFolder(const StateFolder&) = delete;
    StateFolder& operator=(const StateFolder&) = delete;

    std::vector<Entry> list() const { return list(folder_); }
    struct Written {
        std::int64_t bytes = 0;
        std::string digest; ///< RunSnapshot::digest
    };
    /// Durable when it returns: written under another name, synced, renamed, and the folder synced.
    Written write(const RunSnapshot& snapshot);
    /// Remembers, durably, that the epoch is decided and shown: where a sink decides, its file does not say
    /// so.
    void noteDecided(Epoch epoch);
    /// The last epoch of which that was noted; kNoEpoch: none.
    Epoch lastDecided() const;
    /// Removes all but the last two.
    void forgetOld();
    /// Removes the epochs behind this one, which nobody decided; kNoEpoch: all, and the note of the last one
    /// that was.
    void forgetAfter(Epoch epoch);
    /// Removes the epochs before this one, and the note of the last one that was decided.
    void forgetBefore(Epoch epoch);
    /// Others may use the folder from now on; nothing more is written.
    void release();
    const std::string& path() const { return folder_; }

private:
    std::string fileOf(Epoch epoch) const;
    template <class Which> void forget(Which&& which);
    std::string decidedFile() const { return folder_ + "/decided"; }

    std::string folder_;
    int lock_ = -1;
};

} // namespace millrace
