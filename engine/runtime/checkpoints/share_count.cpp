// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/checkpoints/share_count.h"

#include "engine/operator/instance_name.h"
#include "engine/runtime/checkpoints/state_folder.h"

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>
#include <cerrno>
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

std::string fileIn(const std::string& folder) { return folder + "/shares"; }

/// Whoever is first settles it: the name appears with its content or not at all.
void settle(const std::string& folder, int count) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    const std::string temporary = fmt::format("{}.{}.tmp", fileIn(folder), ::getpid());
    {
        std::ofstream file(temporary);
        file << count << '\n';
        if (!file.flush())
            refuse("MR4614", folder, fmt::format("cannot write `{}`: {}", temporary, std::strerror(errno)),
                   "name a folder of your own with --state");
    }
    const int linked = ::link(temporary.c_str(), fileIn(folder).c_str());
    const int why = errno;
    std::filesystem::remove(temporary, error);
    if (linked != 0 && why != EEXIST)
        refuse("MR4614", folder, fmt::format("cannot write `{}`: {}", fileIn(folder), std::strerror(why)),
               "name a folder of your own with --state");
}

} // namespace

std::optional<int> shareCount(const std::string& folder) {
    std::ifstream file(fileIn(folder));
    int count = 0;
    if (!(file >> count) || count < 1) return std::nullopt;
    return count;
}

std::vector<Share> sharesIn(const std::string& folder) {
    std::vector<Share> all;
    const int count = shareCount(folder).value_or(0);
    for (int index = 0; index < count; ++index) {
        const Instance which{index, count};
        all.push_back({which, folder + '/' + nameOf(which)});
    }
    return all;
}

std::vector<Share> takeShares(const std::string& folder, const Instance& instance,
                              std::optional<int> wanted) {
    if (!StateFolder::list(folder).empty())
        refuse("MR4634", folder, "`" + folder + "` holds the state of one run without --instance",
               "name another folder, or run without --instance");
    if (!shareCount(folder)) settle(folder, wanted.value_or(instance.count));
    const std::optional<int> count = shareCount(folder);
    if (!count)
        refuse("MR4614", folder, "`" + fileIn(folder) + "` does not say how many shares there are",
               "remove the folder to start over");
    if (wanted && *wanted != *count)
        refuse("MR4635", folder,
               fmt::format("the job in `{}` has {} shares, not {}", folder, *count, *wanted),
               "leave out --shares; another number of them means to start over in another folder");
    if (instance.count > *count)
        refuse(
            "MR4635", folder,
            fmt::format("the job in `{}` has {} shares: {} instances are too many", folder, *count,
                        instance.count),
            "run fewer; more shares (--shares, as many as the topics have partitions) mean to start over in "
            "another folder");
    std::vector<Share> mine = sharesIn(folder);
    std::erase_if(mine, [&instance](const Share& share) {
        return share.instance.index % instance.count != instance.index;
    });
    return mine;
}

} // namespace millrace
