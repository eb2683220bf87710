// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/output_file.h"

#include "nodes/support/buffered_file.h"
#include "nodes/support/file_places.h"
#include "nodes/support/file_target.h"
#include "nodes/support/write_claim.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <optional>

namespace millrace {

namespace {
/// A name of its own for each file this process is writing.
std::string temporaryName(const std::string& target) {
    static std::atomic<unsigned> counter{0};
    return hiddenBeside(target, std::to_string(::getpid()) + "-" + std::to_string(++counter) + ".part");
}
} // namespace

struct OutputFile::Impl {
    Impl(const std::string& path, Mode mode) : name(path) {
        const bool compresses = path.ends_with(".gz");
        if (path == "-") {
            name = "standard output";
            claim = WriteClaim("standard output of " + std::to_string(::getpid()), name);
            file.emplace(name, STDOUT_FILENO, compresses, BufferedFile::Owns::No);
        } else {
            const int descriptor = openFile(path, mode);
            file.emplace(name, descriptor, compresses);
            if (startsInsideALine && !compresses) file->write("\n");
        }
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    ~Impl() {
        file.reset();
        if (!temporary.empty()) ::unlink(temporary.c_str());
    }

    int openFile(const std::string& path, Mode mode) {
        target = behindLinks(path);
        struct stat status {};
        const bool exists = ::stat(target.c_str(), &status) == 0;
        const bool regular = !exists || S_ISREG(status.st_mode);
        const int create = O_WRONLY | O_CLOEXEC;
        int descriptor = -1;
        if (regular) claim = WriteClaim(fileIdentity(target), "`" + name + "`");
        if (const int obstacle = obstacleToWriting(target, mode == Mode::Replace); obstacle != 0)
            failFile("MR3131", name, "cannot write", obstacle);
        if (!regular) {
            descriptor = ::open(target.c_str(), create);
        } else if (mode == Mode::Append) {
            empty = !exists || status.st_size == 0;
            startsInsideALine = !empty && endsInsideALine(target);
            descriptor = ::open(target.c_str(), create | O_CREAT | O_APPEND, 0666);
        } else {
            temporary = temporaryName(target);
            descriptor = ::open(temporary.c_str(), create | O_CREAT | O_EXCL, 0666);
            if (descriptor >= 0 && exists) keepMode(descriptor, status.st_mode);
        }
        if (descriptor < 0) {
            const int why = errno;
            temporary.clear();
            failFile("MR3131", name, "cannot write", why);
        }
        return descriptor;
    }

    void close() {
        file->endMember(true);      // the content may be empty
        if (target.empty()) return; // standard output stays open
        file->sync();
        file->close();
        if (temporary.empty()) return;
        if (::rename(temporary.c_str(), target.c_str()) != 0)
            failFile("MR3133", name, "cannot give its name to", errno);
        temporary.clear();
        syncFolderOf(target);
    }

    WriteClaim claim;
    std::string name;
    std::string target;    ///< empty for standard output
    std::string temporary; ///< empty when the file is written directly
    bool empty = true;
    bool startsInsideALine = false;
    std::optional<BufferedFile> file;
};

Result<void> OutputFile::check(const std::string& path, Mode mode) {
    if (path == "-") return {};
    const int obstacle = obstacleToWriting(path, mode == Mode::Replace);
    if (obstacle == 0) return {};
    Diagnostic d = fileProblem("MR3131", path, "cannot write", obstacle);
    d.file.clear(); // it is the graph that is wrong
    return Diagnostics(std::move(d));
}

OutputFile::OutputFile(const std::string& path, Mode mode) : impl_(std::make_unique<Impl>(path, mode)) {}
OutputFile::OutputFile(OutputFile&&) noexcept = default;
OutputFile& OutputFile::operator=(OutputFile&&) noexcept = default;
OutputFile::~OutputFile() = default;

void OutputFile::write(std::string_view bytes) {
    if (impl_) impl_->file->write(bytes);
}

void OutputFile::flush() {
    if (impl_) impl_->file->flush();
}

void OutputFile::close() {
    if (!impl_) return;
    impl_->close();
    impl_.reset();
}

void OutputFile::abort() noexcept { impl_.reset(); }

bool OutputFile::isTemporary() const { return impl_ && !impl_->temporary.empty(); }

bool OutputFile::startedEmpty() const { return !impl_ || impl_->empty; }

} // namespace millrace
