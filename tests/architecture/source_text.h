// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <re2/re2.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace millrace::test {

/// One source file of the repository as the architecture tests see it. `path` counts from the repository root
/// and uses forward slashes.
struct SourceFile {
    std::string path;
    std::string text;
};

/// A broken rule, at a place one can click.
struct Violation {
    std::string path;
    int line = 0; ///< 1-based; 0 where the whole file is meant
    std::string message;
};

struct Include {
    std::string path; ///< as written, without quotes or brackets
    bool quoted = false;
    int line = 0;
};

/// One line of a file with its 1-based number.
struct NumberedLine {
    int number = 0;
    std::string_view text;
};

/// Every file below `folders` of the repository at `root` whose name ends in one of `endings`, in the order
/// of their paths. A folder that does not exist has no files.
std::vector<SourceFile> readSources(const std::string& root, const std::vector<std::string>& folders,
                                    const std::vector<std::string>& endings);

/// The text with comments and the insides of string and character literals blanked out. Length and line
/// breaks stay, so offsets and line numbers hold for both.
std::string withoutCommentsAndLiterals(std::string_view text);

/// The #include lines of a file, those in comments left out.
std::vector<Include> includesOf(const SourceFile& file);

std::vector<NumberedLine> linesOf(std::string_view text);

/// One violation for each line of `text` in which `pattern` is found. `text` is that of `file` or a blanked
/// copy of it.
std::vector<Violation> searchLines(const SourceFile& file, std::string_view text, const RE2& pattern,
                                   std::string_view reason);

/// "path:line: message", one violation a line, as compilers print theirs.
std::string describe(const std::vector<Violation>& violations);

/// All violations that `check` finds in `files`.
std::vector<Violation> checkAll(const std::vector<SourceFile>& files,
                                const std::function<std::vector<Violation>(const SourceFile&)>& check);

} // namespace millrace::test
