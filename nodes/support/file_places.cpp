// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/file_places.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace millrace {

namespace {
namespace fs = std::filesystem;

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

std::string folderOf(const std::string& file) {
    const std::string folder = fs::path(file).parent_path().string();
    return folder.empty() ? "." : folder;
}
} // namespace

Diagnostic fileProblem(const char* code, const std::string& file, const char* what, int error) {
    Diagnostic d;
    d.code = code;
    d.file = file;
    d.message = std::string(what) + " `" + file + "`: " + std::strerror(error);
    d.hint = file.empty() ? "name a file" : hintFor(error);
    return d;
}

void failFile(const char* code, const std::string& file, const char* what, int error) {
    throw DiagnosticError(Diagnostics(fileProblem(code, file, what, error)));
}

int obstacleToWriting(const std::string& path, bool replace) {
    struct stat status {};
    if (path.empty()) return ENOENT;
    const bool exists = ::stat(path.c_str(), &status) == 0;
    if (exists && S_ISDIR(status.st_mode)) return EISDIR;
    // Renaming needs no right to the old file, but who took that right away meant it.
    if (exists && ::access(path.c_str(), W_OK) != 0) return errno;
    if (exists && (!S_ISREG(status.st_mode) || !replace)) return 0;
    const std::string folder = folderOf(behindLinks(path));
    if (::stat(folder.c_str(), &status) != 0) return errno;
    if (!S_ISDIR(status.st_mode)) return ENOTDIR;
    return ::access(folder.c_str(), W_OK | X_OK) == 0 ? 0 : errno;
}

std::string behindLinks(const std::string& path) {
    std::error_code error;
    const fs::path real = fs::canonical(path, error);
    return error ? path : real.string();
}

std::string hiddenBeside(const std::string& target, const std::string& more) {
    const fs::path path = target;
    return (path.parent_path() / ("." + path.filename().string() + "." + more)).string();
}

void keepMode(int descriptor, unsigned mode) {
    // Best effort: a file system without modes still gets its content.
    if (::fchmod(descriptor, mode & 07777) != 0) return;
}

void syncFolderOf(const std::string& file) {
    const int descriptor = ::open(folderOf(file).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return;
    ::fsync(descriptor);
    ::close(descriptor);
}

bool endsInsideALine(const std::string& file) {
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return false;
    char last = '\n';
    const off_t size = ::lseek(descriptor, 0, SEEK_END);
    const bool known = size > 0 && ::pread(descriptor, &last, 1, size - 1) == 1;
    ::close(descriptor);
    return known && last != '\n';
}

} // namespace millrace
