// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>
#include <iterator>

#include "engine/base/text.h"
#include "nodes/support/byte_source.h"

namespace millrace {

namespace {

namespace fs = std::filesystem;

bool hasWildcard(std::string_view text) { return text.find_first_of("*?") != std::string_view::npos; }

/// `*` any run, `?` any one byte. Greedy with one step back, so linear times the pattern at worst.
bool matches(std::string_view pattern, std::string_view name) {
    std::size_t p = 0;
    std::size_t n = 0;
    std::size_t star = std::string_view::npos;
    std::size_t mark = 0;
    while (n < name.size()) {
        if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n]) && pattern[p] != '*') {
            ++p;
            ++n;
        } else if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            mark = n;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            n = ++mark;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*')
        ++p;
    return p == pattern.size();
}

/// Whether a pattern for one part of a path takes this name; hidden files want to be asked for.
bool takes(std::string_view pattern, std::string_view name) {
    const bool hidden = name[0] == '.' && pattern[0] != '.';
    return !hidden && matches(pattern, name);
}

/// Names in a folder; empty where it cannot be read.
std::vector<std::string> namesIn(const fs::path& folder, std::error_code& error) {
    std::vector<std::string> names;
    const fs::path from = folder.empty() ? fs::path(".") : folder;
    for (fs::directory_iterator it(from, error), end; !error && it != end; it.increment(error)) {
        names.push_back(it->path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

Diagnostic fileDiagnostic(const char* code, const std::string& path, std::string message, std::string hint) {
    Diagnostic d;
    d.code = code;
    d.file = path;
    d.message = std::move(message);
    d.hint = std::move(hint);
    return d;
}

Diagnostic noSuchFile(const std::string& path) {
    const fs::path folder = fs::path(path).parent_path();
    std::error_code error;
    std::string hint;
    if (!folder.empty() && !fs::is_directory(folder, error)) {
        hint = "there is no folder `" + folder.string() + "`";
    } else {
        const std::string near = closestMatch(fs::path(path).filename().string(), namesIn(folder, error));
        hint =
            near.empty() ? "paths in a graph file are relative to that file" : "did you mean `" + near + "`?";
    }
    return fileDiagnostic("MR3101", path, "no such file: `" + path + "`", hint);
}

} // namespace

bool isPattern(const std::string& path) {
    std::error_code error;
    // A name with a star in it that exists means itself.
    return hasWildcard(path) && !fs::exists(path, error);
}

bool patternCovers(const std::string& pattern, const std::string& file) {
    std::error_code error;
    fs::path folder;
    std::vector<std::string> patterns;
    for (const fs::path& part : fs::absolute(pattern, error)) {
        if (patterns.empty() && !hasWildcard(part.string()))
            folder /= part;
        else
            patterns.push_back(part.string());
    }
    const fs::path inside = fs::path(file).lexically_relative(fs::weakly_canonical(folder, error));
    return static_cast<std::size_t>(std::distance(inside.begin(), inside.end())) == patterns.size() &&
           std::equal(patterns.begin(), patterns.end(), inside.begin(),
                      [](const std::string& p, const fs::path& name) { return takes(p, name.string()); });
}

Result<std::vector<std::string>> expandPath(const std::string& path) {
    std::error_code error;
    if (path == "-" || (!isPattern(path) && fs::exists(path, error))) return std::vector<std::string>{path};
    if (!hasWildcard(path)) return noSuchFile(path);

    std::vector<fs::path> found{fs::path()};
    for (const fs::path& part : fs::path(path)) {
        const std::string pattern = part.string();
        std::vector<fs::path> next;
        for (const fs::path& folder : found) {
            if (!hasWildcard(pattern)) {
                next.push_back(folder / part);
                continue;
            }
            for (const std::string& name : namesIn(folder, error)) {
                if (takes(pattern, name)) next.push_back(folder / name);
            }
            if (error == std::errc::permission_denied) {
                return fileDiagnostic("MR3102", path, "cannot read the folder `" + folder.string() + "`",
                                      error.message());
            }
        }
        found = std::move(next);
    }
    std::vector<std::string> files;
    for (const fs::path& file : found) {
        if (fs::exists(file, error) && !fs::is_directory(file, error)) files.push_back(file.string());
    }
    if (files.empty()) return fileDiagnostic("MR3103", path, "no file matches `" + path + "`", {});
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace millrace
