// SPDX-License-Identifier: Apache-2.0
// The law of the house: who may include whom, and what is banned where. The tables below are the law; there
// is no other copy of it.

#include <QtTest>
#include <algorithm>
#include <array>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <re2/re2.h>

#include "tests/architecture/source_text.h"

using millrace::test::Include;
using millrace::test::SourceFile;
using millrace::test::Violation;

namespace {

/// Which layer a folder belongs to; the longest prefix decides.
struct Folder {
    std::string_view prefix;
    std::string_view layer;
};
constexpr std::array kFolders{
    Folder{"engine/base/", "core"},
    Folder{"engine/data/", "core"},
    Folder{"engine/expression/", "core"},
    Folder{"engine/graph/", "core"},
    Folder{"engine/plan/", "core"},
    Folder{"engine/operator/", "core"},
    Folder{"engine/metrics/", "core"},
    Folder{"engine/run/", "core"},
    Folder{"engine/runtime/", "runtime"},
    Folder{"engine/sim/", "sim"},
    Folder{"engine/exporters/", "exporters"},
    Folder{"engine/store/", "store"},
    Folder{"nodes/", "nodes"},
    Folder{"plugins/", "plugins"},
    Folder{"ui/", "ui"},
    Folder{"app/shared/", "app/shared"},
    Folder{"app/cli/", "app/cli"},
    Folder{"app/studio/", "app/studio"},
};

/// What a layer may use beside itself. Everything may use core; only app uses the siblings; what must run
/// without Qt never reaches the user interface. Plugins are guests with the rights of nodes: loaded, never
/// included, so nobody may use them.
struct Right {
    std::string_view layer;
    std::vector<std::string_view> mayUse;
};
const std::vector<Right> kRights{
    {"core", {}},
    {"runtime", {"core"}},
    {"sim", {"core"}},
    {"exporters", {"core"}},
    {"store", {"core"}},
    {"nodes", {"core"}},
    {"plugins", {"core"}},
    {"ui", {"core"}},
    {"app/shared", {"core", "runtime", "sim", "exporters", "store", "nodes"}},
    {"app/cli", {"core", "runtime", "sim", "exporters", "store", "nodes", "app/shared"}},
    {"app/studio", {"core", "runtime", "sim", "exporters", "store", "nodes", "ui", "app/shared"}},
};

/// An include or a word of code that only some layers may hold.
struct Ban {
    std::string pattern; ///< RE2; for includes: the whole path; for code: somewhere in the line
    std::vector<std::string_view> allowedIn;
    std::string_view reason;
};
const std::vector<Ban> kBannedIncludes{
    {R"(Q[A-Za-z0-9]+(/.*)?|q[a-z0-9]+\.h)", {"ui", "app/studio"}, "Qt belongs to ui and app/studio"},
    {"thread|mutex|shared_mutex|condition_variable|future|semaphore|latch|barrier|pthread\\.h|"
     "boost/(asio|thread|lockfree|fiber)[/.].*",
     {"runtime", "sim", "exporters", "store", "nodes", "plugins", "ui", "app/shared", "app/cli",
      "app/studio"},
     "core has no threads"},
    {"fstream|iostream|filesystem|unistd\\.h|fcntl\\.h|sys/(stat|socket|mman|time|wait)\\.h|zlib\\.h|"
     "boost/(filesystem|iostreams|beast)[/.].*",
     {"runtime", "sim", "exporters", "store", "nodes", "plugins", "ui", "app/shared", "app/cli",
      "app/studio"},
     "core does no input or output"},
    {R"(sqlite3\.h)", {"store", "nodes", "plugins"}, "SQLite belongs to the store and to connectors"},
    {R"(dlfcn\.h)", {"app/shared"}, "shared libraries are loaded in one place, with the user's consent"},
};
const std::vector<Ban> kBannedCode{
    {R"(\b(system_clock|steady_clock|high_resolution_clock|utc_clock)\b)",
     {"runtime", "ui", "app/shared", "app/cli", "app/studio"},
     "time comes from the context"},
    {R"(\b(time|std::time)\s*\(\s*(nullptr|NULL|0)\s*\)|\b(gettimeofday|clock_gettime|localtime|localtime_r)\s*\()",
     {"runtime", "ui", "app/shared", "app/cli", "app/studio"},
     "time comes from the context"},
    {R"(\b(QDateTime::currentDateTime\w*|QDateTime::currentMSecs\w*|QDate::currentDate|QTime::currentTime)\b)",
     {"ui", "app/studio"},
     "time comes from the context"},
    {R"(\b(rand|srand|random|srandom|drand48|rand_r|getrandom|arc4random)\s*\(\s*\)|\bsrand\s*\(|\brandom_device\b|\bQRandomGenerator\b)",
     {"runtime", "app/shared", "app/cli", "app/studio"},
     "chance comes from the context"},
};

std::string_view layerOf(std::string_view path) {
    std::string_view layer;
    std::size_t longest = 0;
    for (const Folder& folder : kFolders) {
        if (path.starts_with(folder.prefix) && folder.prefix.size() > longest) {
            layer = folder.layer;
            longest = folder.prefix.size();
        }
    }
    return layer;
}

bool contains(const std::vector<std::string_view>& list, std::string_view value) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

bool mayUse(std::string_view user, std::string_view used) {
    if (user == used) return true;
    return std::any_of(kRights.begin(), kRights.end(), [&](const Right& right) {
        return right.layer == user && contains(right.mayUse, used);
    });
}

bool isMocOutput(std::string_view path) {
    return path.ends_with(".moc") || (path.starts_with("moc_") && path.ends_with(".cpp"));
}

/// A plugin is built outside of this tree, so it names its own files as they stand beside each other.
bool standsBeside(const SourceFile& file, const std::string& path, const std::set<std::string>& known) {
    return file.path.starts_with("plugins/") &&
           known.contains(file.path.substr(0, file.path.rfind('/') + 1) + path);
}

std::vector<Violation> checkIncludes(const SourceFile& file, const std::set<std::string>& known) {
    std::vector<Violation> found;
    const std::string_view layer = layerOf(file.path);
    if (layer.empty()) return {{file.path, 0, "this folder belongs to no layer"}};
    for (const Include& include : millrace::test::includesOf(file)) {
        for (const Ban& ban : kBannedIncludes) {
            if (!contains(ban.allowedIn, layer) && RE2::FullMatch(include.path, ban.pattern)) {
                found.push_back(
                    {file.path, include.line, "<" + include.path + ">: " + std::string(ban.reason)});
            }
        }
        const std::string_view used = layerOf(include.path);
        if (!used.empty() && !mayUse(layer, used)) {
            found.push_back(
                {file.path, include.line,
                 std::string(layer) + " must not use " + std::string(used) + ": " + include.path});
        } else if (include.path.starts_with("tests/")) {
            found.push_back({file.path, include.line, "the product must not use tests: " + include.path});
        } else if (include.quoted && !isMocOutput(include.path) && !known.contains(include.path) &&
                   !standsBeside(file, include.path, known)) {
            found.push_back({file.path, include.line,
                             "no such file; includes are written from the repository root: " + include.path});
        }
    }
    return found;
}

std::vector<Violation> checkCode(const SourceFile& file) {
    std::vector<Violation> found;
    const std::string_view layer = layerOf(file.path);
    const std::string code = millrace::test::withoutCommentsAndLiterals(file.text);
    for (const Ban& ban : kBannedCode) {
        if (contains(ban.allowedIn, layer)) continue;
        const auto lines = millrace::test::searchLines(file, code, RE2(ban.pattern), ban.reason);
        found.insert(found.end(), lines.begin(), lines.end());
    }
    return found;
}

std::vector<SourceFile> product() {
    return millrace::test::readSources(MILLRACE_SOURCE_DIR, {"engine", "nodes", "ui", "app", "plugins"},
                                       {".h", ".cpp", ".def"});
}

QByteArray report(const std::vector<Violation>& violations) {
    return QByteArray::fromStdString("\n" + millrace::test::describe(violations));
}

} // namespace

class TstLayering : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyArrowIsInTheTable() {
        const std::vector<SourceFile> files = product();
        QVERIFY2(files.size() > 20, "the sources were not found");
        std::set<std::string> known;
        for (const SourceFile& file : files)
            known.insert(file.path);
        const auto found = millrace::test::checkAll(
            files, [&known](const SourceFile& file) { return checkIncludes(file, known); });
        QVERIFY2(found.empty(), report(found).constData());
    }

    void timeAndChanceComeFromTheContext() {
        const auto found = millrace::test::checkAll(product(), checkCode);
        QVERIFY2(found.empty(), report(found).constData());
    }

    void brokenIncludesAreFound_data() {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("include");
        QTest::newRow("core uses a sibling") << "engine/plan/a.cpp"
                                             << "\"engine/runtime/task.h\"";
        QTest::newRow("core uses nodes") << "engine/graph/a.cpp"
                                         << "\"nodes/builtin.h\"";
        QTest::newRow("runtime uses nodes") << "engine/runtime/a.cpp"
                                            << "\"nodes/builtin.h\"";
        QTest::newRow("nodes use runtime") << "nodes/stages/a.cpp"
                                           << "\"engine/runtime/task.h\"";
        QTest::newRow("nodes use store") << "nodes/sinks/a.cpp"
                                         << "\"engine/store/run_store.h\"";
        QTest::newRow("ui uses runtime") << "ui/run/a.cpp"
                                         << "\"engine/runtime/engine.h\"";
        QTest::newRow("ui uses nodes") << "ui/canvas/a.cpp"
                                       << "\"nodes/builtin.h\"";
        QTest::newRow("plugins use nodes") << "plugins/p/a.cpp"
                                           << "\"nodes/builtin.h\"";
        QTest::newRow("plugins use runtime") << "plugins/p/a.cpp"
                                             << "\"engine/runtime/task.h\"";
        QTest::newRow("plugins use app") << "plugins/p/a.cpp"
                                         << "\"app/shared/load_plugin.h\"";
        QTest::newRow("a plugin uses a file of another") << "plugins/p/a.cpp"
                                                         << "\"sketch.h\"";
        QTest::newRow("app uses a plugin") << "app/shared/a.cpp"
                                           << "\"plugins/q/sketch.h\"";
        QTest::newRow("nodes use a plugin") << "nodes/a.cpp"
                                            << "\"plugins/q/sketch.h\"";
        QTest::newRow("Qt in a plugin") << "plugins/p/a.cpp"
                                        << "<QString>";
        QTest::newRow("libraries loaded by the command line") << "app/cli/a.cpp"
                                                              << "<dlfcn.h>";
        QTest::newRow("shared app code uses ui") << "app/shared/a.cpp"
                                                 << "\"ui/main_window.h\"";
        QTest::newRow("command line uses ui") << "app/cli/a.cpp"
                                              << "\"ui/main_window.h\"";
        QTest::newRow("Qt in core") << "engine/base/a.h"
                                    << "<QString>";
        QTest::newRow("Qt module in nodes") << "nodes/a.cpp"
                                            << "<QtCore/QString>";
        QTest::newRow("Qt in the command line") << "app/cli/main.cpp"
                                                << "<QCoreApplication>";
        QTest::newRow("threads in core") << "engine/metrics/a.h"
                                         << "<mutex>";
        QTest::newRow("files in core") << "engine/graph/a.cpp"
                                       << "<fstream>";
        QTest::newRow("SQLite in the user interface") << "ui/history/a.cpp"
                                                      << "<sqlite3.h>";
        QTest::newRow("tests in the product") << "nodes/a.cpp"
                                              << "\"tests/architecture/source_text.h\"";
        QTest::newRow("not from the root") << "nodes/a.cpp"
                                           << "\"builtin.h\"";
        QTest::newRow("folder without a layer") << "engine/misc/a.cpp"
                                                << "<vector>";
    }

    void brokenIncludesAreFound() {
        QFETCH(QString, path);
        QFETCH(QString, include);
        const SourceFile file{path.toStdString(), "// a comment\n#include " + include.toStdString() + "\n"};
        const std::set<std::string> known{"engine/runtime/task.h", "engine/runtime/engine.h",
                                          "nodes/builtin.h",       "engine/store/run_store.h",
                                          "ui/main_window.h",      "app/shared/load_plugin.h",
                                          "plugins/q/sketch.h"};
        const std::vector<Violation> found = checkIncludes(file, known);
        QCOMPARE(found.size(), std::size_t{1});
        QVERIFY(found[0].line == 2 || include == "<vector>");
    }

    void allowedIncludesPass() {
        const std::set<std::string> known{"engine/base/result.h", "ui/main_window.h",
                                          "engine/runtime/engine.h", "plugins/q/sketch.h"};
        QVERIFY(checkIncludes({"plugins/q/a.cpp",
                               "#include \"engine/base/result.h\"\n#include \"sketch.h\"\n"
                               "#include <sqlite3.h>\n#include <mutex>\n#include <fstream>\n"},
                              known)
                    .empty());
        QVERIFY(checkIncludes({"ui/a.cpp",
                               "#include <QWidget>\n#include \"engine/base/result.h\"\n"
                               "#include \"a.moc\"\n"},
                              known)
                    .empty());
        QVERIFY(checkIncludes({"app/studio/main.cpp",
                               "#include \"ui/main_window.h\"\n"
                               "#include \"engine/runtime/engine.h\"\n"},
                              known)
                    .empty());
        QVERIFY(
            checkIncludes({"engine/base/a.cpp", "// #include <QString>\n/*\n#include <mutex>\n*/\n"}, known)
                .empty());
    }

    void bannedCodeIsFound_data() {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("code");
        QTest::newRow("system clock") << "nodes/a.cpp"
                                      << "auto t = std::chrono::system_clock::now();";
        QTest::newRow("steady clock") << "engine/plan/a.cpp"
                                      << "using Clock = std::chrono::steady_clock;";
        QTest::newRow("time()") << "nodes/a.cpp"
                                << "auto t = time(nullptr);";
        QTest::newRow("std::time") << "engine/store/a.cpp"
                                   << "auto t = std::time( 0 );";
        QTest::newRow("gettimeofday") << "engine/sim/a.cpp"
                                      << "gettimeofday(&tv, nullptr);";
        QTest::newRow("chance in a plugin") << "plugins/p/a.cpp"
                                            << "std::random_device device;";
        QTest::newRow("rand") << "nodes/a.cpp"
                              << "int r = rand();";
        QTest::newRow("srand") << "ui/a.cpp"
                               << "srand(7);";
        QTest::newRow("random_device") << "engine/base/a.cpp"
                                       << "std::random_device device;";
        QTest::newRow("Qt random") << "ui/a.cpp"
                                   << "QRandomGenerator::global()->generate();";
    }

    void bannedCodeIsFound() {
        QFETCH(QString, path);
        QFETCH(QString, code);
        const std::vector<Violation> found =
            checkCode({path.toStdString(), "void f() {\n    " + code.toStdString() + "\n}\n"});
        QCOMPARE(found.size(), std::size_t{1});
        QCOMPARE(found[0].line, 2);
    }

    void wordsInCommentsTextAndNamesPass() {
        QVERIFY(checkCode({"nodes/a.cpp",
                           "// rand() and system_clock are banned\n"
                           "const char* s = \"rand()\"; const auto* r = R\"x(\nrand() \" )x\";\n"
                           "int operand(); int brand = 1'000; char q = '\"'; runtime(nullptr);\n"})
                    .empty());
        QVERIFY(checkCode({"engine/runtime/a.cpp", "auto t = std::chrono::steady_clock::now();\n"}).empty());
    }
};

QTEST_GUILESS_MAIN(TstLayering)
#include "tst_layering.moc"
