// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/file_sink.h"

#include "nodes/support/columns_in.h"
#include "nodes/support/file_target.h"
#include "nodes/support/row_comparison.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace millrace {

namespace {
constexpr std::size_t kRowsAtOnce = 8192; ///< of a sorted result: bounds the text in memory

/// A header without quotes and line break: other programs quote more, or less.
std::string bare(std::string line) {
    std::erase_if(line, [](char c) { return c == '"' || c == '\r' || c == '\n'; });
    return line;
}

/// Records must not be appended below the names of other columns. Throws MR3135.
void checkHeaderOf(const std::string& path, const std::string& header) {
    std::ifstream file(path);
    std::string first;
    if (header.empty() || path.ends_with(".gz") || !std::filesystem::is_regular_file(path)) return;
    if (!std::getline(file, first) || bare(first) == bare(header)) return;
    Diagnostics problems;
    problems
        .error(
            "MR3135",
            "`" + path + "` holds other columns: `" + first.substr(0, 200) + "`, not `" + bare(header) + "`",
            "append the same columns in the same order, write a new file, or set `mode` to replace")
        .file = path;
    throw DiagnosticError(problems);
}
} // namespace

std::vector<ParameterSpec> fileSinkParameters(const char* examplePath) {
    return {
        {.name = "path",
         .type = ParameterType::Path,
         .help = "The file to write, `-` for standard output. A name that ends in `.gz` is compressed.",
         .required = true,
         .placeholder = examplePath},
        {.name = "mode",
         .type = ParameterType::Choice,
         .help = "`replace` writes a new file that takes the name when the run has finished; `append` adds "
                 "to the file.",
         .defaultValue = "replace",
         .choices = {"replace", "append"}},
        {.name = "sort",
         .type = ParameterType::ColumnList,
         .help = "Columns to sort the file by, ascending, NULL first. Only for input that ends; all records "
                 "are kept in memory until then.",
         .advanced = true},
        {.name = "flush_every",
         .type = ParameterType::Duration,
         .help = "How long a record may wait in the buffer when somebody may be following (append, standard "
                 "output, pipes).",
         .defaultValue = "200 ms",
         .minimum = 1e6,
         .applies = Applies::Hot,
         .advanced = true},
    };
}

Result<FileSinkSettings> readFileSinkSettings(BindContext& context) {
    const Params& p = context.params;
    FileSinkSettings settings;
    settings.path = p.text("path") == "-" ? "-" : context.resolvePath(p.text("path"));
    settings.mode = p.text("mode") == "append" ? OutputFile::Mode::Append : OutputFile::Mode::Replace;
    settings.flushEvery = p.duration("flush_every");
    if (const auto possible = OutputFile::check(settings.path, settings.mode); !possible)
        return inParameter(possible.error(), context.node, "path");
    if (!p.has("sort") || p.list("sort").empty()) return settings;
    if (!context.inputBounded[0])
        return parameterError("MR3320", context.node, "sort", "input that never ends cannot be sorted",
                              "leave `sort` out, or end the input with a limit");
    auto columns = columnsIn(*context.inputs[0], p.list("sort"), context.node, "sort");
    if (!columns) return columns.error();
    for (const std::size_t column : *columns) {
        if (context.inputs[0]->field(column).type.isNested())
            return parameterError(
                "MR3321", context.node, "sort",
                "column `" + context.inputs[0]->field(column).name + "` cannot be sorted by",
                "name columns that are neither STRUCT nor ARRAY");
        settings.sort.push_back({.column = column});
    }
    return settings;
}

BoundNode boundFileSink(FileSinkSettings settings) {
    BoundNode bound;
    bound.targets = {writtenFile(settings.path)};
    bound.makeOperator = [shared = std::make_shared<const FileSinkSettings>(std::move(settings))] {
        return std::make_unique<FileSink>(shared);
    };
    bound.maxWorkers = 1;
    return bound;
}

FileSink::FileSink(std::shared_ptr<const FileSinkSettings> settings)
    : settings_(std::move(settings)), flushEvery_(settings_->flushEvery) {}

void FileSink::open(OperatorContext& context) {
    context_ = &context;
    if (settings_->mode == OutputFile::Mode::Append) checkHeaderOf(settings_->path, settings_->header);
    file_.emplace(settings_->path, settings_->mode);
    if (file_->startedEmpty()) file_->write(settings_->header);
}

void FileSink::process(std::size_t, RecordBatch batch, Collector&) {
    if (batch.empty()) return;
    if (!settings_->sort.empty()) {
        kept_.push_back(batch.flattened());
        return;
    }
    write(batch);
    const bool followed = settings_->mode == OutputFile::Mode::Append || settings_->path == "-";
    if (followed && !flushDue_) flushDue_ = context_->clock().now() + flushEvery_;
}

void FileSink::write(const RecordBatch& batch) {
    text_.clear();
    settings_->appendRows(text_, batch);
    file_->write(text_);
}

void FileSink::onDeadline(MonotonicNs now, Collector&) {
    if (!flushDue_ || now < *flushDue_) return;
    file_->flush();
    flushDue_.reset();
}

bool FileSink::onEnd(Collector&) {
    if (kept_.empty()) return true;
    const RecordBatch all = concatenate(kept_);
    kept_.clear();
    const std::vector<std::uint32_t> order = sortedOrder(all, settings_->sort);
    for (std::size_t at = 0; at < order.size(); at += kRowsAtOnce) {
        const std::span<const std::uint32_t> rows(order.data() + at,
                                                  std::min(kRowsAtOnce, order.size() - at));
        RecordBatch::Columns columns;
        for (const ColumnPtr& column : all.columns())
            columns.push_back(gather(*column, rows));
        write(RecordBatch(all.schema(), std::move(columns), rows.size()));
    }
    return true;
}

void FileSink::close() {
    file_->close();
    file_.reset();
}

void FileSink::abort() noexcept {
    if (!file_) return;
    const bool wasTemporary = file_->isTemporary();
    file_.reset();
    try {
        Diagnostic d;
        d.severity = Severity::Note;
        d.code = "MR3136";
        d.message = wasTemporary
                        ? "`" + settings_->path + "` was not written: the unfinished file was removed"
                        : "what was written to " + writtenFile(settings_->path).name + " so far stays there";
        context_->report(std::move(d));
    } catch (...) {
        // No memory for the note: the run's state says enough.
    }
}

void FileSink::adoptSettings(Operator& fresh) {
    flushEvery_ = static_cast<FileSink&>(fresh).settings_->flushEvery;
}

} // namespace millrace
