// SPDX-License-Identifier: Apache-2.0
// Small files, a licence line in each, and no folder beyond those of the design.

#include <QtTest>
#include <algorithm>
#include <array>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tests/architecture/source_text.h"

using millrace::test::SourceFile;
using millrace::test::Violation;

namespace {

constexpr std::size_t kLineCap = 600;
constexpr std::string_view kLicence = "SPDX-License-Identifier: Apache-2.0";
constexpr std::array<std::string_view, 8> kFolders{"app",     "engine",    "installer", "nodes",
                                                   "plugins", "resources", "tests",     "ui"};
/// Where ./dev builds; git does not track it.
constexpr std::string_view kBuildFolder = "build";

std::vector<Violation> checkSize(const SourceFile& file) {
    const std::size_t lines = millrace::test::linesOf(file.text).size();
    if (lines <= kLineCap) return {};
    return {
        {file.path, static_cast<int>(lines),
         std::to_string(lines) + " lines, the cap is " + std::to_string(kLineCap) + ": look for the seam"}};
}

std::vector<Violation> checkLicence(const SourceFile& file) {
    // A script has its interpreter in the first line.
    const auto lines = millrace::test::linesOf(file.text);
    for (std::size_t i = 0; i < std::min<std::size_t>(lines.size(), 2); ++i) {
        if (lines[i].text.find(kLicence) != std::string_view::npos) return {};
    }
    return {{file.path, 1, "the first line is not the licence line: " + std::string(kLicence)}};
}

std::vector<Violation> checkTopFolders(const std::vector<std::string>& names) {
    std::vector<Violation> found;
    for (const std::string& name : names) {
        if (name.starts_with('.') || name == kBuildFolder) continue;
        if (std::find(kFolders.begin(), kFolders.end(), name) == kFolders.end()) {
            found.push_back({name, 0, "no folder of the design; the eight are fixed"});
        }
    }
    return found;
}

std::vector<SourceFile> sources(const std::vector<std::string>& endings) {
    return millrace::test::readSources(MILLRACE_SOURCE_DIR, {kFolders.begin(), kFolders.end()}, endings);
}

QByteArray report(const std::vector<Violation>& violations) {
    return QByteArray::fromStdString("\n" + millrace::test::describe(violations));
}

} // namespace

class TstFileSize : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void noSourceFileIsTooLong() {
        const auto files = sources({".h", ".cpp"});
        QVERIFY2(files.size() > 20, "the sources were not found");
        const auto found = millrace::test::checkAll(files, checkSize);
        QVERIFY2(found.empty(), report(found).constData());
    }

    void everySourceFileNamesItsLicence() {
        const auto found = millrace::test::checkAll(
            sources({".h", ".cpp", ".def", ".cmake", "CMakeLists.txt", ".py", ".sh"}), checkLicence);
        QVERIFY2(found.empty(), report(found).constData());
    }

    void topLevelFoldersAreThoseOfTheDesign() {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(MILLRACE_SOURCE_DIR)) {
            if (entry.is_directory()) names.push_back(entry.path().filename().string());
        }
        QVERIFY(names.size() >= 5);
        const auto found = checkTopFolders(names);
        QVERIFY2(found.empty(), report(found).constData());
    }

    void aLongFileIsFound() {
        std::string text;
        for (std::size_t i = 0; i < kLineCap; ++i)
            text += "int x;\n";
        QVERIFY(checkSize({"nodes/a.cpp", text}).empty());
        text += "int y;\n";
        const auto found = checkSize({"nodes/a.cpp", text});
        QCOMPARE(found.size(), std::size_t{1});
        QVERIFY(millrace::test::describe(found).starts_with("nodes/a.cpp:601: "));
    }

    void aMissingLicenceIsFound() {
        QVERIFY(checkLicence({"a.cpp", "// SPDX-License-Identifier: Apache-2.0\nint x;\n"}).empty());
        QVERIFY(checkLicence({"a.sh", "#!/bin/sh\n# SPDX-License-Identifier: Apache-2.0\n"}).empty());
        QCOMPARE(checkLicence({"a.cpp", "int x;\n"}).size(), std::size_t{1});
        QCOMPARE(checkLicence({"a.cpp", ""}).size(), std::size_t{1});
    }

    void aForeignFolderIsFound() {
        QVERIFY(checkTopFolders({"app", "engine", ".git", ".ci", "build"}).empty());
        QCOMPARE(checkTopFolders({"app", "scripts", "src"}).size(), std::size_t{2});
    }
};

QTEST_GUILESS_MAIN(TstFileSize)
#include "tst_file_size.moc"
