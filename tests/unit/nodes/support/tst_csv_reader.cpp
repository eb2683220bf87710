// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "nodes/support/csv_reader.h"

#include <QTest>
#include <optional>

using namespace millrace;

namespace {

/// Delivers a text in pieces; a piece of size 0 stands for "nothing now".
ReadBytes piecesOf(std::string text, std::size_t piece) {
    return [text = std::move(text), piece, at = std::size_t{0}](char* to, std::size_t size) mutable {
        const std::size_t count = std::min({size, piece, text.size() - at});
        text.copy(to, count, at);
        at += count;
        return static_cast<std::ptrdiff_t>(count);
    };
}

/// A record as one text, fields joined by `|`, quoted ones in brackets; errors by their code.
struct Seen {
    std::string text;
    std::uint64_t line;
    bool operator==(const Seen&) const = default;
};

std::vector<Seen> readAll(CsvReader reader) {
    std::vector<Seen> seen;
    CsvRow row;
    RowStatus status;
    while ((status = reader.next(row)) != RowStatus::End) {
        if (status == RowStatus::Wait) continue;
        std::string text;
        if (row.error != RowError::None)
            text = std::string(rowErrorCode(row.error)) + ":" + std::string(row.raw);
        for (std::size_t i = 0; i < row.fields.size(); ++i) {
            if (i > 0) text += "|";
            text += row.fields[i].quoted ? "[" + std::string(row.fields[i].text) + "]"
                                         : std::string(row.fields[i].text);
        }
        seen.push_back({text, row.line});
    }
    return seen;
}

std::vector<Seen> read(const std::string& text, CsvFormat format = {}, std::size_t piece = SIZE_MAX) {
    return readAll(CsvReader(piecesOf(text, piece), format));
}

/// The records must not depend on how the bytes arrive.
void verifyRead(const std::string& text, const std::vector<Seen>& expected, CsvFormat format = {}) {
    for (const std::size_t piece :
         {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{7}, SIZE_MAX}) {
        const auto seen = read(text, format, piece);
        if (seen == expected) continue;
        std::string message = "in pieces of " + std::to_string(piece) + ":";
        for (const Seen& s : seen)
            message += " {" + s.text + " @" + std::to_string(s.line) + "}";
        QFAIL(message.c_str());
    }
}

} // namespace

class CsvReaderTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void plainLinesBecomeFields() {
        verifyRead("a,b,c\n1,,3\n", {{"a|b|c", 1}, {"1||3", 2}});
        verifyRead("a,b", {{"a|b", 1}});
        verifyRead("a,", {{"a|", 1}});
        verifyRead("", {});
        verifyRead("\n", {{"", 1}});
        verifyRead(",\n", {{"|", 1}});
    }

    void everyLineBreakIsOne() {
        verifyRead("a\nb\r\nc\rd\r\n", {{"a", 1}, {"b", 2}, {"c", 3}, {"d", 4}});
        verifyRead("a\r\r\nb", {{"a", 1}, {"", 2}, {"b", 3}});
        verifyRead("\"a\"\r\n\"b\"\r\"c\"\n", {{"[a]", 1}, {"[b]", 2}, {"[c]", 3}});
    }

    void quotesHoldDelimitersBreaksAndQuotes() {
        verifyRead("\"a,b\",c\n", {{"[a,b]|c", 1}});
        verifyRead("\"a\nb\r\nc\",d\ne\n", {{"[a\nb\r\nc]|d", 1}, {"e", 4}});
        verifyRead("\"say \"\"hi\"\"\",\"\"\"\"\n", {{"[say \"hi\"]|[\"]", 1}});
        verifyRead("\"\"\"a\"\"\"\"b\"\n", {{"[\"a\"\"b]", 1}});
    }

    void emptyTextDiffersFromNothing() { verifyRead(",\"\",\n\"\"", {{"|[]|", 1}, {"[]", 2}}); }

    void aQuoteInsideAFieldIsPlain() { verifyRead("5\" pipe,a\"b\"\n", {{"5\" pipe|a\"b\"", 1}}); }

    void aByteOrderMarkIsSkippedOnce() {
        verifyRead(
            "\xEF\xBB\xBF"
            "a,b\n\xEF\xBB\xBF"
            "c\n",
            {{"a|b", 1},
             {"\xEF\xBB\xBF"
              "c",
              2}});
        verifyRead("\xEF\xBB\xBF\"a\"\n", {{"[a]", 1}});
        verifyRead("\xEF\xBB", {{"MR3113:\xEF\xBB", 1}});
    }

    void commentsAreSkippedButCounted() {
        CsvFormat format;
        format.comment = '#';
        verifyRead("# one, \"two\na,#b\n#last", {{"a|#b", 2}}, format);
        verifyRead("# one\r\n\r\na", {{"", 2}, {"a", 3}}, format);
        verifyRead("#a\n", {{"#a", 1}}, CsvFormat{});
    }

    void otherDelimitersAndQuotesWork() {
        CsvFormat format;
        format.delimiter = '\t';
        format.quote = '\'';
        verifyRead("a\t'b\tc'\t\"d\"\n", {{"a|[b\tc]|\"d\"", 1}}, format);
        format.quote = '\0';
        verifyRead("'a\tb'\n", {{"'a|b'", 1}}, format);
    }

    void aLostQuoteCostsOneLine() {
        verifyRead("a\n\"b,c\nd,e\nf\n", {{"a", 1}, {"MR3111:\"b,c", 2}, {"d|e", 3}, {"f", 4}});
        verifyRead("x,\"open\r\ny\r\n", {{"MR3111:x,\"open", 1}, {"y", 2}});
        verifyRead("\"", {{"MR3111:\"", 1}});
        verifyRead("\"a\"\"\n", {{"MR3111:\"a\"\"", 1}});
    }

    void textBehindAQuoteCostsOneLine() {
        verifyRead("\"a\"b,c\nd\n", {{"MR3112:\"a\"b,c", 1}, {"d", 2}});
        verifyRead("\"a\nb\"c\nd\n", {{"MR3112:\"a", 1}, {"b\"c", 2}, {"d", 3}});
        verifyRead("\"a\" ,b", {{"MR3112:\"a\" ,b", 1}});
    }

    void brokenUtf8CostsItsRecord() {
        verifyRead("a\n\xC3\nb,\xE2\x82\xAC\n", {{"a", 1}, {"MR3113:\xC3", 2}, {"b|\xE2\x82\xAC", 3}});
        verifyRead("\"x\n\xFF\",1\nc\n", {{"MR3113:\"x\n\xFF\",1", 1}, {"c", 3}});
    }

    void longRecordsAreSkipped() {
        CsvFormat format;
        format.maxRecord = 10;
        verifyRead("1234567890\n12345678901\nab\n", {{"1234567890", 1}, {"MR3114:1234567890", 2}, {"ab", 3}},
                   format);
        verifyRead("1234567890\r\n12345678901\r\nab\r\n",
                   {{"1234567890", 1}, {"MR3114:1234567890", 2}, {"ab", 3}}, format);
        verifyRead("\"123\n5678901234\",1\nx\n", {{"MR3111:\"123", 1}, {"5678901234\"|1", 2}, {"x", 3}},
                   CsvFormat{',', '"', '\0', 15});
        verifyRead("\"123456789012\",1\nx\n", {{"MR3114:\"123456789", 1}, {"x", 2}}, format);
        verifyRead("\"a\n4567890123456\"x\ny\n", {{"MR3111:\"a", 1}, {"MR3114:4567890123", 2}, {"y", 3}},
                   format);
    }

    void aHundredMegabyteLineNeedsNoMemory() {
        // Counted by what the reader asks for: it must never offer space for the whole line.
        std::size_t largest = 0;
        std::uint64_t left = 100'000'000;
        int part = 0;
        const ReadBytes source = [&](char* to, std::size_t size) -> std::ptrdiff_t {
            largest = std::max(largest, size);
            if (part == 0) {
                part = 1;
                return static_cast<std::ptrdiff_t>(std::string("a,b\n").copy(to, 4));
            }
            if (left > 0) {
                const std::size_t count = std::min<std::uint64_t>(size, left);
                std::fill_n(to, count, 'x');
                left -= count;
                return static_cast<std::ptrdiff_t>(count);
            }
            return part++ == 1 ? static_cast<std::ptrdiff_t>(std::string("\nc,d\n").copy(to, 5)) : 0;
        };
        CsvFormat format;
        format.maxRecord = 1 << 20;
        const auto seen = readAll(CsvReader(source, format));
        QCOMPARE(seen.size(), std::size_t{3});
        QVERIFY(seen[1].text.starts_with("MR3114:xxx"));
        QCOMPARE(seen[1].text.size(), 7 + kShownOfLongRecord);
        QVERIFY(seen[2] == (Seen{"c|d", 3}));
        QVERIFY(largest < (3u << 20));
    }

    void waitingIsNotTheEnd() {
        int call = 0;
        CsvReader reader(
            [&](char* to, std::size_t) -> std::ptrdiff_t {
                switch (call++) {
                    case 0: return static_cast<std::ptrdiff_t>(std::string("a,b\nc,").copy(to, 6));
                    case 1: return kNotYet;
                    case 2: return static_cast<std::ptrdiff_t>(std::string("d\n").copy(to, 2));
                    default: return 0;
                }
            },
            {});
        CsvRow row;
        QVERIFY(reader.next(row) == RowStatus::Row);
        QVERIFY(reader.next(row) == RowStatus::Wait);
        QVERIFY(reader.next(row) == RowStatus::Row);
        QVERIFY(row.raw == "c,d");
        QVERIFY(reader.next(row) == RowStatus::End);
        QVERIFY(reader.next(row) == RowStatus::End);
    }

    void randomRecordsComeBackWhateverTheirContent() {
        Random random(99);
        const std::string alphabet = "ab,\"\n\r#\xC3\xA4 ";
        for (int round = 0; round < 300; ++round) {
            std::string text;
            std::vector<Seen> expected;
            std::uint64_t line = 1;
            for (std::uint64_t r = random.below(20); r > 0; --r) {
                std::string record;
                const std::uint64_t first = line;
                for (std::uint64_t f = 0, fields = 2 + random.below(4); f < fields; ++f) {
                    std::string field;
                    for (std::uint64_t n = random.below(80); n > 0; --n) {
                        const std::uint64_t c = random.below(9);
                        field += c == 7 ? "\xC3\xA4" : std::string(1, alphabet[c > 7 ? 9 : c]);
                    }
                    if (f > 0) {
                        text += ',';
                        record += '|';
                    }
                    text += '"';
                    for (std::size_t i = 0; i < field.size(); ++i) {
                        if (field[i] == '"') text += '"';
                        text += field[i];
                        if (field[i] == '\n' && (i == 0 || field[i - 1] != '\r')) ++line;
                        if (field[i] == '\r') ++line;
                    }
                    text += '"';
                    record += "[" + field + "]";
                }
                text += random.below(2) ? "\n" : "\r\n";
                ++line;
                expected.push_back({record, first});
            }
            QVERIFY(read(text) == expected);
            QVERIFY(read(text, {}, 1 + random.below(50)) == expected);
        }
    }
};

QTEST_GUILESS_MAIN(CsvReaderTest)
#include "tst_csv_reader.moc"
