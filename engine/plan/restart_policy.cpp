// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/restart_policy.h"

#include "engine/base/text.h"
#include "engine/graph/json_writer.h"

namespace millrace {

namespace {

namespace json = boost::json;

constexpr std::int64_t kMost = 1'000'000;

void readCount(const json::object& block, const char* name, int& count, Diagnostics& problems) {
    const json::value* value = block.if_contains(name);
    if (value == nullptr || value->is_null()) return;
    if (value->is_int64() && value->get_int64() >= 0 && value->get_int64() <= kMost) {
        count = static_cast<int>(value->get_int64());
        return;
    }
    const std::string path = std::string("concurrency.restart.") + name;
    problems
        .error("MR1147",
               "`" + path + "` must be a whole number from 0 to " + std::to_string(kMost) + ", not `" +
                   flatJson(*value) + "`",
               "write the number itself; it cannot come from a parameter of the graph")
        .parameter = path;
}

} // namespace

Result<RestartPolicy> readRestartPolicy(const json::object& concurrency) {
    RestartPolicy policy;
    const json::value* value = concurrency.if_contains("restart");
    if (value == nullptr || value->is_null()) return policy;
    Diagnostics problems;
    const json::object* block = value->if_object();
    if (block == nullptr) {
        problems
            .error("MR1147", "`concurrency.restart` must be an object",
                   "write { \"max\": 10, \"retries\": 1 }")
            .parameter = "concurrency.restart";
        return problems;
    }
    const std::vector<std::string> known{"max", "retries"};
    for (const auto& member : *block) {
        const std::string name(member.key());
        if (name == known[0] || name == known[1]) continue;
        problems
            .error("MR1147", "`concurrency.restart` has no setting `" + name + "`", suggestion(name, known))
            .parameter = "concurrency.restart." + name;
    }
    readCount(*block, "max", policy.max, problems);
    readCount(*block, "retries", policy.retries, problems);
    if (problems.hasErrors()) return problems;
    return policy;
}

} // namespace millrace
