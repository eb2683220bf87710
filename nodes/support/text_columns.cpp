// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/text_columns.h"

#include "nodes/support/type_inference.h"

#include <algorithm>
#include <filesystem>
#include <mutex>

namespace millrace {

namespace {

/// Answers by file, size, time of change and format; the oldest go first.
class GuessCache {
public:
    std::optional<std::vector<Field>> find(const std::string& key) {
        const std::lock_guard lock(mutex_);
        for (const auto& [known, fields] : entries_)
            if (known == key) return fields;
        return std::nullopt;
    }
    void add(std::string key, std::vector<Field> fields) {
        const std::lock_guard lock(mutex_);
        if (entries_.size() >= kMost) entries_.erase(entries_.begin());
        entries_.emplace_back(std::move(key), std::move(fields));
    }

private:
    static constexpr std::size_t kMost = 64;
    std::mutex mutex_;
    std::vector<std::pair<std::string, std::vector<Field>>> entries_;
};

GuessCache& cache() {
    static GuessCache instance;
    return instance;
}

/// Empty when the files cannot be told apart by size and time: then nothing is kept.
std::string cacheKey(const std::vector<std::string>& files, TextEncoding encoding,
                     const std::string& format) {
    std::string key = format + '\n' + std::to_string(static_cast<int>(encoding));
    for (const std::string& file : files) {
        std::error_code error;
        const auto size = std::filesystem::file_size(file, error);
        if (error) return {};
        const auto changed = std::filesystem::last_write_time(file, error);
        if (error) return {};
        key += '\n' + file + '\n' + std::to_string(size) + ' ' +
               std::to_string(changed.time_since_epoch().count());
    }
    return key;
}

Diagnostics nothingToGuessFrom(const std::string& file, const char* hint) {
    Diagnostics problems;
    problems.error("MR3105", "`" + file + "` gives no hint what its columns are", hint).file = file;
    return problems;
}

ReadBytes contentOf(ByteSource source, TextEncoding encoding) {
    auto shared = std::make_shared<ByteSource>(std::move(source));
    return decoded([shared](char* to, std::size_t size) { return shared->read(to, size); }, encoding);
}

/// Looks at the rows of one file; returns how many.
class CsvGuess {
public:
    CsvGuess(const CsvRowFormat& format, TextEncoding encoding) : format_(format), encoding_(encoding) {}

    Result<void> look(const std::string& file) {
        auto source = ByteSource::open(file);
        if (!source) return source.error();
        CsvReader reader(contentOf(std::move(*source), encoding_), format_.csv);
        CsvRow row;
        bool headerDue = format_.header;
        std::vector<std::size_t> columnOf;
        while (rows_ < kInferenceRows && reader.next(row) == RowStatus::Row) {
            if (row.blank() && (headerDue || fields_.size() != 1)) continue;
            if (row.error != RowError::None && !headerDue) continue;
            if (headerDue) {
                if (row.error != RowError::None) return unreadableHeader(row, file);
                std::vector<std::string_view> texts;
                for (const CsvField& field : row.fields)
                    texts.push_back(field.text);
                columnOf = columnsFor(uniqueColumnNames(texts));
                headerDue = false;
                continue;
            }
            if (columnOf.empty())
                columnOf = columnsFor(uniqueColumnNames(std::vector<std::string_view>(row.fields.size())));
            for (std::size_t i = 0; i < std::min(row.fields.size(), columnOf.size()); ++i)
                if (columnOf[i] < guesses_.size())
                    guesses_[columnOf[i]].add(row.fields[i].text, row.fields[i].quoted);
            ++rows_;
        }
        return {};
    }
    std::vector<Field> fields() const {
        std::vector<Field> fields;
        for (std::size_t i = 0; i < fields_.size(); ++i)
            fields.push_back({fields_[i], guesses_[i].type()});
        return fields;
    }
    bool done() const { return rows_ >= kInferenceRows; }

private:
    /// The first file says which columns there are; others may bring more, which are not read.
    std::vector<std::size_t> columnsFor(const std::vector<std::string>& names) {
        if (fields_.empty()) {
            fields_ = names;
            guesses_.assign(names.size(), TextTypeGuess(format_.nullText));
        }
        std::vector<std::size_t> columns;
        for (const std::string& name : names) {
            const auto found = std::find(fields_.begin(), fields_.end(), name);
            columns.push_back(static_cast<std::size_t>(found - fields_.begin())); // past the end: not ours
        }
        return columns;
    }

    const CsvRowFormat& format_;
    TextEncoding encoding_;
    std::vector<std::string> fields_;
    std::vector<TextTypeGuess> guesses_;
    std::size_t rows_ = 0;
};

} // namespace

Result<std::vector<Field>> guessCsvColumns(const std::vector<std::string>& files, TextEncoding encoding,
                                           const CsvRowFormat& format) {
    const std::string key = cacheKey(files, encoding,
                                     std::string("csv ") + format.csv.delimiter + format.csv.quote +
                                         format.csv.comment + (format.header ? "h" : "n") + format.nullText +
                                         '\n' + std::to_string(format.csv.maxRecord));
    if (!key.empty())
        if (auto known = cache().find(key)) return *known;
    CsvGuess guess(format, encoding);
    try {
        for (const std::string& file : files) {
            if (auto looked = guess.look(file); !looked) return looked.error();
            if (guess.done()) break;
        }
    } catch (const DiagnosticError& error) {
        return error.diagnostics();
    }
    std::vector<Field> fields = guess.fields();
    if (fields.empty())
        return nothingToGuessFrom(files.front(),
                                  "the file is empty: write a header into it, or choose another");
    if (!key.empty()) cache().add(key, fields);
    return fields;
}

Result<std::vector<Field>> guessJsonColumns(const std::vector<std::string>& files, TextEncoding encoding,
                                            std::size_t maxRecord) {
    const std::string key = cacheKey(files, encoding, "ndjson " + std::to_string(maxRecord));
    if (!key.empty())
        if (auto known = cache().find(key)) return *known;
    JsonSchemaGuess guess;
    std::size_t rows = 0;
    try {
        for (const std::string& file : files) {
            auto source = ByteSource::open(file);
            if (!source) return source.error();
            LineReader reader(contentOf(std::move(*source), encoding), maxRecord);
            TextLine line;
            while (rows < kInferenceRows && reader.next(line) == RowStatus::Row) {
                if (line.error == RowError::None && guess.add(line.text)) ++rows;
            }
            if (rows >= kInferenceRows) break;
        }
    } catch (const DiagnosticError& error) {
        return error.diagnostics();
    }
    std::vector<Field> fields = guess.fields();
    if (fields.empty())
        return nothingToGuessFrom(
            files.front(),
            "each line must be a JSON object; name the columns in `schema` if the file is empty on purpose");
    if (!key.empty()) cache().add(key, fields);
    return fields;
}

} // namespace millrace
