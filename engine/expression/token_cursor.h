// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/expression/source_text.h"

namespace millrace {

/// Walks over the tokens of one expression and reports what was expected instead. Functions that give nullptr
/// or false have reported.
class TokenCursor {
public:
    explicit TokenCursor(SourceText& source) : source_(source), tokens_(tokenize(source.text())) {}

    /// Reports the first token that could not be read.
    bool readable();
    const Token& peek(std::size_t ahead = 0) const {
        return tokens_[next_ + ahead < tokens_.size() ? next_ + ahead : tokens_.size() - 1];
    }
    const Token& take() { return tokens_[next_ + 1 < tokens_.size() ? next_++ : next_]; }
    bool takeSymbol(std::string_view symbol);
    bool takeWord(std::string_view word);
    bool expectSymbol(std::string_view symbol);
    bool expectWord(std::string_view word);
    /// The token at hand stands where `wanted` should.
    std::nullptr_t unexpected(const std::string& wanted, std::string hint = {});
    /// Where the token taken last stands; `otherwise` before the first.
    TextSpan lastTaken(TextSpan otherwise) const { return next_ > 0 ? tokens_[next_ - 1].span : otherwise; }

protected:
    SourceText& source_;

private:
    std::vector<Token> tokens_;
    std::size_t next_ = 0;
};

} // namespace millrace
