// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/functions/like_pattern.h"

#include "engine/expression/functions/code_points.h"

namespace millrace {

std::optional<LikePattern> LikePattern::compile(std::string_view pattern, std::string_view escape,
                                                std::string& error) {
    LikePattern result;
    result.pieces_.emplace_back();
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        bool literal = false;
        if (!escape.empty() && pattern.substr(i).starts_with(escape)) {
            i += escape.size();
            const std::string_view rest = pattern.substr(std::min(i, pattern.size()));
            if (!rest.starts_with('%') && !rest.starts_with('_') && !rest.starts_with(escape)) {
                error = "the escape character must stand before %, _ or itself";
                return {};
            }
            literal = true;
            if (rest.starts_with(escape)) {
                for (const char c : escape) {
                    result.pieces_.back().text += c;
                    result.pieces_.back().any.push_back(false);
                }
                i += escape.size() - 1;
                continue;
            }
        }
        const char c = pattern[i];
        if (c == '%' && !literal) {
            // Two in a row are as good as one.
            if (result.pieces_.size() < 2 || !result.pieces_.back().text.empty())
                result.pieces_.emplace_back();
            continue;
        }
        Piece& piece = result.pieces_.back();
        piece.text += c;
        piece.any.push_back(c == '_' && !literal);
        piece.plain = piece.plain && !piece.any.back();
    }
    return result;
}

bool LikePattern::matchAt(const Piece& piece, std::string_view text, std::size_t from, std::size_t& end) {
    std::size_t i = from;
    for (std::size_t k = 0; k < piece.text.size(); ++k) {
        if (i >= text.size()) return false;
        if (piece.any[k]) {
            ++i;
            while (i < text.size() && isContinuation(text[i]))
                ++i;
        } else if (text[i++] != piece.text[k]) {
            return false;
        }
    }
    end = i;
    return true;
}

bool LikePattern::matches(std::string_view text) const {
    std::size_t at = 0;
    if (!matchAt(pieces_.front(), text, 0, at)) return false;
    if (pieces_.size() == 1) return at == text.size();
    // Each middle piece as early as possible: what follows can only gain.
    for (std::size_t p = 1; p + 1 < pieces_.size(); ++p) {
        const Piece& piece = pieces_[p];
        if (piece.plain) {
            const std::size_t found = text.find(piece.text, at);
            if (found == std::string_view::npos) return false;
            at = found + piece.text.size();
            continue;
        }
        bool matched = false;
        for (std::size_t from = at; from <= text.size() && !matched; ++from) {
            if (from < text.size() && isContinuation(text[from])) continue;
            matched = matchAt(piece, text, from, at);
        }
        if (!matched) return false;
    }
    const Piece& last = pieces_.back();
    if (last.plain) return text.size() - at >= last.text.size() && text.ends_with(last.text);
    for (std::size_t from = at; from <= text.size(); ++from) {
        if (from < text.size() && isContinuation(text[from])) continue;
        std::size_t end = 0;
        if (matchAt(last, text, from, end) && end == text.size()) return true;
    }
    return false;
}

} // namespace millrace
