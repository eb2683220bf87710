// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>

#include "engine/base/text.h"
#include "nodes/support/ndjson_reader.h"

namespace millrace {

namespace {

constexpr std::size_t kFirstBlock = std::size_t{16} << 10;
constexpr std::size_t kBlock = std::size_t{256} << 10;
constexpr std::size_t kPadding = 64;

} // namespace

struct LineReader::Impl {
    Impl(ReadBytes read, std::size_t most, const TextPlace& from)
        : source(std::move(read)),
          maxRecord(most),
          buffer(kFirstBlock + kPadding),
          taken(from.offset),
          number(from.line),
          skipping(from.skipping) {}

    /// Reads on; false when nothing came now.
    bool fill() {
        if (begin > 0) {
            std::memmove(buffer.data(), buffer.data() + begin, end - begin);
            end -= begin;
            searched -= begin;
            begin = 0;
        }
        // Small inputs stay with a small buffer; one that a read filled was too small for its source.
        if (end + kPadding == buffer.size() || (filled && buffer.size() < kBlock)) {
            buffer.resize(std::min(buffer.size() * 2, maxRecord + 2 * kBlock));
        }
        const std::size_t space = buffer.size() - kPadding - end;
        const std::ptrdiff_t count = source(buffer.data() + end, space);
        filled = count == static_cast<std::ptrdiff_t>(space);
        if (count == kNotYet) return false;
        atEnd = count == 0;
        end += static_cast<std::size_t>(count);
        taken += static_cast<std::uint64_t>(count);
        return true;
    }

    RowStatus next(TextLine& line) {
        for (;;) {
            const auto* const found = static_cast<const char*>(
                searched < end ? std::memchr(buffer.data() + searched, '\n', end - searched) : nullptr);
            if (found == nullptr && !atEnd) {
                searched = end;
                if (skipping) {
                    begin = end;
                } else if (end - begin > maxRecord + 1) {
                    return tooLong(line);
                }
                if (!fill()) return RowStatus::Wait;
                continue;
            }
            const std::size_t stop = found ? static_cast<std::size_t>(found - buffer.data()) : end;
            if (found == nullptr && (begin == end || skipping)) return RowStatus::End;
            if (!skipping && stop - begin > maxRecord + 1) return tooLong(line);
            line.text = {buffer.data() + begin, stop - begin};
            line.number = ++number;
            begin = searched = found ? stop + 1 : stop;
            if (std::exchange(skipping, false)) continue;
            if (line.number == 1 && line.text.starts_with("\xEF\xBB\xBF")) line.text.remove_prefix(3);
            if (line.text.ends_with('\r')) line.text.remove_suffix(1);
            if (line.text.find_first_not_of(" \t") == std::string_view::npos) continue;
            if (line.text.size() > maxRecord) {
                line.text = line.text.substr(0, std::min(kShownOfLongRecord, maxRecord));
                line.error = RowError::TooLong;
            } else {
                line.error = isValidUtf8(line.text) ? RowError::None : RowError::InvalidUtf8;
            }
            return RowStatus::Row;
        }
    }

    /// Gives the beginning and drops the rest, however long it is.
    RowStatus tooLong(TextLine& line) {
        line.text = {buffer.data() + begin, std::min(kShownOfLongRecord, maxRecord)};
        line.number = number + 1;
        line.error = RowError::TooLong;
        begin += line.text.size();
        searched = std::max(searched, begin);
        skipping = true;
        return RowStatus::Row;
    }

    ReadBytes source;
    std::size_t maxRecord;
    std::vector<char> buffer;
    std::size_t begin = 0;
    std::size_t searched = 0; ///< no line feed between begin and here
    std::size_t end = 0;
    std::uint64_t taken; ///< bytes of the text up to `end`
    std::uint64_t number;
    bool atEnd = false;
    bool filled = false;
    bool skipping;
};

LineReader::LineReader(ReadBytes source, std::size_t maxRecord, const TextPlace& from)
    : impl_(std::make_unique<Impl>(std::move(source), maxRecord, from)) {}
LineReader::LineReader(LineReader&&) noexcept = default;
LineReader& LineReader::operator=(LineReader&&) noexcept = default;
LineReader::~LineReader() = default;

RowStatus LineReader::next(TextLine& line) { return impl_->next(line); }
TextPlace LineReader::place() const {
    return {impl_->taken - (impl_->end - impl_->begin), impl_->number, impl_->skipping};
}

} // namespace millrace
