// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "nodes/support/byte_source.h"

#include <unistd.h>
#include <zlib.h>
#include <QTemporaryDir>
#include <QTest>
#include <filesystem>
#include <fstream>

using namespace millrace;

namespace {

std::string gzipped(const std::string& text) {
    z_stream stream{};
    deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    std::string packed(deflateBound(&stream, text.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    deflate(&stream, Z_FINISH);
    packed.resize(packed.size() - stream.avail_out);
    deflateEnd(&stream);
    return packed;
}

std::string readAll(const ReadBytes& read, std::size_t piece) {
    std::string content;
    std::string buffer(piece, '\0');
    for (;;) {
        const std::ptrdiff_t count = read(buffer.data(), piece);
        if (count == 0) return content;
        if (count > 0) content.append(buffer, 0, static_cast<std::size_t>(count));
    }
}

std::string contentOf(const std::string& path, std::size_t piece = 1000) {
    ByteSource source = ByteSource::open(path).value();
    return readAll([&](char* to, std::size_t size) { return source.read(to, size); }, piece);
}

std::string longText() {
    Random random(1);
    std::string text;
    while (text.size() < 1'000'000)
        text += std::to_string(random.next()) + (random.below(9) ? "," : "\n");
    return text;
}

} // namespace

class ByteSourceTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    std::string at(const std::string& name) const {
        return folder_.filePath(QString::fromStdString(name)).toStdString();
    }
    std::string write(const std::string& name, const std::string& content) const {
        std::filesystem::create_directories(std::filesystem::path(at(name)).parent_path());
        std::ofstream(at(name), std::ios::binary) << content;
        return at(name);
    }

private Q_SLOTS:
    void plainFilesComeAsTheyAre() {
        const std::string text = longText();
        QVERIFY(contentOf(write("plain", text)) == text);
        QCOMPARE(contentOf(write("empty", "")), std::string());
        QCOMPARE(contentOf(write("one", "x")), std::string("x"));
        QCOMPARE(contentOf(write("almost", "\x1F")), std::string("\x1F"));
    }

    void gzipIsToldByItsContent() {
        const std::string text = longText();
        const std::string path = write("packed.csv", gzipped(text));
        QVERIFY(contentOf(path) == text);
        QVERIFY(contentOf(path, 1 << 20) == text);
        QCOMPARE(contentOf(write("nothing.gz", gzipped(""))), std::string());
    }

    void gzipMembersAreOneContent() {
        const std::string text = longText();
        const std::string members = gzipped("first\n") + gzipped("") + gzipped(text) + std::string(600, '\0');
        QVERIFY(contentOf(write("members.gz", members), 77) == "first\n" + text);
    }

    void damagedGzipIsAnErrorWithTheFileName() {
        const std::string packed = gzipped(longText());
        std::string wrong = packed;
        wrong[wrong.size() / 2] = static_cast<char>(wrong[wrong.size() / 2] ^ 0x55);
        for (const std::string& content :
             {packed.substr(0, packed.size() - 5), packed.substr(0, 6), wrong, gzipped("a") + "garbage"}) {
            const std::string path = write("damaged.gz", content);
            try {
                contentOf(path);
                QFAIL("damage was not seen");
            } catch (const DiagnosticError& error) {
                QCOMPARE(error.diagnostics().items[0].code, std::string("MR3104"));
                QCOMPARE(error.diagnostics().items[0].file, path);
            }
        }
    }

    void theShareReadIsKnown() {
        const std::string path = write("size", std::string(600'000, 'x'));
        ByteSource source = ByteSource::open(path).value();
        QCOMPARE(source.fileSize(), std::uint64_t{600'000});
        std::string buffer(150'000, '\0');
        QVERIFY(source.read(buffer.data(), buffer.size()) > 0);
        QVERIFY(source.position() > 0 && source.position() <= 150'000);
        while (source.read(buffer.data(), buffer.size()) > 0) {
        }
        QCOMPARE(source.position(), std::uint64_t{600'000});
    }

    void missingFilesGetTheNearestName() {
        write("names/buses.csv", "x");
        const auto opened = ByteSource::open(at("names/busses.csv"));
        QVERIFY(!opened);
        const Diagnostic d = opened.error().items[0];
        QCOMPARE(d.code, std::string("MR3101"));
        QCOMPARE(d.file, at("names/busses.csv"));
        QCOMPARE(d.hint, std::string("did you mean `buses.csv`?"));
        QVERIFY(ByteSource::open(at("nowhere/x")).error().items[0].hint.find("no folder") !=
                std::string::npos);
        QCOMPARE(expandPath(at("names/busses.csv")).error().items[0].code, std::string("MR3101"));
    }

    void foldersAreNoFiles() {
        std::filesystem::create_directories(at("folder"));
        const auto opened = ByteSource::open(at("folder"));
        QVERIFY(!opened);
        QCOMPARE(opened.error().items[0].code, std::string("MR3102"));
    }

    void globsAreSorted() {
        for (const char* name : {"glob/b.csv", "glob/a.csv", "glob/a1.csv", "glob/c.txt", "glob/.hidden.csv",
                                 "glob/sub/d.csv", "glob/sub2/d.csv"})
            write(name, "x");
        const auto names = [&](const std::string& pattern) {
            std::string joined;
            for (const std::string& file : expandPath(at(pattern)).value())
                joined += std::filesystem::relative(file, at("glob")).string() + " ";
            return joined;
        };
        QCOMPARE(names("glob/*.csv"), std::string("a.csv a1.csv b.csv "));
        QCOMPARE(names("glob/?.csv"), std::string("a.csv b.csv "));
        QCOMPARE(names("glob/sub*/d.csv"), std::string("sub/d.csv sub2/d.csv "));
        QCOMPARE(names("glob/*/*.csv"), std::string("sub/d.csv sub2/d.csv "));
        QCOMPARE(names("glob/*"), std::string("a.csv a1.csv b.csv c.txt "));
        QCOMPARE(expandPath(at("glob/*.nothing")).error().items[0].code, std::string("MR3103"));
        QCOMPARE(expandPath("-").value().at(0), std::string("-"));
        write("glob/star*.csv", "x");
        QCOMPARE(names("glob/star*.csv"), std::string("star*.csv "));
    }

    void standardInputDoesNotBlock() {
        int ends[2];
        QCOMPARE(::pipe(ends), 0);
        const int saved = ::dup(STDIN_FILENO);
        ::dup2(ends[0], STDIN_FILENO);
        ByteSource source = ByteSource::open("-").value();
        char buffer[16];
        QCOMPARE(source.read(buffer, sizeof buffer), kNotYet);
        QCOMPARE(::write(ends[1], "abc", 3), ssize_t{3});
        QCOMPARE(source.read(buffer, sizeof buffer), std::ptrdiff_t{3});
        QCOMPARE(source.read(buffer, sizeof buffer), kNotYet);
        ::close(ends[1]);
        QCOMPARE(source.read(buffer, sizeof buffer), std::ptrdiff_t{0});
        if (saved >= 0) ::dup2(saved, STDIN_FILENO);
        ::close(ends[0]);
        ::close(saved);
    }

    void otherEncodingsBecomeUtf8() {
        const auto source = [](std::string text) {
            return [text, done = false](char* to, std::size_t size) mutable -> std::ptrdiff_t {
                if (std::exchange(done, true)) return 0;
                return static_cast<std::ptrdiff_t>(text.copy(to, size));
            };
        };
        const std::string bytes = "a\xE4\x80\xFF";
        QCOMPARE(readAll(decoded(source(bytes), TextEncoding::Latin1), 2),
                 std::string("a\xC3\xA4\xC2\x80\xC3\xBF"));
        QCOMPARE(readAll(decoded(source(bytes), TextEncoding::Windows1252), 2),
                 std::string("a\xC3\xA4\xE2\x82\xAC\xC3\xBF"));
        QCOMPARE(readAll(decoded(source(bytes), TextEncoding::Utf8), 10), bytes);
    }
};

QTEST_GUILESS_MAIN(ByteSourceTest)
#include "tst_byte_source.moc"
