// SPDX-License-Identifier: Apache-2.0
#include "engine/base/fail_point.h"
#include "nodes/support/buffered_file.h"
#include "nodes/support/checkpointed_file.h"
#include "nodes/support/file_places.h"
#include "nodes/support/file_target.h"
#include "nodes/support/hidden_files.h"
#include "nodes/support/write_claim.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <optional>

namespace millrace {

namespace {

/// Its snapshot: how long the part file is, and whether it is complete. Nothing needs to be shown before the
/// end, so a commit has nothing to do. A complete file that has its name already is taken for what it is: a
/// crash may have come between close() and the end of the job.
class PartFile final : public CheckpointedFile {
public:
    PartFile(const std::string& path, const std::string& node, const FileCheckpoint* from)
        : name_(path), target_(behindLinks(path)), part_(hiddenBeside(target_, hiddenName(node) + ".part")) {
        if (from) read(from->bytes);
        claim_ = WriteClaim(fileIdentity(target_), "`" + name_ + "`");
        if (const int obstacle = obstacleToWriting(target_, true); obstacle != 0)
            failFile("MR3131", name_, "cannot write", obstacle);
        ::unlink(copy().c_str());
        from ? goOn() : beginAnew();
    }

    bool startedEmpty() const override { return !wentOn_; }

    void write(std::string_view bytes) override {
        if (!file_) continueFromTarget();
        file_->write(bytes);
    }

    void snapshot(Epoch, bool last, ByteWriter& state) override {
        failPoint(FailPoint::file_before_sync);
        if (file_) {
            file_->endMember(last && file_->size() == 0);
            file_->sync();
            length_ = file_->size();
        }
        if (!isKept_) syncFolderOf(part_);
        isKept_ = true;
        failPoint(FailPoint::file_after_sync);
        state.varint(length_);
        state.fixed<std::uint8_t>(last ? 1 : 0);
    }

    void commit(Epoch) override {}

    void close() override {
        if (!file_) return;
        file_->endMember(file_->size() == 0);
        file_->sync();
        file_->close();
        failPoint(FailPoint::file_before_name);
        if (::rename(part_.c_str(), target_.c_str()) != 0)
            failFile("MR3133", name_, "cannot give its name to", errno);
        file_.reset();
        failPoint(FailPoint::file_after_name);
        syncFolderOf(target_);
    }

    bool abort() noexcept override {
        file_.reset();
        if (!isKept_) ::unlink(part_.c_str());
        return isKept_;
    }

private:
    void read(std::string_view bytes) {
        ByteReader from(bytes);
        length_ = from.varint();
        const auto last = from.fixed<std::uint8_t>();
        if (from.failed() || from.left() != 0 || last > 1) failRestore("no length of a file");
        wasComplete_ = last == 1;
        wentOn_ = isKept_ = true;
    }

    void beginAnew() {
        ::unlink(part_.c_str());
        const int descriptor = ::open(part_.c_str(), O_WRONLY | O_CLOEXEC | O_CREAT | O_EXCL, 0666);
        if (descriptor < 0) failFile("MR3131", name_, "cannot write", errno);
        struct stat status {};
        if (::stat(target_.c_str(), &status) == 0) keepMode(descriptor, status.st_mode);
        take(descriptor);
    }

    void goOn() {
        struct stat status {};
        const int descriptor = ::open(part_.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
        if (descriptor < 0) {
            const int why = errno;
            if (why == ENOENT && wasComplete_ && sizeOf(target_) == length_) return; // has its name
            if (why != ENOENT) failFile("MR3131", part_, "cannot write", why);
            failGone(name_, "`" + part_ + "` is not there any more");
        }
        take(descriptor);
        if (::fstat(descriptor, &status) != 0 || static_cast<std::uint64_t>(status.st_size) < length_)
            failGone(name_, "`" + part_ + "` is shorter than it was");
        if (::ftruncate(descriptor, static_cast<off_t>(length_)) != 0 || ::lseek(descriptor, 0, SEEK_END) < 0)
            failFile("MR3132", part_, "cannot write", errno);
    }

    /// The file has its name, and yet more comes: a copy takes it up, so that readers still see it whole.
    void continueFromTarget() {
        const std::string copied = copy();
        const int descriptor = ::open(copied.c_str(), O_WRONLY | O_CLOEXEC | O_CREAT | O_TRUNC, 0666);
        if (descriptor < 0) failFile("MR3131", copied, "cannot write", errno);
        take(descriptor);
        struct stat status {};
        if (::stat(target_.c_str(), &status) == 0) keepMode(descriptor, status.st_mode);
        copyBytes(target_, length_, descriptor, copied);
        file_->sync();
        if (::rename(copied.c_str(), part_.c_str()) != 0)
            failFile("MR3133", part_, "cannot give its name to", errno);
        syncFolderOf(part_);
    }

    std::string copy() const { return part_ + "~"; }
    void take(int descriptor) { file_.emplace(name_, descriptor, name_.ends_with(".gz")); }

    std::string name_;
    std::string target_;
    std::string part_;
    WriteClaim claim_;
    std::optional<BufferedFile> file_; ///< nothing once it has its name
    std::uint64_t length_ = 0;
    bool wasComplete_ = false;
    bool wentOn_ = false;
    bool isKept_ = false; ///< a snapshot names the part file
};

} // namespace

std::unique_ptr<CheckpointedFile> replaceFile(const std::string& path, const std::string& node,
                                              const FileCheckpoint* from) {
    return std::make_unique<PartFile>(path, node, from);
}

} // namespace millrace
