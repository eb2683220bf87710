// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/file_target.h"

#include "nodes/support/byte_source.h"

#include <filesystem>

namespace millrace {

namespace {
namespace fs = std::filesystem;
constexpr std::string_view kFile = "file ";
} // namespace

std::string fileIdentity(const std::string& path) {
    std::error_code error;
    const fs::path whole = fs::absolute(path, error);
    const fs::path real = fs::weakly_canonical(whole, error);
    return std::string(kFile) + (error ? whole : real).string();
}

ExternalTarget writtenFile(const std::string& path) {
    ExternalTarget target;
    target.access = ExternalTarget::Access::Writes;
    target.parameter = "path";
    if (path == "-") {
        target.identity = target.name = kStandardOutput;
        return target;
    }
    std::error_code error;
    target.identity = fileIdentity(path);
    target.name = "`" + path + "`";
    target.shared = fs::exists(path, error) && !fs::is_regular_file(path, error);
    return target;
}

ExternalTarget databaseFile(const std::string& path) {
    return {.access = ExternalTarget::Access::Writes,
            .identity = fileIdentity(path),
            .name = "`" + path + "`",
            .parameter = "path",
            .shared = true};
}

ExternalTarget readFiles(const std::string& path) {
    ExternalTarget target;
    target.access = ExternalTarget::Access::Reads;
    target.parameter = "path";
    if (path == "-") {
        target.identity = target.name = kStandardInput;
        return target;
    }
    target.identity = fileIdentity(path);
    target.name = "`" + path + "`";
    target.shared = true;
    if (isPattern(path)) {
        target.covers = [path](std::string_view identity) {
            return identity.starts_with(kFile) &&
                   patternCovers(path, std::string(identity.substr(kFile.size())));
        };
    }
    return target;
}

} // namespace millrace
