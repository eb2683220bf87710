// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/byte_source.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "engine/base/text.h"

namespace millrace {

namespace {

constexpr std::size_t kBlock = std::size_t{256} << 10;

Diagnostic fileDiagnostic(const char* code, const std::string& file, std::string message,
                          std::string hint = {}) {
    Diagnostic d;
    d.code = code;
    d.file = file;
    d.message = std::move(message);
    d.hint = std::move(hint);
    return d;
}

std::string errnoText(int error) { return std::strerror(error); }

} // namespace

struct ByteSource::Impl {
    explicit Impl(std::string path) : name(std::move(path)) {}
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    ~Impl() {
        if (isGzip) inflateEnd(&stream);
        if (descriptor > 0) ::close(descriptor);
    }

    [[noreturn]] void fail(const char* code, std::string message, std::string hint = {}) const {
        throw DiagnosticError(fileDiagnostic(code, name, std::move(message), std::move(hint)));
    }

    /// Fills the block from the system; false when nothing came now. At the end `atEnd` is set.
    bool fill() {
        if (mayBlock) {
            pollfd poller{descriptor, POLLIN, 0};
            if (::poll(&poller, 1, 0) == 0) return false;
        }
        // What is left over (a magic number cut in two) stays at the front.
        std::memmove(block.data(), block.data() + begin, end - begin);
        end -= begin;
        begin = 0;
        for (;;) {
            const ssize_t count = ::read(descriptor, block.data() + end, block.size() - end);
            if (count >= 0) {
                atEnd = count == 0;
                end += static_cast<std::size_t>(count);
                taken += static_cast<std::uint64_t>(count);
                return true;
            }
            if (errno == EAGAIN) return false;
            if (errno != EINTR) fail("MR3102", "cannot read `" + name + "`: " + errnoText(errno));
        }
    }

    void startInflating() {
        stream = z_stream{};
        // 16: a gzip header is wanted, nothing else.
        if (inflateInit2(&stream, 15 + 16) != Z_OK)
            fail("MR3104", "cannot unpack `" + name + "`: out of memory");
        isGzip = true;
    }

    std::ptrdiff_t readPlain(char* to, std::size_t size) {
        if (begin == end && !atEnd && !fill()) return kNotYet;
        const std::size_t count = std::min(size, end - begin);
        std::memcpy(to, block.data() + begin, count);
        begin += count;
        return static_cast<std::ptrdiff_t>(count);
    }

    std::ptrdiff_t readGzip(char* to, std::size_t size) {
        stream.next_out = reinterpret_cast<Bytef*>(to);
        stream.avail_out = static_cast<uInt>(std::min<std::size_t>(size, 1u << 30));
        const uInt wanted = stream.avail_out;
        while (stream.avail_out == wanted) {
            if (begin == end && !atEnd && !fill()) return kNotYet;
            if (begin == end && atEnd) {
                if (insideMember)
                    fail("MR3104", "`" + name + "` ends in the middle of its gzip data", "is it complete?");
                return 0;
            }
            if (!insideMember && !startNextMember()) continue;
            stream.next_in = reinterpret_cast<Bytef*>(block.data() + begin);
            stream.avail_in = static_cast<uInt>(end - begin);
            const int result = inflate(&stream, Z_NO_FLUSH);
            begin = end - stream.avail_in;
            if (result == Z_STREAM_END) {
                insideMember = false;
                inflateReset(&stream);
            } else if (result != Z_OK && result != Z_BUF_ERROR) {
                const std::string why = stream.msg != nullptr ? stream.msg : "wrong data";
                fail("MR3104", "the gzip data of `" + name + "` are damaged: " + why);
            }
        }
        return static_cast<std::ptrdiff_t>(wanted - stream.avail_out);
    }

    /// Between two members: passes over padding zeros, which tapes and block devices leave.
    bool startNextMember() {
        while (begin < end && block[begin] == '\0' && anyMember)
            ++begin;
        if (begin == end) return false;
        insideMember = true;
        anyMember = true;
        return true;
    }

    /// A step towards knowing what the first two bytes say; false when nothing came now.
    bool learnKind() {
        if (end - begin < 2 && !atEnd) return fill();
        kindKnown = true;
        if (end - begin >= 2 && block[begin] == '\x1F' && block[begin + 1] == '\x8B') startInflating();
        return true;
    }

    std::ptrdiff_t read(char* to, std::size_t size) {
        if (size == 0) return 0;
        while (!kindKnown)
            if (!learnKind()) return kNotYet;
        return isGzip ? readGzip(to, size) : readPlain(to, size);
    }

    bool skip(std::uint64_t bytes) {
        while (!kindKnown && !mayBlock)
            learnKind();
        if (kindKnown && !isGzip && wholeSize > 0) {
            if (bytes > wholeSize) return false;
            if (::lseek(descriptor, static_cast<off_t>(bytes), SEEK_SET) < 0)
                fail("MR3102", "cannot read `" + name + "`: " + errnoText(errno));
            taken = bytes;
            begin = end = 0;
            atEnd = false;
            return true;
        }
        std::vector<char> passedOver(kBlock);
        while (bytes > 0) {
            const auto part = static_cast<std::size_t>(std::min<std::uint64_t>(bytes, passedOver.size()));
            const std::ptrdiff_t count = read(passedOver.data(), part);
            if (count <= 0) return false;
            bytes -= static_cast<std::uint64_t>(count);
        }
        return true;
    }

    std::string name;
    int descriptor = -1;
    bool mayBlock = false;
    std::uint64_t wholeSize = 0;
    std::uint64_t taken = 0;
    std::vector<char> block = std::vector<char>(kBlock);
    std::size_t begin = 0;
    std::size_t end = 0;
    bool atEnd = false;
    bool kindKnown = false;
    bool isGzip = false;
    bool insideMember = false;
    bool anyMember = false;
    z_stream stream{};
};

ByteSource::ByteSource(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ByteSource::ByteSource(ByteSource&&) noexcept = default;
ByteSource& ByteSource::operator=(ByteSource&&) noexcept = default;
ByteSource::~ByteSource() = default;

Result<ByteSource> ByteSource::open(const std::string& path) {
    auto impl = std::make_unique<Impl>(path);
    if (path == "-") {
        impl->descriptor = STDIN_FILENO;
        impl->name = "standard input";
    } else {
        impl->descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        if (impl->descriptor < 0 && errno != ENOENT && errno != ENOTDIR) {
            return fileDiagnostic("MR3102", path, "cannot read `" + path + "`: " + errnoText(errno));
        }
        if (impl->descriptor < 0) {
            const auto found = expandPath(path);
            if (!found) return found.error();
            return fileDiagnostic("MR3101", path, "no such file: `" + path + "`");
        }
    }
    struct stat status {};
    if (::fstat(impl->descriptor, &status) == 0) {
        if (S_ISDIR(status.st_mode)) {
            return fileDiagnostic("MR3102", path, "`" + path + "` is a folder",
                                  "name a file in it, or `*.csv`");
        }
        impl->mayBlock = !S_ISREG(status.st_mode);
        if (S_ISREG(status.st_mode)) impl->wholeSize = static_cast<std::uint64_t>(status.st_size);
    }
    ::posix_fadvise(impl->descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
    return ByteSource(std::move(impl));
}

std::ptrdiff_t ByteSource::read(char* to, std::size_t size) { return impl_->read(to, size); }
bool ByteSource::skip(std::uint64_t bytes) { return impl_->skip(bytes); }
const std::string& ByteSource::name() const { return impl_->name; }
std::uint64_t ByteSource::position() const { return impl_->taken - (impl_->end - impl_->begin); }
std::uint64_t ByteSource::fileSize() const { return impl_->wholeSize; }

} // namespace millrace
