// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/byte_source.h"
#include "nodes/support/output_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <QTemporaryDir>
#include <QTest>
#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace millrace;

namespace {

std::string contentOf(const std::string& path) {
    ByteSource source = ByteSource::open(path).value();
    std::string content;
    char buffer[4096];
    for (std::ptrdiff_t count; (count = source.read(buffer, sizeof buffer)) > 0;) {
        content.append(buffer, static_cast<std::size_t>(count));
    }
    return content;
}

template <class Action> std::string codeOf(Action action) {
    try {
        action();
    } catch (const DiagnosticError& error) {
        return error.diagnostics().items[0].code;
    }
    return "no error";
}

/// Rights bind everybody but root. While this lives a process of root is that of the unprivileged user
/// `nobody`, who owns the given paths; any other process stays as it is. False where that cannot be done.
class AsSomebody {
public:
    explicit AsSomebody(std::initializer_list<std::string> paths) {
        if (::geteuid() != 0) return;
        for (const std::string& path : paths)
            able_ = able_ && ::chown(path.c_str(), kNobody, gid_t(-1)) == 0;
        // The real one, too: access() goes by it. The saved one brings root back.
        changed_ = able_ && ::setresuid(kNobody, kNobody, 0) == 0;
        able_ = changed_ && ::access(paths.begin()->c_str(), W_OK | X_OK) == 0;
    }
    AsSomebody(const AsSomebody&) = delete;
    AsSomebody& operator=(const AsSomebody&) = delete;
    ~AsSomebody() {
        if (changed_ && ::setresuid(0, 0, 0) != 0) std::abort();
    }
    explicit operator bool() const { return able_; }

private:
    static constexpr uid_t kNobody = 65534;
    bool able_ = true;
    bool changed_ = false;
};

} // namespace

class OutputFileTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> folder_;
    std::string at(const std::string& name) const {
        return folder_->filePath(QString::fromStdString(name)).toStdString();
    }
    std::size_t filesInFolder() const {
        std::size_t count = 0;
        for ([[maybe_unused]] const auto& entry :
             std::filesystem::directory_iterator(folder_->path().toStdString()))
            ++count;
        return count;
    }

private Q_SLOTS:
    void init() { folder_ = std::make_unique<QTemporaryDir>(); }

    void aNewFileAppearsOnlyWhenItIsComplete() {
        OutputFile file(at("out.csv"), OutputFile::Mode::Replace);
        QVERIFY(file.startedEmpty());
        file.write("one\n");
        file.flush();
        QVERIFY(!std::filesystem::exists(at("out.csv")));
        file.write(std::string(700'000, 'x'));
        file.close();
        QCOMPARE(contentOf(at("out.csv")), "one\n" + std::string(700'000, 'x'));
        QCOMPARE(filesInFolder(), std::size_t{1});
    }

    void whatIsNotClosedLeavesTheOldFile() {
        std::ofstream(at("out.csv")) << "old";
        {
            OutputFile file(at("out.csv"), OutputFile::Mode::Replace);
            file.write("new");
            file.flush();
        }
        OutputFile aborted(at("out.csv"), OutputFile::Mode::Replace);
        aborted.abort();
        QCOMPARE(contentOf(at("out.csv")), std::string("old"));
        QCOMPARE(filesInFolder(), std::size_t{1});
    }

    void replacingKeepsTheModeAndFollowsLinks() {
        std::ofstream(at("real.csv")) << "old";
        ::chmod(at("real.csv").c_str(), 0640);
        std::filesystem::create_symlink("real.csv", at("link.csv"));
        OutputFile file(at("link.csv"), OutputFile::Mode::Replace);
        file.write("new");
        file.close();
        QCOMPARE(contentOf(at("real.csv")), std::string("new"));
        QVERIFY(std::filesystem::is_symlink(at("link.csv")));
        struct stat status {};
        ::stat(at("real.csv").c_str(), &status);
        QCOMPARE(status.st_mode & 0777, mode_t{0640});
    }

    void appendingAddsToWhatIsThere() {
        for (const char* text : {"a\n", "b\n", "c", "d"}) {
            OutputFile file(at("log.csv"), OutputFile::Mode::Append);
            QCOMPARE(file.startedEmpty(), text[0] == 'a');
            file.write(text);
            file.flush();
            QVERIFY(contentOf(at("log.csv")).ends_with(text));
            file.close();
        }
        QCOMPARE(contentOf(at("log.csv")), std::string("a\nb\nc\nd"));
    }

    void aFileHasOneWriterUntilItIsClosed() {
        const auto again = [&] { OutputFile(at("one.csv"), OutputFile::Mode::Replace).abort(); };
        OutputFile file(at("one.csv"), OutputFile::Mode::Replace);
        QCOMPARE(codeOf(again), std::string("MR3134"));
        QVERIFY(codeOf([&] { OutputFile(at("two.csv"), OutputFile::Mode::Replace).close(); }) == "no error");
        file.close();
        QCOMPARE(codeOf(again), std::string("no error"));
    }

    void gzipIsWrittenByName() {
        const std::string text(500'000, 'y');
        for (int i = 0; i < 2; ++i) {
            OutputFile file(at("out.csv.gz"), OutputFile::Mode::Append);
            file.write(text);
            file.flush();
            file.write("end\n");
            file.close();
        }
        QVERIFY(std::filesystem::file_size(at("out.csv.gz")) < 20'000);
        QCOMPARE(contentOf(at("out.csv.gz")), text + "end\n" + text + "end\n");
        OutputFile empty(at("empty.gz"), OutputFile::Mode::Replace);
        empty.close();
        QCOMPARE(contentOf(at("empty.gz")), std::string());
    }

    void aFullDiskIsAnErrorWithTheFileName() {
        OutputFile file("/dev/full", OutputFile::Mode::Replace);
        file.write("x");
        try {
            file.flush();
            QFAIL("nothing was said about the full disk");
        } catch (const DiagnosticError& error) {
            const Diagnostic& d = error.diagnostics().items[0];
            QCOMPARE(d.code, std::string("MR3132"));
            QCOMPARE(d.file, std::string("/dev/full"));
            QVERIFY(d.message.find("No space left") != std::string::npos);
            QVERIFY(!d.hint.empty());
        }
        QCOMPARE(codeOf([&] { file.close(); }), std::string("MR3132"));
    }

    void placesThatCannotBeWrittenAreErrors() {
        QCOMPARE(codeOf([&] { OutputFile(at("no/folder/x.csv"), OutputFile::Mode::Replace); }),
                 std::string("MR3131"));
        QCOMPARE(codeOf([&] { OutputFile(folder_->path().toStdString(), OutputFile::Mode::Append); }),
                 std::string("MR3131"));
    }

    void aFileThatMayNotBeWrittenIsAnError() {
        std::ofstream(at("locked.csv")) << "old";
        const std::string folder = folder_->path().toStdString();
        const AsSomebody somebody({folder, at("locked.csv")});
        if (!somebody) QSKIP("root may write everything, and there is nobody else to be here");
        const auto open = [&](OutputFile::Mode mode) {
            return codeOf([&] { OutputFile(at("locked.csv"), mode).abort(); });
        };
        ::chmod(at("locked.csv").c_str(), 0644);
        QCOMPARE(open(OutputFile::Mode::Replace), std::string("no error"));
        ::chmod(at("locked.csv").c_str(), 0444);
        QCOMPARE(open(OutputFile::Mode::Replace), std::string("MR3131"));
        QCOMPARE(open(OutputFile::Mode::Append), std::string("MR3131"));
        ::chmod(at("locked.csv").c_str(), 0644);
        ::chmod(folder.c_str(), 0555);
        QCOMPARE(open(OutputFile::Mode::Replace), std::string("MR3131"));
        ::chmod(folder.c_str(), 0755);
        QCOMPARE(contentOf(at("locked.csv")), std::string("old"));
    }

    void devicesAreWrittenDirectly() {
        OutputFile file("/dev/null", OutputFile::Mode::Replace);
        file.write("x");
        file.close();
        QVERIFY(std::filesystem::is_character_file("/dev/null"));
    }

    void standardOutputStaysOpen() {
        const int saved = ::dup(STDOUT_FILENO);
        const int target = ::open(at("captured").c_str(), O_CREAT | O_WRONLY, 0600);
        std::fflush(stdout);
        ::dup2(target, STDOUT_FILENO);
        {
            OutputFile file("-", OutputFile::Mode::Replace);
            file.write("to stdout");
            file.close();
        }
        const bool open = ::fcntl(STDOUT_FILENO, F_GETFD) >= 0;
        ::dup2(saved, STDOUT_FILENO);
        ::close(saved);
        ::close(target);
        QVERIFY(open);
        QCOMPARE(contentOf(at("captured")), std::string("to stdout"));
    }
};

QTEST_GUILESS_MAIN(OutputFileTest)
#include "tst_output_file.moc"
