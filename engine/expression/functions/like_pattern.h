// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

/// A LIKE pattern ready to match: `%` is any text, `_` one code point (a line break, too), everything else
/// itself.
class LikePattern {
public:
    /// `escape` (one code point, or empty for none) may stand before %, _ and itself only; an error text
    /// otherwise.
    static std::optional<LikePattern> compile(std::string_view pattern, std::string_view escape,
                                              std::string& error);
    bool matches(std::string_view text) const;

private:
    /// Literal text and `_` between two `%`.
    struct Piece {
        std::string text;      ///< one byte per byte, kAnyPoint for `_`
        bool plain = true;     ///< no `_`
        std::vector<bool> any; ///< per byte of text: it stands for `_`
    };
    static bool matchAt(const Piece& piece, std::string_view text, std::size_t from, std::size_t& end);

    std::vector<Piece> pieces_; ///< between the `%`s; the first is anchored at the start, the last at the end
};

} // namespace millrace
