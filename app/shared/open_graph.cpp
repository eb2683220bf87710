// SPDX-License-Identifier: Apache-2.0
#include "app/shared/open_graph.h"

#include "engine/base/text.h"
#include "engine/graph/json_reader.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>

namespace millrace {

namespace {

/// "did you mean `fleet.mill`?" from the graph files in the same folder.
std::string neighbourHint(const std::filesystem::path& path) {
    std::vector<std::string> names;
    std::error_code ignored;
    const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
    for (const auto& entry : std::filesystem::directory_iterator(folder, ignored))
        if (entry.path().extension() == ".mill" && entry.is_regular_file(ignored))
            names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return suggestion(path.filename().string(), names);
}

/// As much as a graph may have and a little more, so that what is too large is refused: a device never ends.
std::string beginningOf(std::istream& in) {
    std::string text;
    std::array<char, 65536> part{};
    while (text.size() <= kMaxJsonBytes && (in.read(part.data(), part.size()) || in.gcount() > 0))
        text.append(part.data(), static_cast<std::size_t>(in.gcount()));
    return text;
}

} // namespace

Result<GraphFile> openGraphFile(const std::string& path) {
    if (path == "-") return parseGraph(beginningOf(std::cin), "<stdin>");
    Diagnostics failure;
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) {
        failure.error("MR5001", "cannot read the graph: it is a folder", "name a .mill file inside it").file =
            path;
        return failure;
    }
    std::ifstream in(path, std::ios::binary);
    if (!in) {
        const int why = errno;
        failure
            .error("MR5001", std::string("cannot read the graph: ") + std::strerror(why),
                   why == ENOENT ? neighbourHint(path) : std::string())
            .file = path;
        return failure;
    }
    return parseGraph(beginningOf(in), path);
}

PlanOptions planOptionsFor(const std::string& graphPath) {
    PlanOptions options;
    std::error_code ignored;
    options.currentFolder = std::filesystem::current_path(ignored).string();
    options.graphFolder = options.currentFolder;
    if (!graphPath.empty() && graphPath != "-")
        options.graphFolder = std::filesystem::absolute(graphPath, ignored).parent_path().string();
    options.environment = [](const std::string& name) -> std::optional<std::string> {
        const char* value = std::getenv(name.c_str());
        return value ? std::optional<std::string>(value) : std::nullopt;
    };
    options.cores = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
    return options;
}

Planning planGraphFile(const GraphFile& file, const std::string& path, const Registry& registry,
                       const PlanOptions& options) {
    Planning planning = plan(file.document, registry, options);
    Diagnostics all = file.warnings;
    for (Diagnostic d : planning.diagnostics) {
        if (d.file.empty()) file.positions.locate(d, file.document, path);
        all.add(std::move(d));
    }
    planning.diagnostics = std::move(all);
    return planning;
}

} // namespace millrace
