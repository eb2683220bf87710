// SPDX-License-Identifier: Apache-2.0
// Names and marks: files are snake_case, no type is a "manager", "helper" or "util", headers are included
// once, and nothing says that it is unfinished.

#include <QtTest>
#include <string>
#include <string_view>
#include <vector>

#include <re2/re2.h>

#include "tests/architecture/source_text.h"

using millrace::test::SourceFile;
using millrace::test::Violation;

namespace {

std::vector<Violation> checkFileName(const SourceFile& file) {
    static const RE2 kSnakeCase(R"([a-z][a-z0-9_]*\.(h|cpp|def))");
    const std::string name = file.path.substr(file.path.rfind('/') + 1);
    if (RE2::FullMatch(name, kSnakeCase)) return {};
    return {{file.path, 0, "file names are snake_case"}};
}

std::vector<Violation> checkTypeNames(const SourceFile& file) {
    static const RE2 kVague(
        R"(\b(class|struct)\s+(\w*(Manager|Helper|Helpers|Util|Utils|Utility|Utilities))\b)");
    return millrace::test::searchLines(file, millrace::test::withoutCommentsAndLiterals(file.text), kVague,
                                       "say what it is, not that it helps");
}

std::vector<Violation> checkMarks(const SourceFile& file) {
    // A bracket each, so that this file does not report itself.
    static const RE2 kMark(R"(\b(TO[D]O|FI[X]ME|HA[C]K)\b)");
    return millrace::test::searchLines(file, file.text, kMark, "nothing in main is unfinished");
}

std::vector<Violation> checkIncludedOnce(const SourceFile& file) {
    if (!file.path.ends_with(".h") || file.text.find("#pragma once") != std::string::npos) return {};
    return {{file.path, 1, "#pragma once is missing"}};
}

std::vector<SourceFile> sources() {
    return millrace::test::readSources(
        MILLRACE_SOURCE_DIR, {"engine", "nodes", "ui", "app", "plugins", "tests"}, {".h", ".cpp", ".def"});
}

QByteArray report(const std::vector<Violation>& violations) {
    return QByteArray::fromStdString("\n" + millrace::test::describe(violations));
}

} // namespace

class TstNames : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void filesAreSnakeCase() {
        const auto files = sources();
        QVERIFY2(files.size() > 20, "the sources were not found");
        const auto found = millrace::test::checkAll(files, checkFileName);
        QVERIFY2(found.empty(), report(found).constData());
    }

    void typesSayWhatTheyAre() {
        const auto found = millrace::test::checkAll(sources(), checkTypeNames);
        QVERIFY2(found.empty(), report(found).constData());
    }

    void nothingIsMarkedUnfinished() {
        const auto found = millrace::test::checkAll(sources(), checkMarks);
        QVERIFY2(found.empty(), report(found).constData());
    }

    void headersAreIncludedOnce() {
        const auto found = millrace::test::checkAll(sources(), checkIncludedOnce);
        QVERIFY2(found.empty(), report(found).constData());
    }

    void brokenNamesAreFound() {
        QCOMPARE(checkFileName({"ui/MainWindow.cpp", ""}).size(), std::size_t{1});
        QVERIFY(checkFileName({"ui/main_window.cpp", ""}).empty());
        const auto found = checkTypeNames({"ui/a.h", "\nclass ThemeManager;\nstruct PathUtils {};\n"});
        QCOMPARE(found.size(), std::size_t{2});
        QCOMPARE(found[0].line, 2);
        QVERIFY(checkTypeNames({"ui/a.h", "// class ThemeManager\nclass Theme;\n"}).empty());
        QCOMPARE(checkMarks({"ui/a.h", std::string("int x; // TO") + "DO: more\n"}).size(), std::size_t{1});
        QCOMPARE(checkIncludedOnce({"ui/a.h", "int x;\n"}).size(), std::size_t{1});
        QVERIFY(checkIncludedOnce({"ui/a.cpp", "int x;\n"}).empty());
    }
};

QTEST_GUILESS_MAIN(TstNames)
#include "tst_names.moc"
