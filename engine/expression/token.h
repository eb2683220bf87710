// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

/// A stretch of the expression's text, in bytes.
struct TextSpan {
    std::size_t offset = 0;
    std::size_t length = 0;
    std::size_t end() const { return offset + length; }
};

/// The smallest span that covers both.
inline TextSpan covering(TextSpan a, TextSpan b) {
    const std::size_t from = a.offset < b.offset ? a.offset : b.offset;
    const std::size_t to = a.end() > b.end() ? a.end() : b.end();
    return {from, to - from};
}

struct Token {
    enum class Kind { Word, QuotedName, Number, Text, Symbol, End, Error };
    Kind kind = Kind::End;
    TextSpan span;
    /// Word and Number: as written; QuotedName and Text: without quotes, doubled quotes made one; Symbol:
    /// itself; Error: what is wrong, in words.
    std::string text;
    std::string hint; ///< Error only; may be empty

    bool isSymbol(std::string_view symbol) const { return kind == Kind::Symbol && text == symbol; }
    /// Words that mean something in the grammar are recognised in any case.
    bool isWord(std::string_view upperCase) const;
};

/// Splits a text into tokens; never fails: what cannot be read becomes Kind::Error. The last token is
/// Kind::End.
std::vector<Token> tokenize(std::string_view text);

/// ASCII only, as everywhere in the language.
std::string upperAscii(std::string_view text);
bool equalsIgnoringCase(std::string_view a, std::string_view b);
/// A word that cannot name a column unless it is put in double quotes.
bool isReservedWord(std::string_view word);
/// A letter or underscore, then letters, digits and underscores, and not reserved.
bool isPlainName(std::string_view name);
/// The name as it must be written: in double quotes when it is not plain.
std::string quotedName(std::string_view name);

} // namespace millrace
