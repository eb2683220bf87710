// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/output_file.h"

#include "nodes/support/file_target.h"
#include "nodes/support/write_claim.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <vector>

namespace millrace {

namespace {

constexpr std::size_t kBlock = std::size_t{256} << 10;

/// What people can do about an error of the system.
const char* hintFor(int error) {
    switch (error) {
        case ENOSPC:
        case EDQUOT: return "the disk is full: free space or write elsewhere";
        case EACCES:
        case EPERM: return "this folder or file may not be written by you";
        case EROFS: return "the file system is read-only";
        case ENOENT:
        case ENOTDIR: return "the folder does not exist: make it, or change the path";
        case EISDIR: return "this is a folder; name a file in it";
        default: return "";
    }
}

Diagnostic problem(const char* code, const std::string& file, const char* what, int error) {
    Diagnostic d;
    d.code = code;
    d.file = file;
    d.message = std::string(what) + " `" + file + "`: " + std::strerror(error);
    d.hint = file.empty() ? "name a file" : hintFor(error);
    return d;
}

[[noreturn]] void fail(const char* code, const std::string& file, const char* what, int error) {
    throw DiagnosticError(Diagnostics(problem(code, file, what, error)));
}

/// What the system would say (an errno), 0 when nothing stands against writing the file.
int obstacleTo(const std::string& path, OutputFile::Mode mode) {
    struct stat status {};
    if (path.empty()) return ENOENT;
    const bool exists = ::stat(path.c_str(), &status) == 0;
    if (exists && S_ISDIR(status.st_mode)) return EISDIR;
    // Renaming needs no right to the old file, but who took that right away meant it.
    if (exists && ::access(path.c_str(), W_OK) != 0) return errno;
    if (exists && (!S_ISREG(status.st_mode) || mode == OutputFile::Mode::Append)) return 0;
    std::error_code error;
    const std::filesystem::path real = std::filesystem::canonical(path, error);
    const std::filesystem::path folder = (error ? std::filesystem::path(path) : real).parent_path();
    const std::string name = folder.empty() ? "." : folder.string();
    if (::stat(name.c_str(), &status) != 0) return errno;
    if (!S_ISDIR(status.st_mode)) return ENOTDIR;
    return ::access(name.c_str(), W_OK | X_OK) == 0 ? 0 : errno;
}

/// A name of its own for each file this process is writing, hidden, beside the real one.
std::string temporaryName(const std::filesystem::path& target) {
    static std::atomic<unsigned> counter{0};
    const std::string name = "." + target.filename().string() + "." + std::to_string(::getpid()) + "-" +
                             std::to_string(++counter) + ".part";
    return (target.parent_path() / name).string();
}

/// True when the last byte of a file with content is no line break.
bool endsInsideALine(const std::string& file) {
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return false;
    char last = '\n';
    const off_t size = ::lseek(descriptor, 0, SEEK_END);
    const bool known = size > 0 && ::pread(descriptor, &last, 1, size - 1) == 1;
    ::close(descriptor);
    return known && last != '\n';
}

void syncFolder(const std::filesystem::path& folder) {
    const int descriptor = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return;
    ::fsync(descriptor);
    ::close(descriptor);
}

} // namespace

struct OutputFile::Impl {
    Impl(const std::string& path, Mode mode) : name(path) {
        buffer.reserve(kBlock);
        if (path == "-") {
            name = "standard output";
            claim = WriteClaim("standard output of " + std::to_string(::getpid()), name);
            descriptor = STDOUT_FILENO;
            ownsDescriptor = false;
        } else {
            openFile(path, mode);
        }
        if (path.ends_with(".gz")) startDeflating();
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    ~Impl() {
        if (deflates) deflateEnd(&stream);
        if (descriptor >= 0 && ownsDescriptor) ::close(descriptor);
        if (!temporary.empty()) ::unlink(temporary.c_str());
    }

    void openFile(const std::string& path, Mode mode) {
        std::error_code error;
        // Behind a symbolic link it is the real file that is replaced, not the link.
        const std::filesystem::path real = std::filesystem::canonical(path, error);
        target = error ? path : real.string();
        struct stat status {};
        const bool exists = ::stat(target.c_str(), &status) == 0;
        const bool regular = !exists || S_ISREG(status.st_mode);
        const int create = O_WRONLY | O_CLOEXEC;
        if (regular) claim = WriteClaim(fileIdentity(target), "`" + name + "`");
        if (const int obstacle = obstacleTo(target, mode); obstacle != 0)
            fail("MR3131", name, "cannot write", obstacle);
        if (!regular) {
            descriptor = ::open(target.c_str(), create);
        } else if (mode == Mode::Append) {
            empty = !exists || status.st_size == 0;
            if (!empty && !path.ends_with(".gz") && endsInsideALine(target)) buffer = "\n";
            descriptor = ::open(target.c_str(), create | O_CREAT | O_APPEND, 0666);
        } else {
            temporary = temporaryName(target);
            descriptor = ::open(temporary.c_str(), create | O_CREAT | O_EXCL, 0666);
            if (descriptor >= 0 && exists) keepMode(status.st_mode);
        }
        if (descriptor < 0) {
            const int why = errno;
            temporary.clear();
            fail("MR3131", name, "cannot write", why);
        }
    }

    void keepMode(mode_t mode) const {
        // Best effort: a file system without modes still gets its content.
        if (::fchmod(descriptor, mode & 07777) != 0) return;
    }

    void startDeflating() {
        // 16: with a gzip header. A gzip file may hold several members, so appending starts a new one.
        if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) !=
            Z_OK) {
            fail("MR3132", name, "cannot compress", ENOMEM);
        }
        deflates = true;
        packed.resize(kBlock);
    }

    void toSystem(const char* bytes, std::size_t size) {
        while (size > 0) {
            const ssize_t count = ::write(descriptor, bytes, size);
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) fail("MR3132", name, "cannot write", errno);
            bytes += count;
            size -= static_cast<std::size_t>(count);
        }
    }

    void drain(int flushKind) {
        if (!deflates) {
            toSystem(buffer.data(), buffer.size());
            buffer.clear();
            return;
        }
        stream.next_in = reinterpret_cast<Bytef*>(buffer.data());
        stream.avail_in = static_cast<uInt>(buffer.size());
        do {
            stream.next_out = packed.data();
            stream.avail_out = static_cast<uInt>(packed.size());
            deflate(&stream, flushKind);
            toSystem(reinterpret_cast<const char*>(packed.data()), packed.size() - stream.avail_out);
        } while (stream.avail_out == 0);
        buffer.clear();
    }

    void write(std::string_view bytes) {
        while (!bytes.empty()) {
            const std::size_t count = std::min(bytes.size(), kBlock - buffer.size());
            buffer.append(bytes.substr(0, count));
            bytes.remove_prefix(count);
            if (buffer.size() == kBlock) drain(Z_NO_FLUSH);
        }
    }

    void close() {
        drain(Z_FINISH);
        if (!ownsDescriptor) return;
        // Pipes and devices cannot be synced; they say EINVAL.
        if (::fsync(descriptor) != 0 && errno != EINVAL && errno != EROFS)
            fail("MR3132", name, "cannot write", errno);
        const int closing = descriptor;
        descriptor = -1;
        if (::close(closing) != 0) fail("MR3132", name, "cannot write", errno);
        if (temporary.empty()) return;
        if (::rename(temporary.c_str(), target.c_str()) != 0)
            fail("MR3133", name, "cannot give its name to", errno);
        temporary.clear();
        syncFolder(std::filesystem::path(target).parent_path());
    }

    WriteClaim claim;
    std::string name;
    std::string target;
    std::string temporary; ///< empty when the file is written directly
    int descriptor = -1;
    bool ownsDescriptor = true;
    bool empty = true;
    std::string buffer;
    bool deflates = false;
    z_stream stream{};
    std::vector<Bytef> packed;
};

Result<void> OutputFile::check(const std::string& path, Mode mode) {
    if (path == "-") return {};
    const int obstacle = obstacleTo(path, mode);
    if (obstacle == 0) return {};
    Diagnostic d = problem("MR3131", path, "cannot write", obstacle);
    d.file.clear(); // it is the graph that is wrong
    return Diagnostics(std::move(d));
}

OutputFile::OutputFile(const std::string& path, Mode mode) : impl_(std::make_unique<Impl>(path, mode)) {}
OutputFile::OutputFile(OutputFile&&) noexcept = default;
OutputFile& OutputFile::operator=(OutputFile&&) noexcept = default;
OutputFile::~OutputFile() = default;

void OutputFile::write(std::string_view bytes) {
    if (impl_) impl_->write(bytes);
}

void OutputFile::flush() {
    if (impl_) impl_->drain(Z_SYNC_FLUSH);
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
