// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/json_reader.h"

#include "engine/base/text.h"

#include <charconv>

namespace millrace {

namespace {

namespace json = boost::json;

constexpr int kPositionDepth = 10;
constexpr std::size_t kPositionCount = 500'000;
constexpr std::size_t kPointerLength = 1'000;

/// Leaves the descent at the first error; never crosses readJson.
struct Stop {};

class Reader {
public:
    explicit Reader(std::string_view text) : text_(text) {
        if (text_.substr(0, 3) == "\xEF\xBB\xBF") offset_ = mark_ = 3;
    }

    Result<JsonText> read() {
        if (text_.size() > kMaxJsonBytes) {
            Diagnostics tooLarge;
            tooLarge.error("MR1002", "the file is too large for a graph",
                           "at most " + formatSize(static_cast<std::int64_t>(kMaxJsonBytes)) + " are read");
            return tooLarge;
        }
        try {
            skipBlanks();
            if (atEnd()) fail("the file is empty", "a graph begins with { \"millrace\": 1 }");
            JsonText result;
            result.value = readValue(0);
            skipBlanks();
            if (!atEnd()) fail("something follows after the end of the value", "remove it");
            result.positions = std::move(positions_);
            result.duplicates = std::move(duplicates_);
            return result;
        } catch (const Stop&) {
            return error_;
        }
    }

private:
    bool atEnd() const { return offset_ >= text_.size(); }
    char peek() const { return text_[offset_]; }

    /// Columns are counted on from the place asked for last, so that one long line costs no more than many
    /// short ones.
    TextPosition here() {
        for (; mark_ < offset_; ++mark_) {
            if (text_[mark_] == '\n') {
                ++position_.line;
                position_.column = 1;
            } else if ((static_cast<unsigned char>(text_[mark_]) & 0xC0) != 0x80) {
                ++position_.column;
            }
        }
        return position_;
    }

    [[noreturn]] void fail(std::string message, std::string hint = {}, const char* code = "MR1001") {
        const TextPosition at = here();
        Diagnostic& d = error_.error(code, std::move(message), std::move(hint));
        d.line = at.line;
        d.column = at.column;
        throw Stop{};
    }

    [[noreturn]] void failCut(const char* what, TextPosition begin) {
        fail("the file ends inside " + std::string(what) + " that begins at line " +
                 std::to_string(begin.line) + ", column " + std::to_string(begin.column),
             "the file may have been cut");
    }

    void skipBlanks() {
        while (!atEnd() && (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r'))
            ++offset_;
    }

    /// The character found, for messages.
    std::string found() const {
        if (atEnd()) return "the end of the file";
        std::size_t length = 1;
        while (length < 4 && offset_ + length < text_.size() &&
               (static_cast<unsigned char>(text_[offset_ + length]) & 0xC0) == 0x80)
            ++length;
        const std::string_view character = text_.substr(offset_, length);
        const unsigned char c = static_cast<unsigned char>(character[0]);
        if (c < 0x20 || c == 0x7F || !isValidUtf8(character)) return "the byte " + std::to_string(c);
        return "`" + std::string(character) + "`";
    }

    /// The very first byte tells that this is something else.
    [[noreturn]] void failAtOnce() {
        const std::string_view mark = text_.substr(0, 2);
        if (mark == "\xFF\xFE" || mark == "\xFE\xFF") fail("the text is UTF-16", "save the file as UTF-8");
        fail("expected a value, found " + found(), "is this a graph file? One is JSON and begins with {");
    }

    json::value readValue(int depth) {
        if (depth >= kMaxJsonDepth) {
            fail("the values are nested too deep", "at most " + std::to_string(kMaxJsonDepth) + " levels",
                 "MR1002");
        }
        if (depth <= kPositionDepth && positions_.size() < kPositionCount &&
            pointer_.size() <= kPointerLength) {
            positions_.emplace(pointer_, here());
        }
        switch (peek()) {
            case '{': return readObject(depth);
            case '[': return readArray(depth);
            case '"': return json::value(readString());
            case 't': return readWord("true", true);
            case 'f': return readWord("false", false);
            case 'n': return readWord("null", nullptr);
            case '\'': fail("JSON texts stand in double quotes", "write \" instead of '");
            case '/':
            case '#': fail("JSON has no comments", "keep remarks in \"notes\"");
            default: break;
        }
        if (peek() == '-' || (peek() >= '0' && peek() <= '9')) return readNumber();
        if (offset_ == 0) failAtOnce();
        fail("expected a value, found " + found(),
             peek() == '}' || peek() == ']' ? "is there a comma too many?" : "");
    }

    json::value readWord(std::string_view word, json::value value) {
        if (text_.substr(offset_, word.size()) != word) {
            fail("expected a value, found " + found(), "texts stand in double quotes");
        }
        offset_ += word.size();
        return value;
    }

    json::value readNumber() {
        const std::size_t begin = offset_;
        const auto digits = [this] {
            const std::size_t from = offset_;
            while (!atEnd() && peek() >= '0' && peek() <= '9')
                ++offset_;
            return offset_ - from;
        };
        bool whole = true;
        if (peek() == '-') ++offset_;
        const bool zero = !atEnd() && peek() == '0';
        const std::size_t count = digits();
        if (count == 0) fail("a number needs digits, found " + found());
        if (zero && count > 1) fail("a number must not begin with 0", "write it in quotes if it is a text");
        if (!atEnd() && peek() == '.') {
            whole = false;
            ++offset_;
            if (digits() == 0) fail("a decimal point needs digits behind it, found " + found());
        }
        if (!atEnd() && (peek() == 'e' || peek() == 'E')) {
            whole = false;
            ++offset_;
            if (!atEnd() && (peek() == '+' || peek() == '-')) ++offset_;
            if (digits() == 0) fail("an exponent needs digits, found " + found());
        }
        const char* const first = text_.data() + begin;
        const char* const last = text_.data() + offset_;
        if (whole) {
            std::int64_t integer = 0;
            if (std::from_chars(first, last, integer).ec == std::errc()) return json::value(integer);
            std::uint64_t large = 0;
            if (std::from_chars(first, last, large).ec == std::errc()) return json::value(large);
        }
        double real = 0;
        if (std::from_chars(first, last, real).ec != std::errc()) {
            offset_ = begin;
            fail("the number is too large or too small", "numbers reach from 2e-308 to 1.8e308");
        }
        return json::value(real);
    }

    std::uint32_t readHex4() {
        std::uint32_t unit = 0;
        for (int i = 0; i < 4; ++i, ++offset_) {
            const char c = atEnd() ? '\0' : peek();
            if (c >= '0' && c <= '9') {
                unit = unit * 16 + static_cast<std::uint32_t>(c - '0');
            } else if (c >= 'a' && c <= 'f') {
                unit = unit * 16 + static_cast<std::uint32_t>(c - 'a' + 10);
            } else if (c >= 'A' && c <= 'F') {
                unit = unit * 16 + static_cast<std::uint32_t>(c - 'A' + 10);
            } else {
                fail("\\u needs four hexadecimal digits, found " + found());
            }
        }
        return unit;
    }

    void readEscape(std::string& out) {
        const char c = atEnd() ? '\0' : peek();
        constexpr std::string_view kNames = "\"\\/bfnrt";
        constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
        const std::size_t simple = c == '\0' ? std::string_view::npos : kNames.find(c);
        if (simple != std::string_view::npos) {
            out += kMeanings[simple];
            ++offset_;
            return;
        }
        if (c != 'u')
            fail("unknown escape \\" + (atEnd() ? std::string() : found()),
                 "a backslash itself is written \\\\");
        ++offset_;
        std::uint32_t point = readHex4();
        if (point >= 0xD800 && point <= 0xDBFF && text_.substr(offset_, 2) == "\\u") {
            offset_ += 2;
            const std::uint32_t low = readHex4();
            if (low < 0xDC00 || low > 0xDFFF) fail("half a surrogate pair is no character");
            point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
        } else if (point >= 0xD800 && point <= 0xDFFF) {
            fail("half a surrogate pair is no character");
        }
        if (point < 0x80) {
            out += static_cast<char>(point);
        } else if (point < 0x800) {
            out += static_cast<char>(0xC0 | (point >> 6));
            out += static_cast<char>(0x80 | (point & 0x3F));
        } else if (point < 0x10000) {
            out += static_cast<char>(0xE0 | (point >> 12));
            out += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
            out += static_cast<char>(0x80 | (point & 0x3F));
        } else {
            out += static_cast<char>(0xF0 | (point >> 18));
            out += static_cast<char>(0x80 | ((point >> 12) & 0x3F));
            out += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
            out += static_cast<char>(0x80 | (point & 0x3F));
        }
    }

    std::string readString() {
        const TextPosition begin = here();
        ++offset_;
        std::string out;
        for (;;) {
            const std::size_t from = offset_;
            while (!atEnd() && peek() != '"' && peek() != '\\' && static_cast<unsigned char>(peek()) >= 0x20)
                ++offset_;
            const std::string_view plain = text_.substr(from, offset_ - from);
            if (!isValidUtf8(plain)) {
                offset_ = from;
                fail("this text is not valid UTF-8", "save the file as UTF-8");
            }
            out += plain;
            if (atEnd()) failCut("a text", begin);
            const char c = text_[offset_];
            if (c == '"') break;
            if (c != '\\')
                fail("a text must not hold " + found(), "a line break is written \\n, a tabulator \\t");
            ++offset_;
            if (atEnd()) failCut("a text", begin);
            readEscape(out);
        }
        ++offset_;
        return out;
    }

    json::value readArray(int depth) {
        const TextPosition begin = here();
        ++offset_;
        json::array array;
        skipBlanks();
        if (!atEnd() && peek() == ']') {
            ++offset_;
            return array;
        }
        const std::size_t length = pointer_.size();
        for (;;) {
            skipBlanks();
            if (atEnd()) failCut("a list", begin);
            pointer_ += "/" + std::to_string(array.size());
            array.push_back(readValue(depth + 1));
            pointer_.resize(length);
            skipBlanks();
            if (atEnd()) failCut("a list", begin);
            if (peek() == ']') break;
            if (peek() != ',') fail("expected `,` or `]`, found " + found(), "is a comma missing?");
            ++offset_;
        }
        ++offset_;
        return array;
    }

    json::value readObject(int depth) {
        const TextPosition begin = here();
        ++offset_;
        json::object object;
        skipBlanks();
        if (!atEnd() && peek() == '}') {
            ++offset_;
            return object;
        }
        const std::size_t length = pointer_.size();
        for (;;) {
            skipBlanks();
            if (atEnd()) failCut("an object", begin);
            if (peek() != '"') {
                fail("expected a name in double quotes, found " + found(),
                     peek() == '}' ? "is there a comma too many?" : "");
            }
            const TextPosition keyAt = here();
            const std::string key = readString();
            skipBlanks();
            if (atEnd()) failCut("an object", begin);
            if (peek() != ':') fail("expected `:`, found " + found());
            ++offset_;
            skipBlanks();
            if (atEnd()) failCut("an object", begin);
            pointer_ += "/" + pointerToken(key);
            if (object.contains(key)) {
                Diagnostic& d = duplicates_.error("MR1007", "`" + key + "` stands here twice",
                                                  "rename one of the two or remove it");
                d.line = keyAt.line;
                d.column = keyAt.column;
            }
            object[key] = readValue(depth + 1);
            pointer_.resize(length);
            skipBlanks();
            if (atEnd()) failCut("an object", begin);
            if (peek() == '}') break;
            if (peek() != ',') fail("expected `,` or `}`, found " + found(), "is a comma missing?");
            ++offset_;
        }
        ++offset_;
        return object;
    }

    std::string_view text_;
    std::size_t offset_ = 0;
    std::size_t mark_ = 0;
    TextPosition position_{1, 1};
    std::string pointer_;
    std::map<std::string, TextPosition, std::less<>> positions_;
    Diagnostics duplicates_;
    Diagnostics error_;
};

} // namespace

Result<JsonText> readJson(std::string_view text) { return Reader(text).read(); }

std::string pointerToken(std::string_view name) {
    std::string token;
    token.reserve(name.size());
    for (const char c : name) {
        if (c == '~') {
            token += "~0";
        } else if (c == '/') {
            token += "~1";
        } else {
            token += c;
        }
    }
    return token;
}

} // namespace millrace
