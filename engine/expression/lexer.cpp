// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/token.h"

#include <algorithm>
#include <array>

namespace millrace {
namespace {

bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

constexpr std::array<std::string_view, 17> kReserved = {"AND",   "OR",   "NOT",     "IS",   "NULL",    "TRUE",
                                                        "FALSE", "CASE", "WHEN",    "THEN", "ELSE",    "END",
                                                        "IN",    "LIKE", "BETWEEN", "AS",   "DISTINCT"};

class Lexer {
public:
    explicit Lexer(std::string_view text) : text_(text) {}

    std::vector<Token> run() {
        std::vector<Token> tokens;
        for (;;) {
            while (position_ < text_.size() && isBlank(text_[position_]))
                ++position_;
            start_ = position_;
            if (position_ >= text_.size()) break;
            tokens.push_back(next());
            tokens.back().span = {start_, position_ - start_};
        }
        tokens.push_back({Token::Kind::End, {text_.size(), 0}, {}, {}});
        return tokens;
    }

private:
    char at(std::size_t i) const { return i < text_.size() ? text_[i] : '\0'; }

    Token next() {
        const char c = text_[position_];
        if (isLetter(c)) {
            while (isLetter(at(position_)) || isDigit(at(position_)))
                ++position_;
            return {Token::Kind::Word, {}, std::string(text_.substr(start_, position_ - start_)), {}};
        }
        if (isDigit(c) || (c == '.' && isDigit(at(position_ + 1)))) return number();
        if (c == '\'') return quoted('\'', Token::Kind::Text);
        if (c == '"') return quoted('"', Token::Kind::QuotedName);
        return symbol();
    }

    Token number() {
        while (isDigit(at(position_)))
            ++position_;
        if (at(position_) == '.') {
            ++position_;
            while (isDigit(at(position_)))
                ++position_;
        }
        if (at(position_) == 'e' || at(position_) == 'E') {
            std::size_t p = position_ + 1;
            if (at(p) == '+' || at(p) == '-') ++p;
            if (isDigit(at(p))) {
                position_ = p;
                while (isDigit(at(position_)))
                    ++position_;
            }
        }
        if (isLetter(at(position_))) {
            while (isLetter(at(position_)) || isDigit(at(position_)))
                ++position_;
            return {Token::Kind::Error,
                    {},
                    "malformed number",
                    "a name cannot start with a digit unless it is in double quotes"};
        }
        return {Token::Kind::Number, {}, std::string(text_.substr(start_, position_ - start_)), {}};
    }

    Token quoted(char quote, Token::Kind kind) {
        std::string content;
        ++position_;
        while (position_ < text_.size()) {
            const char c = text_[position_++];
            if (c != quote) {
                content += c;
            } else if (at(position_) == quote) {
                content += c;
                ++position_;
            } else {
                if (kind == Token::Kind::QuotedName && content.empty()) {
                    return {Token::Kind::Error, {}, "empty name", "text is written in single quotes: ''"};
                }
                return {kind, {}, std::move(content), {}};
            }
        }
        return {Token::Kind::Error,
                {},
                quote == '\'' ? "text is not closed" : "quoted name is not closed",
                quote == '\'' ? "close it with ' (a quote inside is written twice)" : "close it with \""};
    }

    Token symbol() {
        static constexpr std::array<std::string_view, 4> two = {"<>", "<=", ">=", "||"};
        const std::string_view pair = text_.substr(position_, 2);
        for (const auto symbol : two) {
            if (pair == symbol) {
                position_ += 2;
                return {Token::Kind::Symbol, {}, std::string(symbol), {}};
            }
        }
        if (pair == "!=" || pair == "==") {
            position_ += 2;
            return {Token::Kind::Error,
                    {},
                    "unknown operator `" + std::string(pair) + "`",
                    pair == "!=" ? "write <> for \"not equal\"" : "write = for \"equal\""};
        }
        const char c = text_[position_];
        if (std::string_view("+-*/%=<>(),.[]").find(c) != std::string_view::npos) {
            ++position_;
            return {Token::Kind::Symbol, {}, std::string(1, c), {}};
        }
        return unreadable();
    }

    /// One whole code point, so that the message shows it and the caret stands under it.
    Token unreadable() {
        const auto first = static_cast<unsigned char>(text_[position_++]);
        if (first >= 0xC0) {
            while (position_ < text_.size() && (static_cast<unsigned char>(text_[position_]) & 0xC0) == 0x80)
                ++position_;
        }
        const std::string shown(text_.substr(start_, position_ - start_));
        if (first >= 0x80) {
            return {Token::Kind::Error,
                    {},
                    "unexpected character `" + shown + "`",
                    "names with other than ASCII letters, digits and _ are written in double quotes"};
        }
        if (first < 0x20 || first == 0x7F)
            return {Token::Kind::Error, {}, "unexpected control character", {}};
        std::string hint;
        if (first == '`') hint = "names are quoted with double quotes";
        if (first == '&') hint = "write AND";
        if (first == '|') hint = "write OR, or || to join text";
        if (first == '!') hint = "write NOT";
        if (first == ';') hint = "an expression has no semicolon";
        return {Token::Kind::Error, {}, "unexpected character `" + shown + "`", std::move(hint)};
    }

    std::string_view text_;
    std::size_t position_ = 0;
    std::size_t start_ = 0;
};

} // namespace

bool Token::isWord(std::string_view upperCase) const {
    return kind == Kind::Word && equalsIgnoringCase(text, upperCase);
}

std::vector<Token> tokenize(std::string_view text) { return Lexer(text).run(); }

std::string upperAscii(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), upper);
    return result;
}

bool equalsIgnoringCase(std::string_view a, std::string_view b) {
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return upper(x) == upper(y); });
}

bool isReservedWord(std::string_view word) {
    return std::any_of(kReserved.begin(), kReserved.end(),
                       [&](std::string_view r) { return equalsIgnoringCase(r, word); });
}

bool isPlainName(std::string_view name) {
    if (name.empty() || !isLetter(name[0]) || isReservedWord(name)) return false;
    return std::all_of(name.begin(), name.end(), [](char c) { return isLetter(c) || isDigit(c); });
}

std::string quotedName(std::string_view name) {
    if (isPlainName(name)) return std::string(name);
    std::string result = "\"";
    for (const char c : name) {
        if (c == '"') result += '"';
        result += c;
    }
    return result + '"';
}

} // namespace millrace
