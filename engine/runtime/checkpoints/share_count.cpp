// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/checkpoints/share_count.h"

#include "engine/operator/instance_name.h"
#include "engine/runtime/checkpoints/state_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace millrace {

namespace {

[[noreturn]] void refuse(const char* code, const std::string& folder, std::string why, std::string hint) {
    Diagnostics problems;
    problems.error(code, std::move(why), std::move(hint)).file = folder;
    throw DiagnosticError(std::move(problems));
}

constexpr int kMostShares = 1024;

std::string fileIn(const std::string& folder) { return folder + "/shares"; }

[[noreturn]] void refuseBySystem(const std::string& path, int error) {
    refuse("MR4614", path, fmt::format("cannot write `{}`: {}", path, std::strerror(error)),
           "name a folder of your own with --state");
}

std::vector<Share> allOf(const std::string& folder, int count) {
    std::vector<Share> shares;
    for (int index = 0; index < count; ++index) {
        const Instance which{index, count};
        shares.push_back({which, folder + '/' + nameOf(which)});
    }
    return shares;
}

} // namespace

std::optional<int> shareCount(const std::string& folder) {
    std::ifstream file(fileIn(folder));
    int count = 0;
    if (!(file >> count) || count < 1 || count > kMostShares) return std::nullopt;
    return count;
}

std::vector<Share> sharesIn(const std::string& folder) {
    return allOf(folder, shareCount(folder).value_or(0));
}

std::vector<Share> takeShares(const std::string& folder, const Instance& instance,
                              std::optional<int> wanted) {
    if (!StateFolder::list(folder).empty())
        refuse("MR4634", folder, "`" + folder + "` holds the state of one run without --instance",
               "name another folder, or run without --instance");
    const int count = shareCount(folder).value_or(wanted.value_or(instance.count));
    if (wanted && *wanted != count)
        refuse("MR4635", folder, fmt::format("the job in `{}` has {} shares, not {}", folder, count, *wanted),
               "leave out --shares; another number of them means to start over in another folder");
    if (instance.count > count)
        refuse(
            "MR4635", folder,
            fmt::format("the job in `{}` has {} shares: {} instances are too many", folder, count,
                        instance.count),
            "run fewer; more shares (--shares, as many as the topics have partitions) mean to start over in "
            "another folder");
    std::vector<Share> mine = allOf(folder, count);
    std::erase_if(mine, [&instance](const Share& share) {
        return share.instance.index % instance.count != instance.index;
    });
    return mine;
}

void settleShares(const std::string& folder, int count) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    // The name appears with its content, which is durable, or not at all.
    std::string temporary = fileIn(folder) + ".XXXXXX";
    const int file = ::mkstemp(temporary.data());
    if (file < 0) refuseBySystem(temporary, errno);
    const std::string text = std::to_string(count) + '\n';
    int why = 0;
    if (::write(file, text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
        ::fchmod(file, 0644) != 0 || ::fsync(file) != 0 ||
        ::link(temporary.c_str(), fileIn(folder).c_str()) != 0)
        why = errno;
    ::close(file);
    ::unlink(temporary.c_str());
    if (why != 0 && why != EEXIST) refuseBySystem(fileIn(folder), why);
    if (why == 0) {
        const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (opened < 0 || ::fsync(opened) != 0) why = errno;
        if (opened >= 0) ::close(opened);
        if (why != 0) refuseBySystem(folder, why);
    }
    const std::optional<int> settled = shareCount(folder);
    if (settled == count) return;
    if (!settled)
        refuse("MR4635", folder, "`" + fileIn(folder) + "` does not say how many shares the job has",
               "bring the folder back as it was");
    refuse("MR4635", folder, fmt::format("the job in `{}` has {} shares, not {}", folder, *settled, count),
           "begin its instances with the same numbers");
}

void refuseShares(const std::string& folder) {
    if (const auto count = shareCount(folder))
        refuse("MR4634", folder, fmt::format("`{}` holds the state of a job with {} shares", folder, *count),
               "--instance 1/1 goes on with all of them in one process");
}

} // namespace millrace
