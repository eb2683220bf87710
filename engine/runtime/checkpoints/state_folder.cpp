// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/checkpoints/state_folder.h"

#include "engine/base/fail_point.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <fmt/format.h>
#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

namespace millrace {

namespace {

constexpr std::string_view kPrefix = "epoch-", kSuffix = ".state";

[[noreturn]] void refuse(const std::string& doing, const std::string& path, int error) {
    Diagnostics problems;
    problems
        .error("MR4614", "cannot " + doing + " `" + path + "`: " + std::strerror(error),
               error == ENOSPC ? "the disk is full: free space, or keep the state elsewhere"
                               : "name a folder of your own with --state")
        .file = path;
    throw DiagnosticError(std::move(problems));
}

/// A file that is closed whatever happens.
class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return number_; }

private:
    int number_;
};

void writeAll(int descriptor, std::string_view bytes, const std::string& path) {
    while (!bytes.empty()) {
        const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) refuse("write", path, errno);
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

Descriptor create(const std::string& path) {
    Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
    if (file.get() < 0) refuse("write", path, errno);
    return file;
}

void syncFolder(const std::string& folder) {
    const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (opened.get() < 0 || ::fsync(opened.get()) != 0) refuse("sync", folder, errno);
}

std::optional<Epoch> epochOf(std::string_view name) {
    if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix)) return std::nullopt;
    name.remove_prefix(kPrefix.size());
    name.remove_suffix(kSuffix.size());
    Epoch epoch = kNoEpoch;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), epoch);
    if (error != std::errc() || end != name.data() + name.size() || epoch == kNoEpoch) return std::nullopt;
    return epoch;
}

/// Who has the lock, as far as it wrote that down.
std::string holderOf(const std::string& lockFile) {
    std::ifstream file(lockFile);
    std::string process;
    std::getline(file, process);
    return process.empty() ? "another run" : "process " + process;
}

} // namespace

std::vector<StateFolder::Entry> StateFolder::list(const std::string& folder) {
    std::vector<Entry> entries;
    std::error_code error;
    for (const auto& file : std::filesystem::directory_iterator(folder, error)) {
        const auto epoch = epochOf(file.path().filename().string());
        if (!epoch) continue;
        const auto bytes = file.file_size(error);
        entries.push_back({*epoch, file.path().string(), error ? 0 : static_cast<std::int64_t>(bytes)});
    }
    std::sort(entries.begin(), entries.end(),
              [](const Entry& a, const Entry& b) { return a.epoch < b.epoch; });
    return entries;
}

RunSnapshot StateFolder::read(const Entry& entry) {
    std::ifstream file(entry.file, std::ios::binary);
    std::ostringstream bytes;
    if (!file || !(bytes << file.rdbuf())) refuse("read", entry.file, errno);
    return decodeSnapshot(bytes.view(), entry.file).value();
}

StateFolder::StateFolder(std::string folder) : folder_(std::move(folder)) {
    std::error_code error;
    std::filesystem::create_directories(folder_, error);
    if (error) refuse("make the folder", folder_, error.value());
    const std::string lockFile = folder_ + "/lock";
    lock_ = ::open(lockFile.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (lock_ < 0) refuse("write", lockFile, errno);
    if (::flock(lock_, LOCK_EX | LOCK_NB) != 0) {
        ::close(lock_);
        Diagnostics problems;
        problems
            .error("MR4610", "the state folder `" + folder_ + "` is in use by " + holderOf(lockFile),
                   "stop that run first, or name another folder; one job has one folder")
            .file = folder_;
        throw DiagnosticError(std::move(problems));
    }
    const std::string process = std::to_string(::getpid()) + '\n';
    // For the message alone: the lock itself is the system's.
    if (::ftruncate(lock_, 0) == 0 && ::pwrite(lock_, process.data(), process.size(), 0) < 0) return;
}

StateFolder::~StateFolder() { release(); }

void StateFolder::release() {
    if (lock_ >= 0) ::close(lock_);
    lock_ = -1;
}

std::string StateFolder::fileOf(Epoch epoch) const {
    return fmt::format("{}/{}{:012}{}", folder_, kPrefix, epoch, kSuffix);
}

StateFolder::Written StateFolder::write(const RunSnapshot& snapshot) {
    const SnapshotBytes bytes = encodeSnapshot(snapshot);
    const std::string name = fileOf(snapshot.epoch), temporary = folder_ + "/next.tmp";
    {
        failPoint(FailPoint::snapshot_before_write);
        const Descriptor file = create(temporary);
        writeAll(file.get(), bytes.head, temporary);
        writeAll(file.get(), bytes.body, temporary);
        failPoint(FailPoint::snapshot_before_sync);
        if (::fsync(file.get()) != 0) refuse("write", temporary, errno);
    }
    failPoint(FailPoint::snapshot_before_rename);
    if (::rename(temporary.c_str(), name.c_str()) != 0) refuse("write", name, errno);
    failPoint(FailPoint::snapshot_before_folder_sync);
    syncFolder(folder_);
    failPoint(FailPoint::snapshot_after_folder_sync);
    return {static_cast<std::int64_t>(bytes.head.size() + bytes.body.size()), snapshotDigest(bytes.head)};
}

void StateFolder::noteDecided(Epoch epoch) {
    const std::string name = decidedFile(), temporary = folder_ + "/decided.tmp";
    {
        const Descriptor file = create(temporary);
        writeAll(file.get(), std::to_string(epoch) + '\n', temporary);
        if (::fsync(file.get()) != 0) refuse("write", temporary, errno);
    }
    if (::rename(temporary.c_str(), name.c_str()) != 0) refuse("write", name, errno);
}

Epoch StateFolder::lastDecided() const {
    std::ifstream file(decidedFile());
    Epoch epoch = kNoEpoch;
    return file >> epoch ? epoch : kNoEpoch;
}

void StateFolder::forgetOld() {
    const std::vector<Entry> entries = list();
    for (std::size_t i = 0; i + 2 < entries.size(); ++i)
        ::unlink(entries[i].file.c_str());
}

template <class Which> void StateFolder::forget(Which&& which) {
    bool removed = false;
    for (const Entry& entry : list()) {
        if (!which(entry.epoch)) continue;
        if (::unlink(entry.file.c_str()) != 0) refuse("remove", entry.file, errno);
        removed = true;
    }
    if (removed) syncFolder(folder_);
}

void StateFolder::forgetAfter(Epoch epoch) {
    if (epoch == kNoEpoch) ::unlink(decidedFile().c_str());
    forget([epoch](Epoch each) { return each > epoch; });
}

void StateFolder::forgetBefore(Epoch epoch) {
    ::unlink(decidedFile().c_str());
    forget([epoch](Epoch each) { return each < epoch; });
}

} // namespace millrace
