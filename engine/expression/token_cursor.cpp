// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/token_cursor.h"

#include <fmt/format.h>

namespace millrace {

namespace codes = expression_codes;

bool TokenCursor::readable() {
    for (const Token& token : tokens_) {
        if (token.kind != Token::Kind::Error) continue;
        source_.error(codes::kToken, token.span, token.text, token.hint);
        return false;
    }
    return true;
}

bool TokenCursor::takeSymbol(std::string_view symbol) {
    if (!peek().isSymbol(symbol)) return false;
    take();
    return true;
}

bool TokenCursor::takeWord(std::string_view word) {
    if (!peek().isWord(word)) return false;
    take();
    return true;
}

bool TokenCursor::expectSymbol(std::string_view symbol) {
    if (takeSymbol(symbol)) return true;
    unexpected(fmt::format("`{}`", symbol));
    return false;
}

bool TokenCursor::expectWord(std::string_view word) {
    if (takeWord(word)) return true;
    unexpected(std::string(word));
    return false;
}

std::nullptr_t TokenCursor::unexpected(const std::string& wanted, std::string hint) {
    const Token& token = peek();
    if (token.kind == Token::Kind::End) {
        source_.error(codes::kSyntax, token.span, wanted + " is expected, but the expression ends here",
                      std::move(hint));
        return nullptr;
    }
    if (hint.empty() && token.kind == Token::Kind::Word && isReservedWord(token.text)) {
        hint = fmt::format("{} is a word of the language; a column of that name is written \"{}\"",
                           upperAscii(token.text), token.text);
    }
    source_.error(codes::kSyntax, token.span,
                  fmt::format("unexpected `{}`, {} is expected", source_.text(token.span), wanted),
                  std::move(hint));
    return nullptr;
}

} // namespace millrace
