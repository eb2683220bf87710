// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/functions/json_path.h"

#include "engine/base/text.h"

#include <charconv>

namespace millrace {

namespace {

constexpr int kMaxJsonDepth = 200;

void appendUtf8(std::string& out, std::uint32_t point) {
    if (point < 0x80) {
        out += static_cast<char>(point);
    } else if (point < 0x800) {
        out += static_cast<char>(0xC0 | point >> 6);
        out += static_cast<char>(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
        out += static_cast<char>(0xE0 | point >> 12);
        out += static_cast<char>(0x80 | (point >> 6 & 0x3F));
        out += static_cast<char>(0x80 | (point & 0x3F));
    } else {
        out += static_cast<char>(0xF0 | point >> 18);
        out += static_cast<char>(0x80 | (point >> 12 & 0x3F));
        out += static_cast<char>(0x80 | (point >> 6 & 0x3F));
        out += static_cast<char>(0x80 | (point & 0x3F));
    }
}

} // namespace

/// One pass over a JSON text, which it checks to the end.
class JsonSearch {
public:
    JsonSearch(std::string_view json, const JsonPath& path, std::string& value)
        : json_(json), path_(path), value_(value) {}

    bool run() {
        if (!element(0, true)) return false;
        blanks();
        return at_ == json_.size() && found_;
    }

private:
    char peek() const { return at_ < json_.size() ? json_[at_] : '\0'; }
    bool take(char c) {
        if (peek() != c || at_ >= json_.size()) return false;
        ++at_;
        return true;
    }
    void blanks() {
        while (at_ < json_.size() &&
               (json_[at_] == ' ' || json_[at_] == '\t' || json_[at_] == '\n' || json_[at_] == '\r'))
            ++at_;
    }
    bool word(std::string_view text) {
        if (json_.substr(at_, text.size()) != text) return false;
        at_ += text.size();
        return true;
    }

    /// `step`: how many steps of the path lead here; `onPath`: they all matched.
    bool element(std::size_t step, bool onPath) {
        if (++depth_ > kMaxJsonDepth) return false;
        blanks();
        const bool target = onPath && step == path_.steps_.size() && !found_ && !passed_;
        bool ok = false;
        switch (peek()) {
            case '{': ok = object(step, onPath && !target); break;
            case '[': ok = array(step, onPath && !target); break;
            case '"':
                ok = string(target ? &value_ : nullptr);
                found_ = found_ || target;
                break;
            case 't': ok = literal("true", target, true); break;
            case 'f': ok = literal("false", target, true); break;
            case 'n': ok = literal("null", target, false); break;
            default: ok = number(target); break;
        }
        // Whatever stands at the path, a second key of the same name does not count.
        passed_ = passed_ || target;
        --depth_;
        return ok;
    }

    bool literal(std::string_view text, bool target, bool counts) {
        if (!word(text)) return false;
        if (target && counts) {
            value_.assign(text);
            found_ = true;
        }
        return true;
    }

    bool object(std::size_t step, bool onPath) {
        ++at_;
        blanks();
        if (take('}')) return true;
        do {
            blanks();
            if (peek() != '"' || !string(&key_)) return false;
            const bool here = onPath && step < path_.steps_.size() && path_.steps_[step].member &&
                              path_.steps_[step].name == key_;
            blanks();
            if (!take(':') || !element(step + 1, here)) return false;
            blanks();
        } while (take(','));
        return take('}');
    }

    bool array(std::size_t step, bool onPath) {
        ++at_;
        blanks();
        if (take(']')) return true;
        std::size_t index = 0;
        do {
            const bool here = onPath && step < path_.steps_.size() && !path_.steps_[step].member &&
                              path_.steps_[step].index == index;
            if (!element(step + 1, here)) return false;
            ++index;
            blanks();
        } while (take(','));
        return take(']');
    }

    bool digits() {
        const std::size_t from = at_;
        while (peek() >= '0' && peek() <= '9')
            ++at_;
        return at_ > from;
    }

    bool number(bool target) {
        const std::size_t from = at_;
        bool whole = true;
        take('-');
        if (peek() == '0')
            ++at_;
        else if (!digits())
            return false;
        if (take('.')) {
            whole = false;
            if (!digits()) return false;
        }
        if (peek() == 'e' || peek() == 'E') {
            whole = false;
            ++at_;
            if (peek() == '+' || peek() == '-') ++at_;
            if (!digits()) return false;
        }
        if (target && whole) {
            value_.assign(json_.substr(from, at_ - from));
            found_ = true;
        }
        return true;
    }

    bool hex4(std::uint32_t& out) {
        if (json_.size() - at_ < 4) return false;
        const auto read = std::from_chars(json_.data() + at_, json_.data() + at_ + 4, out, 16);
        if (read.ptr != json_.data() + at_ + 4) return false;
        at_ += 4;
        return true;
    }

    bool escape(std::string* out) {
        static constexpr std::string_view letters = "\"\\/bfnrt";
        static constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
        const char c = peek();
        if (const std::size_t k = letters.find(c); k != std::string_view::npos && at_ < json_.size()) {
            ++at_;
            if (out) *out += meanings[k];
            return true;
        }
        if (!take('u')) return false;
        std::uint32_t point = 0;
        if (!hex4(point)) return false;
        if (point >= 0xD800 && point <= 0xDBFF) {
            std::uint32_t low = 0;
            if (!take('\\') || !take('u') || !hex4(low) || low < 0xDC00 || low > 0xDFFF) return false;
            point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
        } else if (point >= 0xDC00 && point <= 0xDFFF) {
            return false;
        }
        if (out) appendUtf8(*out, point);
        return true;
    }

    bool string(std::string* out) {
        ++at_;
        if (out) out->clear();
        for (;;) {
            const std::size_t from = at_;
            while (at_ < json_.size() && json_[at_] != '"' && json_[at_] != '\\' &&
                   static_cast<unsigned char>(json_[at_]) >= 0x20)
                ++at_;
            if (out) out->append(json_.substr(from, at_ - from));
            if (take('"')) return true;
            if (!take('\\') || !escape(out)) return false;
        }
    }

    std::string_view json_;
    const JsonPath& path_;
    std::string& value_;
    std::string key_;
    std::size_t at_ = 0;
    int depth_ = 0;
    bool found_ = false;
    bool passed_ = false;
};

std::optional<JsonPath> JsonPath::compile(std::string_view path, std::string& error) {
    JsonPath result;
    if (!path.starts_with('$')) {
        error = "a JSON path starts with $";
        return {};
    }
    std::size_t i = 1;
    while (i < path.size()) {
        if (path[i] == '.') {
            const std::size_t end = std::min(path.find_first_of(".[", i + 1), path.size());
            const std::string_view name = path.substr(i + 1, end - i - 1);
            if (name.empty() || name.find_first_of("*?@() '\"]") != std::string_view::npos) {
                error = "`" + std::string(name) + "` is no name of a member in a path";
                return {};
            }
            result.steps_.push_back({true, std::string(name), 0});
            i = end;
        } else if (path.substr(i).starts_with("['")) {
            const std::size_t end = path.find("']", i + 2);
            if (end == std::string_view::npos) {
                error = "the path lacks `']`";
                return {};
            }
            result.steps_.push_back({true, std::string(path.substr(i + 2, end - i - 2)), 0});
            i = end + 2;
        } else if (path[i] == '[') {
            std::size_t index = 0;
            const auto read = std::from_chars(path.data() + i + 1, path.data() + path.size(), index);
            if (read.ec != std::errc() || read.ptr == path.data() + path.size() || *read.ptr != ']') {
                error = "an index in a path is written [0]";
                return {};
            }
            result.steps_.push_back({false, {}, index});
            i = static_cast<std::size_t>(read.ptr - path.data()) + 1;
        } else {
            error = "`" + std::string(path.substr(i, 1)) + "` is unexpected in a path";
            return {};
        }
    }
    return result;
}

bool JsonPath::find(std::string_view json, std::string& value) const {
    value.clear();
    return JsonSearch(json, *this, value).run() && isValidUtf8(value);
}

} // namespace millrace
