// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/buffered_file.h"

#include "nodes/support/file_places.h"

#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <utility>
#include <vector>

namespace millrace {

namespace {
constexpr std::size_t kBlock = std::size_t{256} << 10;
}

void writeFully(int descriptor, const std::string& name, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) failFile("MR3132", name, "cannot write", errno);
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

struct BufferedFile::Impl {
    Impl(std::string fileName, int open, bool compresses, Owns ownership)
        : name(std::move(fileName)), descriptor(open), owns(ownership == Owns::Yes) {
        buffer.reserve(kBlock);
        if (compresses) startDeflating();
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    ~Impl() {
        if (deflates) deflateEnd(&stream);
        if (descriptor >= 0 && owns) ::close(descriptor);
    }

    void startDeflating() {
        // 16: with a gzip header. A gzip file may hold several members, so appending starts a new one.
        if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) !=
            Z_OK) {
            if (owns) ::close(descriptor);
            failFile("MR3132", name, "cannot compress", ENOMEM);
        }
        deflates = true;
        packed.resize(kBlock);
    }

    void drain(int flushKind) {
        if (!deflates) {
            writeFully(descriptor, name, buffer);
            buffer.clear();
            return;
        }
        inMember = true;
        stream.next_in = reinterpret_cast<Bytef*>(buffer.data());
        stream.avail_in = static_cast<uInt>(buffer.size());
        do {
            stream.next_out = packed.data();
            stream.avail_out = static_cast<uInt>(packed.size());
            deflate(&stream, flushKind);
            writeFully(descriptor, name,
                       {reinterpret_cast<const char*>(packed.data()), packed.size() - stream.avail_out});
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

    void endMember(bool evenIfEmpty) {
        if (deflates && !inMember && buffer.empty() && !evenIfEmpty) return;
        drain(Z_FINISH);
        if (deflates) deflateReset(&stream);
        inMember = false;
    }

    std::string name;
    int descriptor;
    bool owns;
    std::string buffer;
    bool deflates = false;
    bool inMember = false; ///< zlib has bytes of a member that has not ended
    z_stream stream{};
    std::vector<Bytef> packed;
};

BufferedFile::BufferedFile(std::string name, int descriptor, bool compresses, Owns owns)
    : impl_(std::make_unique<Impl>(std::move(name), descriptor, compresses, owns)) {}
BufferedFile::BufferedFile(BufferedFile&&) noexcept = default;
BufferedFile& BufferedFile::operator=(BufferedFile&&) noexcept = default;
BufferedFile::~BufferedFile() = default;

void BufferedFile::write(std::string_view bytes) { impl_->write(bytes); }

void BufferedFile::flush() { impl_->drain(Z_SYNC_FLUSH); }

void BufferedFile::endMember(bool evenIfEmpty) { impl_->endMember(evenIfEmpty); }

void BufferedFile::sync() {
    if (::fsync(impl_->descriptor) != 0 && errno != EINVAL && errno != EROFS)
        failFile("MR3132", impl_->name, "cannot write", errno);
}

std::uint64_t BufferedFile::size() const {
    struct stat status {};
    if (::fstat(impl_->descriptor, &status) != 0 || !S_ISREG(status.st_mode)) return 0;
    return static_cast<std::uint64_t>(status.st_size);
}

void BufferedFile::close() {
    const int closing = std::exchange(impl_->descriptor, -1);
    if (closing >= 0 && impl_->owns && ::close(closing) != 0)
        failFile("MR3132", impl_->name, "cannot write", errno);
}

} // namespace millrace
