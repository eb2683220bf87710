// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/csv_reader.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "engine/base/text.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace millrace {

namespace {

constexpr std::size_t kFirstBlock = std::size_t{16} << 10;
constexpr std::size_t kBlock = std::size_t{256} << 10;
/// From this size on an unfinished record is looked at again only when it has doubled.
constexpr std::size_t kLargeRecord = std::size_t{64} << 10;

/// Finds delimiters and line breaks. One bit per byte of 64 at a time, kept until the next 64 are wanted.
class BreakFinder {
public:
    explicit BreakFinder(char delimiter) : delimiter_(delimiter) {}

    void forget() { block_ = SIZE_MAX; }

    /// First delimiter, CR or LF in [from, end), or `end`. 64 bytes behind `end` are readable.
    std::size_t find(const char* data, std::size_t from, std::size_t end) {
        std::size_t block = from / 64;
        if (block != block_) load(data, block);
        std::uint64_t bits = mask_ & (~std::uint64_t{0} << (from % 64));
        while (bits == 0) {
            if (++block * 64 >= end) return end;
            load(data, block);
            bits = mask_;
        }
        return std::min(end, block * 64 + static_cast<std::size_t>(std::countr_zero(bits)));
    }

private:
    void load(const char* data, std::size_t block) {
        block_ = block;
        mask_ = 0;
        const char* const p = data + block * 64;
#if defined(__SSE2__)
        const __m128i delimiter = _mm_set1_epi8(delimiter_);
        const __m128i lineFeed = _mm_set1_epi8('\n');
        const __m128i carriageReturn = _mm_set1_epi8('\r');
        for (int i = 0; i < 4; ++i) {
            const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p + 16 * i));
            const __m128i hit = _mm_or_si128(
                _mm_cmpeq_epi8(bytes, delimiter),
                _mm_or_si128(_mm_cmpeq_epi8(bytes, lineFeed), _mm_cmpeq_epi8(bytes, carriageReturn)));
            mask_ |= static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(hit))) << (16 * i);
        }
#else
        for (int i = 0; i < 64; ++i) {
            const bool hit = p[i] == delimiter_ || p[i] == '\n' || p[i] == '\r';
            mask_ |= std::uint64_t{hit} << i;
        }
#endif
    }

    char delimiter_;
    std::size_t block_ = SIZE_MAX;
    std::uint64_t mask_ = 0;
};

/// First CR or LF, or null.
const char* findLineBreak(const char* from, const char* end) {
    const auto size = static_cast<std::size_t>(end - from);
    const auto* const lineFeed = static_cast<const char*>(size ? std::memchr(from, '\n', size) : nullptr);
    const auto* const stop = lineFeed ? lineFeed : end;
    const auto before = static_cast<std::size_t>(stop - from);
    const auto* const carriageReturn =
        static_cast<const char*>(before ? std::memchr(from, '\r', before) : nullptr);
    return carriageReturn ? carriageReturn : lineFeed;
}

std::uint64_t countLineBreaks(std::string_view text) {
    std::uint64_t count = 0;
    const char* p = text.data();
    const char* const end = p + text.size();
    while (p < end && (p = findLineBreak(p, end)) != nullptr) {
        p += *p == '\r' && p + 1 < end && p[1] == '\n' ? 2 : 1;
        ++count;
    }
    return count;
}

} // namespace

class CsvReader::Impl {
public:
    Impl(ReadBytes source, CsvFormat format, const TextPlace& from)
        : source_(std::move(source)),
          format_(format),
          buffer_(kFirstBlock + 64),
          finder_(format.delimiter),
          taken_(from.offset),
          atStart_(from.offset == 0),
          skipping_(from.skipping),
          line_(from.line + 1) {}

    TextPlace place() const { return {taken_ - (end_ - begin_), line_ - 1, skipping_}; }

    RowStatus next(CsvRow& row) {
        for (;;) {
            const Outcome outcome = look(row);
            if (outcome == Outcome::Row) return RowStatus::Row;
            if (outcome == Outcome::Skipped) continue;
            if (atEnd_) return RowStatus::End;
            if (!fill()) return RowStatus::Wait;
        }
    }

private:
    enum class Outcome { Row, Skipped, NeedMore };

    const char* data() const { return buffer_.data(); }

    /// Reads on; false when nothing came now. A large unfinished record waits for as much again, or for what
    /// there is.
    bool fill() {
        std::memmove(buffer_.data(), data() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
        finder_.forget();
        const std::size_t most = std::max(format_.maxRecord + 3, end_ + 1);
        const std::size_t wanted = end_ >= kLargeRecord ? std::min(end_ * 2, most) : end_ + 1;
        bool any = false;
        while (!atEnd_ && end_ < wanted) {
            // Small inputs stay with a small buffer; one that a read filled was too small for its source.
            if (end_ + 64 == buffer_.size() || (filled_ && buffer_.size() < kBlock)) {
                buffer_.resize(std::min(buffer_.size() * 2, most + kBlock + 64));
            }
            const std::size_t space = buffer_.size() - 64 - end_;
            const std::ptrdiff_t count = source_(buffer_.data() + end_, space);
            filled_ = count == static_cast<std::ptrdiff_t>(space);
            if (count == kNotYet) return any;
            atEnd_ = count == 0;
            end_ += static_cast<std::size_t>(count);
            taken_ += static_cast<std::uint64_t>(count);
            any = true;
        }
        return true;
    }

    Outcome look(CsvRow& row) {
        if (atStart_) {
            if (end_ - begin_ < 3 && !atEnd_) return Outcome::NeedMore;
            atStart_ = false;
            if (end_ - begin_ >= 3 && std::memcmp(data() + begin_, "\xEF\xBB\xBF", 3) == 0) begin_ += 3;
        }
        if (begin_ == end_) return Outcome::NeedMore;
        if (skipping_) return skipLine();
        if (format_.comment != '\0' && data()[begin_] == format_.comment) {
            skipping_ = true;
            return skipLine();
        }
        return scan(row);
    }

    /// Drops bytes up to and with the next line break.
    Outcome skipLine() {
        const char* const found = findLineBreak(data() + begin_, data() + end_);
        if (found == nullptr) {
            begin_ = end_;
            return Outcome::NeedMore;
        }
        begin_ = static_cast<std::size_t>(found - data());
        std::size_t after = 0;
        if (!lineBreakEnd(begin_, after)) return Outcome::NeedMore;
        begin_ = after;
        skipping_ = false;
        ++line_;
        return Outcome::Skipped;
    }

    /// Where the line break at `at` ends; false when a line feed might still follow its carriage return.
    bool lineBreakEnd(std::size_t at, std::size_t& after) const {
        after = at + 1;
        if (data()[at] != '\r') return true;
        if (after == end_) return atEnd_;
        if (data()[after] == '\n') ++after;
        return true;
    }

    Outcome scan(CsvRow& row) {
        fields_.clear();
        escaped_.clear();
        anyQuoted_ = false;
        std::size_t position = begin_;
        for (;;) {
            std::size_t stop = 0;
            if (format_.quote != '\0' && position < end_ && data()[position] == format_.quote) {
                const RowError error = quotedField(position, stop);
                if (error != RowError::None) {
                    // What lies behind the limit must not matter: it may not have been read yet.
                    return broken(row, stop - begin_ > format_.maxRecord ? RowError::UnbalancedQuote : error);
                }
                if (stop == kUnfinished) return needMore(row);
            } else {
                stop = finder_.find(data(), position, end_);
                if (stop == end_ && !atEnd_) return needMore(row);
                fields_.push_back({{data() + position, stop - position}, false});
            }
            if (stop == end_) return complete(row, stop, stop);
            if (data()[stop] != format_.delimiter) {
                std::size_t after = 0;
                if (!lineBreakEnd(stop, after)) return needMore(row);
                return complete(row, stop, after);
            }
            position = stop + 1;
        }
    }

    /// The field whose opening quote is at `open`; `stop` is the delimiter or line break behind it, end_, or
    /// kUnfinished.
    RowError quotedField(std::size_t open, std::size_t& stop) {
        anyQuoted_ = true;
        std::size_t from = open + 1;
        bool escapes = false;
        for (;;) {
            const void* const found =
                from < end_ ? std::memchr(data() + from, format_.quote, end_ - from) : nullptr;
            if (found == nullptr) {
                stop = kUnfinished;
                return atEnd_ ? RowError::UnbalancedQuote : RowError::None;
            }
            const auto close = static_cast<std::size_t>(static_cast<const char*>(found) - data());
            stop = close + 1;
            if (stop == end_ && !atEnd_) {
                stop = kUnfinished;
                return RowError::None;
            }
            if (stop < end_ && data()[stop] == format_.quote) {
                escapes = true;
                from = stop + 1;
                continue;
            }
            if (escapes) escaped_.push_back(fields_.size());
            fields_.push_back({{data() + open + 1, close - open - 1}, true});
            const bool fits = stop == end_ || data()[stop] == format_.delimiter || data()[stop] == '\n' ||
                              data()[stop] == '\r';
            return fits ? RowError::None : RowError::TextAfterQuote;
        }
    }

    Outcome needMore(CsvRow& row) {
        // Two bytes more than allowed: the record cannot be just its line break too long.
        return end_ - begin_ > format_.maxRecord + 2 ? tooLong(row) : Outcome::NeedMore;
    }

    Outcome complete(CsvRow& row, std::size_t stop, std::size_t after) {
        if (stop - begin_ > format_.maxRecord) return tooLong(row);
        give(row, stop, after, RowError::None);
        if (!isValidUtf8(row.raw)) {
            row.error = RowError::InvalidUtf8;
            return Outcome::Row;
        }
        if (!escaped_.empty()) unescape(row.raw.size());
        row.fields = fields_;
        return Outcome::Row;
    }

    /// A record that cannot be read ends at its first line break.
    Outcome broken(CsvRow& row, RowError error) {
        const char* const found = findLineBreak(data() + begin_, data() + end_);
        if (found == nullptr && !atEnd_) return needMore(row);
        const std::size_t stop = found ? static_cast<std::size_t>(found - data()) : end_;
        if (stop - begin_ > format_.maxRecord) return tooLong(row);
        std::size_t after = stop;
        if (found != nullptr && !lineBreakEnd(stop, after)) return needMore(row);
        give(row, stop, after, error);
        return Outcome::Row;
    }

    /// Either one line that is too long, or a quote that is still open after that many bytes.
    Outcome tooLong(CsvRow& row) {
        const char* const limit = data() + std::min(end_, begin_ + format_.maxRecord + 1);
        const char* const found = findLineBreak(data() + begin_, limit);
        if (found != nullptr) return broken(row, RowError::UnbalancedQuote);
        const std::size_t shown = std::min({kShownOfLongRecord, format_.maxRecord, end_ - begin_});
        give(row, begin_ + shown, begin_ + shown, RowError::TooLong);
        --line_;
        skipping_ = true;
        return Outcome::Row;
    }

    void give(CsvRow& row, std::size_t stop, std::size_t after, RowError error) {
        row.fields = {};
        row.raw = {data() + begin_, stop - begin_};
        row.line = line_;
        row.error = error;
        line_ += 1 + (anyQuoted_ && error == RowError::None ? countLineBreaks(row.raw) : 0);
        begin_ = after;
    }

    void unescape(std::size_t recordSize) {
        scratch_.resize(recordSize);
        char* to = scratch_.data();
        for (const std::size_t index : escaped_) {
            CsvField& field = fields_[index];
            char* const start = to;
            for (std::size_t i = 0; i < field.text.size(); ++i) {
                *to++ = field.text[i];
                if (field.text[i] == format_.quote) ++i;
            }
            field.text = {start, static_cast<std::size_t>(to - start)};
        }
    }

    static constexpr std::size_t kUnfinished = SIZE_MAX;

    ReadBytes source_;
    CsvFormat format_;
    std::vector<char> buffer_;
    BreakFinder finder_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::uint64_t taken_; ///< bytes of the text up to end_
    bool atEnd_ = false;
    bool filled_ = false;
    bool atStart_;
    bool skipping_;
    bool anyQuoted_ = false;
    std::uint64_t line_;
    std::vector<CsvField> fields_;
    std::vector<std::size_t> escaped_;
    std::vector<char> scratch_;
};

CsvReader::CsvReader(ReadBytes source, CsvFormat format, const TextPlace& from)
    : impl_(std::make_unique<Impl>(std::move(source), format, from)) {}
CsvReader::CsvReader(CsvReader&&) noexcept = default;
CsvReader& CsvReader::operator=(CsvReader&&) noexcept = default;
CsvReader::~CsvReader() = default;

RowStatus CsvReader::next(CsvRow& row) { return impl_->next(row); }
TextPlace CsvReader::place() const { return impl_->place(); }

} // namespace millrace
