// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/byte_stream.h"
#include "engine/operator/snapshot.h"

#include <memory>
#include <string>
#include <string_view>

namespace millrace {

/// A text file that a sink writes in a run with checkpoints: each record is in it once, whatever dies in
/// between. One writer at a time (WriteClaim). Not thread-safe. The destructor leaves everything as a crash
/// would. Errors are those of OutputFile, and when a run goes on: MR4611 the saved bytes are none of ours,
/// MR4620 what was written before is gone, MR4621 somebody else wrote into the file.
class CheckpointedFile {
public:
    virtual ~CheckpointedFile() = default;

    /// Nobody has written into it, in this run or one it goes on from: a header is due.
    virtual bool startedEmpty() const = 0;
    virtual void write(std::string_view bytes) = 0;
    /// Makes durable what was written, without showing it, and appends how to go on from here. `last`:
    /// nothing follows.
    virtual void snapshot(Epoch epoch, bool last, ByteWriter& state) = 0;
    /// Shows what was written up to this snapshot, once, however often it is called. After going on: the one
    /// it goes on from comes first.
    virtual void commit(Epoch epoch) = 0;
    /// After the last commit.
    virtual void close() = 0;
    /// The run ends early. What a snapshot names stays for the next run; true when there is such a thing.
    virtual bool abort() noexcept = 0;
};

/// What a file goes on from. `bytes` holds what its snapshot() wrote and nothing else.
struct FileCheckpoint {
    Epoch epoch = kNoEpoch;
    std::string_view bytes = {};
};

// `node` tells the hidden files of several jobs apart. `from` is null where the run begins anew: what an
// earlier one left is then thrown away. `.gz` at the end of the name compresses, one member per epoch.

/// A new file, under a hidden name beside the real one until close(): `.out.csv.sink.part`.
std::unique_ptr<CheckpointedFile> replaceFile(const std::string& path, const std::string& node,
                                              const FileCheckpoint* from);
/// More lines for a file: those of an epoch wait in a hidden file of their own, `.out.csv.sink.7.stage`,
/// until they are committed.
std::unique_ptr<CheckpointedFile> appendToFile(const std::string& path, const std::string& node,
                                               const FileCheckpoint* from);

} // namespace millrace
