// SPDX-License-Identifier: Apache-2.0
#include "engine/base/fail_point.h"
#include "nodes/support/buffered_file.h"
#include "nodes/support/checkpointed_file.h"
#include "nodes/support/file_places.h"
#include "nodes/support/file_target.h"
#include "nodes/support/hidden_files.h"
#include "nodes/support/write_claim.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <deque>
#include <filesystem>
#include <vector>

namespace millrace {

namespace {

/// Whether the target, as far as it goes (`targetSize`), has the bytes of a stage from `at` on; moves `at`
/// behind them. `torn`: zeros count as such, for a machine that lost its power may have kept the length of a
/// file and not its bytes.
bool isStartOf(const std::string& stage, std::uint64_t stageSize, const FileDescriptor& target,
               std::uint64_t targetSize, bool torn, std::uint64_t& at) {
    const FileDescriptor source(::open(stage.c_str(), O_RDONLY | O_CLOEXEC));
    if (!source) failFile("MR3132", stage, "cannot read", errno);
    constexpr std::size_t kBlock = std::size_t{256} << 10;
    std::vector<char> there(kBlock), ours(kBlock);
    const std::uint64_t end = std::min(targetSize, at + stageSize);
    for (std::uint64_t read = 0; at < end;) {
        const std::size_t want = std::min<std::uint64_t>(kBlock, end - at);
        const ssize_t count = ::pread(target.number(), there.data(), want, static_cast<off_t>(at));
        if (count < 0) failFile("MR3132", stage, "cannot compare", errno);
        if (count == 0) return true; // it became shorter meanwhile
        const auto size = static_cast<std::size_t>(count);
        if (::pread(source.number(), ours.data(), size, static_cast<off_t>(read)) != count) return false;
        for (std::size_t i = 0; i < size; ++i)
            if (there[i] != ours[i] && !(torn && there[i] == 0)) return false;
        at += size;
        read += size;
    }
    return true;
}

/// Its snapshot: how long the target was before the first stage that is not known to be in it, and the
/// numbers and lengths of those stages. A commit adds them to the target, makes that durable and removes
/// them, in this order. So when a run goes on, stages that are missing are in the target, and of the others
/// any first part may be: it is cut off and written again.
class StageFiles final : public CheckpointedFile {
public:
    StageFiles(const std::string& path, const std::string& node, const FileCheckpoint* from)
        : name_(path),
          target_(behindLinks(path)),
          stem_(hiddenBeside(target_, hiddenName(node) + ".")),
          compresses_(path.ends_with(".gz")) {
        if (from) read(*from);
        claim_ = WriteClaim(fileIdentity(target_), "`" + name_ + "`");
        // The stages want the right to the folder, too.
        for (const bool replace : {false, true})
            if (const int obstacle = obstacleToWriting(target_, replace); obstacle != 0)
                failFile("MR3131", name_, "cannot write", obstacle);
        removeStrays();
        startedEmpty_ = !from && sizeOf(target_).value_or(0) == 0;
        const bool insideALine = !from && !compresses_ && endsInsideALine(target_);
        out_ = FileDescriptor(::open(target_.c_str(), O_RDWR | O_CLOEXEC | O_CREAT | O_APPEND, 0666));
        if (!out_) failFile("MR3131", name_, "cannot write", errno);
        if (insideALine) write("\n");
    }

    bool startedEmpty() const override { return startedEmpty_; }

    void write(std::string_view bytes) override {
        if (bytes.empty()) return;
        if (!stage_) beginStage();
        stage_->write(bytes);
    }

    void snapshot(Epoch epoch, bool, ByteWriter& state) override {
        failPoint(FailPoint::file_before_sync);
        // Stages of epochs that were given up wait yet: nothing of them is in the file.
        base_ = sizeOf(out_);
        if (stage_) {
            stage_->endMember(false);
            stage_->sync();
            waiting_.push_back({epoch, next_++, stage_->size()});
            stage_->close();
            stage_.reset();
            syncFolderOf(target_);
        }
        isKept_ = true;
        failPoint(FailPoint::file_after_sync);
        state.varint(base_);
        state.varint(next_);
        state.varint(waiting_.size());
        for (const Stage& stage : waiting_) {
            state.varint(stage.number);
            state.varint(stage.size);
        }
    }

    void commit(Epoch epoch) override {
        const auto end = std::find_if(waiting_.begin(), waiting_.end(),
                                      [epoch](const Stage& stage) { return stage.epoch > epoch; });
        auto stage = waiting_.begin();
        if (stage == end) return;
        std::uint64_t at = base_;
        for (; stage != end && !sizeOf(fileOf(*stage)); ++stage)
            at += stage->size;
        base_ = bringIn({stage, end}, at);
        for (auto done = waiting_.begin(); done != end; ++done)
            ::unlink(fileOf(*done).c_str());
        waiting_.erase(waiting_.begin(), end);
    }

    void close() override {
        stage_.reset();
        out_ = FileDescriptor();
        syncFolderOf(target_);
    }

    bool abort() noexcept override {
        if (stage_) ::unlink(fileOf({kNoEpoch, next_, 0}).c_str());
        stage_.reset();
        out_ = FileDescriptor();
        return isKept_;
    }

private:
    struct Stage {
        Epoch epoch = kNoEpoch;
        std::uint64_t number = 0;
        std::uint64_t size = 0;
    };

    std::string fileOf(const Stage& stage) const { return stem_ + std::to_string(stage.number) + ".stage"; }

    void read(const FileCheckpoint& from) {
        ByteReader state(from.bytes);
        base_ = state.varint();
        next_ = state.varint();
        for (std::uint64_t count = state.varint(); count > 0 && !state.failed(); --count) {
            const std::uint64_t number = state.varint();
            waiting_.push_back({from.epoch, number, state.varint()});
        }
        const bool ordered =
            std::is_sorted(waiting_.begin(), waiting_.end(),
                           [](const Stage& a, const Stage& b) { return a.number < b.number; });
        if (state.failed() || state.left() != 0 || !ordered ||
            (!waiting_.empty() && waiting_.back().number >= next_))
            failRestore("no list of staged files");
        isKept_ = true;
    }

    /// Stages that no snapshot names hold records that will come again.
    void removeStrays() const {
        namespace fs = std::filesystem;
        const std::string stem = fs::path(stem_).filename().string();
        const fs::path folder = fs::path(stem_).parent_path();
        std::vector<std::string> known;
        for (const Stage& stage : waiting_)
            known.push_back(fs::path(fileOf(stage)).filename().string());
        std::error_code ignored;
        for (const auto& entry : fs::directory_iterator(folder.empty() ? "." : folder, ignored)) {
            const std::string name = entry.path().filename().string();
            if (!name.starts_with(stem) || !name.ends_with(".stage")) continue;
            const std::string number = name.substr(stem.size(), name.size() - stem.size() - 6);
            if (number.empty() || number.find_first_not_of("0123456789") != std::string::npos) continue;
            if (std::find(known.begin(), known.end(), name) == known.end()) ::unlink(entry.path().c_str());
        }
    }

    void beginStage() {
        const std::string file = fileOf({kNoEpoch, next_, 0});
        ::unlink(file.c_str());
        const int descriptor = ::open(file.c_str(), O_WRONLY | O_CLOEXEC | O_CREAT | O_EXCL, 0600);
        if (descriptor < 0) failFile("MR3131", file, "cannot write", errno);
        stage_.emplace(file, descriptor, compresses_);
    }

    /// The target has these stages from `at` on, and it is durable. Returns where they end.
    std::uint64_t bringIn(const std::vector<Stage>& stages, std::uint64_t at) {
        const std::uint64_t there = sizeOf(out_);
        if (there < at) failGone(name_, "it is shorter than it was");
        std::uint64_t end = at, same = at;
        for (const Stage& stage : stages) {
            if (sizeOf(fileOf(stage)).value_or(0) < stage.size)
                failGone(name_, "`" + fileOf(stage) + "` is shorter than it was");
            end += stage.size;
        }
        for (const Stage& stage : stages)
            if (!isStartOf(fileOf(stage), stage.size, out_, there, there <= end, same)) failForeign();
        if (there > end) return end; // all of it is there, and somebody else's lines behind it
        if (there > at && ::ftruncate(out_.number(), static_cast<off_t>(at)) != 0)
            failFile("MR3132", name_, "cannot write", errno);
        try {
            failPoint(FailPoint::file_before_append);
            for (const Stage& stage : stages)
                copyBytes(fileOf(stage), stage.size, out_.number(), name_);
            failPoint(FailPoint::file_after_append);
            if (::fsync(out_.number()) != 0) failFile("MR3132", name_, "cannot write", errno);
        } catch (...) {
            // Whoever follows the file is spared the half of it, if the disk allows.
            if (::ftruncate(out_.number(), static_cast<off_t>(at)) != 0) throw;
            throw;
        }
        return end;
    }

    [[noreturn]] void failForeign() const {
        Diagnostics problems;
        problems
            .error("MR4621",
                   "somebody else wrote into `" + name_ + "` where the records of this run were to come",
                   "take the lines out that were added after the last checkpoint, or start over without the "
                   "saved state")
            .file = name_;
        throw DiagnosticError(problems);
    }

    std::string name_;
    std::string target_;
    std::string stem_; ///< of the stages' names
    bool compresses_;
    WriteClaim claim_;
    FileDescriptor out_;                ///< the target
    std::optional<BufferedFile> stage_; ///< of the epoch that has not come to its snapshot
    std::deque<Stage> waiting_;         ///< for their commit, in order
    std::uint64_t base_ = 0;            ///< length of the target before the first of these
    std::uint64_t next_ = 0;            ///< number of stage_
    bool startedEmpty_ = false;
    bool isKept_ = false; ///< a snapshot was written
};

} // namespace

std::unique_ptr<CheckpointedFile> appendToFile(const std::string& path, const std::string& node,
                                               const FileCheckpoint* from) {
    return std::make_unique<StageFiles>(path, node, from);
}

} // namespace millrace
