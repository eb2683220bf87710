// SPDX-License-Identifier: Apache-2.0
#include "tests/architecture/source_text.h"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace millrace::test {

namespace {

bool endsWithOneOf(std::string_view name, const std::vector<std::string>& endings) {
    return std::any_of(endings.begin(), endings.end(),
                       [name](const std::string& ending) { return name.ends_with(ending); });
}

std::string readAll(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void blank(std::string& text, std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < std::min(to, text.size()); ++i) {
        if (text[i] != '\n') text[i] = ' ';
    }
}

/// The offset behind a literal that starts with `quote` at `start`.
std::size_t endOfLiteral(std::string_view text, std::size_t start, char quote) {
    std::size_t i = start + 1;
    while (i < text.size() && text[i] != quote && text[i] != '\n')
        i += text[i] == '\\' ? 2 : 1;
    return std::min(i + 1, text.size());
}

bool isWordCharacter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool isRawString(std::string_view text, std::size_t quote) {
    if (quote == 0 || text[quote - 1] != 'R') return false;
    // R, u8R, uR, UR, LR count; an identifier that happens to end in R does not.
    std::size_t start = quote - 1;
    while (start > 0 && isWordCharacter(text[start - 1]))
        --start;
    const std::string_view prefix = text.substr(start, quote - 1 - start);
    return prefix.empty() || prefix == "u8" || prefix == "u" || prefix == "U" || prefix == "L";
}

/// The offset behind the raw string whose quote stands at `quote`.
std::size_t endOfRawString(std::string_view text, std::size_t quote) {
    const std::size_t open = text.find('(', quote);
    if (open == std::string_view::npos) return text.size();
    std::string close = ")";
    close.append(text.substr(quote + 1, open - quote - 1));
    close += '"';
    const std::size_t end = text.find(close, open);
    return end == std::string_view::npos ? text.size() : end + close.size();
}

std::string_view trimmedLeft(std::string_view text) {
    const std::size_t start = text.find_first_not_of(" \t");
    return start == std::string_view::npos ? std::string_view() : text.substr(start);
}

} // namespace

std::vector<SourceFile> readSources(const std::string& root, const std::vector<std::string>& folders,
                                    const std::vector<std::string>& endings) {
    std::vector<SourceFile> files;
    const std::filesystem::path base(root);
    for (const std::string& folder : folders) {
        if (!std::filesystem::is_directory(base / folder)) continue;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(base / folder)) {
            const std::string name = entry.path().filename().string();
            if (!entry.is_regular_file() || !endsWithOneOf(name, endings)) continue;
            files.push_back({entry.path().lexically_relative(base).generic_string(), readAll(entry.path())});
        }
    }
    std::sort(files.begin(), files.end(),
              [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
    return files;
}

std::string withoutCommentsAndLiterals(std::string_view text) {
    std::string code(text);
    std::size_t i = 0;
    while (i < text.size()) {
        const char c = text[i];
        const char next = i + 1 < text.size() ? text[i + 1] : '\0';
        if (c == '/' && next == '/') {
            const std::size_t end = std::min(text.find('\n', i), text.size());
            blank(code, i, end);
            i = end;
        } else if (c == '/' && next == '*') {
            const std::size_t close = text.find("*/", i + 2);
            const std::size_t end = close == std::string_view::npos ? text.size() : close + 2;
            blank(code, i, end);
            i = end;
        } else if (c == '"' && isRawString(text, i)) {
            const std::size_t end = endOfRawString(text, i);
            blank(code, i, end);
            i = end;
        } else if (c == '"' || (c == '\'' && (i == 0 || !isWordCharacter(text[i - 1])))) {
            // A quote inside a number (1'000) is no literal.
            const std::size_t end = endOfLiteral(text, i, c);
            blank(code, i + 1, end - 1);
            i = end;
        } else {
            ++i;
        }
    }
    return code;
}

std::vector<Include> includesOf(const SourceFile& file) {
    // The path of an include is a literal, so the words come from the text and the doubt from the code.
    const std::string code = withoutCommentsAndLiterals(file.text);
    const std::vector<NumberedLine> textLines = linesOf(file.text);
    const std::vector<NumberedLine> codeLines = linesOf(code);
    std::vector<Include> includes;
    for (std::size_t i = 0; i < textLines.size(); ++i) {
        std::string_view directive = trimmedLeft(codeLines[i].text);
        if (!directive.starts_with('#')) continue;
        if (!trimmedLeft(directive.substr(1)).starts_with("include")) continue;
        const std::string_view line = textLines[i].text;
        const std::size_t open = line.find_first_of("\"<");
        if (open == std::string_view::npos) continue;
        const bool quoted = line[open] == '"';
        const std::size_t close = line.find(quoted ? '"' : '>', open + 1);
        if (close == std::string_view::npos) continue;
        includes.push_back(
            {std::string(line.substr(open + 1, close - open - 1)), quoted, textLines[i].number});
    }
    return includes;
}

std::vector<NumberedLine> linesOf(std::string_view text) {
    std::vector<NumberedLine> lines;
    int number = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.push_back({++number, text.substr(0, end)});
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::vector<Violation> searchLines(const SourceFile& file, std::string_view text, const RE2& pattern,
                                   std::string_view reason) {
    std::vector<Violation> found;
    for (const NumberedLine& line : linesOf(text)) {
        re2::StringPiece match;
        const re2::StringPiece subject(line.text.data(), line.text.size());
        if (pattern.Match(subject, 0, subject.size(), RE2::UNANCHORED, &match, 1)) {
            found.push_back({file.path, line.number, std::string(match) + ": " + std::string(reason)});
        }
    }
    return found;
}

std::string describe(const std::vector<Violation>& violations) {
    std::string text;
    for (const Violation& violation : violations) {
        text += violation.path + ':' + std::to_string(violation.line) + ": " + violation.message + '\n';
    }
    return text;
}

std::vector<Violation> checkAll(const std::vector<SourceFile>& files,
                                const std::function<std::vector<Violation>(const SourceFile&)>& check) {
    std::vector<Violation> all;
    for (const SourceFile& file : files) {
        std::vector<Violation> found = check(file);
        all.insert(all.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
    }
    return all;
}

} // namespace millrace::test
