// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/file_sink.h"

#include "engine/data/batch_codec.h"
#include "nodes/support/columns_in.h"
#include "nodes/support/file_target.h"
#include "nodes/support/row_comparison.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace millrace {

namespace {
constexpr std::size_t kRowsAtOnce = 8192; ///< of a sorted result: bounds the text in memory
constexpr std::uint8_t kStateVersion = 1;

/// Standard output, a pipe, a device: what was written cannot be taken back.
bool isWrittenAtOnce(const std::string& path) { return path == "-" || writtenFile(path).shared; }

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

[[noreturn]] void failSorted(const std::string& path) {
    Diagnostics problems;
    problems
        .error("MR4622", "`" + path + "` is complete and sorted: records that come later have no place in it",
               "start over without the saved state, or leave `sort` out")
        .file = path;
    throw DiagnosticError(problems);
}
} // namespace

const char* const kFileSinkCheckpoints =
    R"(**Checkpoints.** In a run that keeps them each record is in the file exactly once, whatever dies when.

- `replace`: the unfinished file stands beside the real one, hidden, as `.<name>.<node>.part`. A run that fails or is stopped leaves it, and
  the next one cuts it back to the last checkpoint and goes on with it. The file takes its name at the end.
- `append`: records wait in hidden files `.<name>.<node>.<number>.stage` and are added to the file, all together, when their checkpoint is
  complete; who follows the file sees them then. Lines that others add are left alone, unless they come between the records of a checkpoint
  that was being added when the run died: then the next run refuses to go on (MR4621).
- `.gz`: a member of its own for each checkpoint; programs that read gzip take them for one content.
- With `sort`, checkpoints hold all records that have come so far.
- Standard output, pipes and devices are written at once: *at least once*, for what came after the last checkpoint comes again.)";

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
    settings.schema = context.inputs[0];
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
    bound.state = StateRule::Saved;
    bound.showsAtEnd = !settings.sort.empty() ||
                       (settings.mode == OutputFile::Mode::Replace && !isWrittenAtOnce(settings.path));
    if (isWrittenAtOnce(settings.path)) {
        bound.delivery = DeliveryGuarantee::AtLeastOnce;
        bound.deliveryReason =
            "what went to standard output, a pipe or a device cannot be taken back: after a "
            "crash the records since the last checkpoint come again";
    } else {
        bound.delivery = DeliveryGuarantee::ExactlyOnce;
        bound.deliveryReason = settings.mode == OutputFile::Mode::Append
                                   ? "records wait in a hidden file until their checkpoint is complete, and "
                                     "are added to the file once"
                                   : "the file takes its name when it is complete; after a crash it is cut "
                                     "back to the last checkpoint";
    }
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
    const RestoredState* const from = context.restored();
    const std::string_view ofFile = from ? readState(from->bytes) : std::string_view();
    const bool appends = settings_->mode == OutputFile::Mode::Append;
    // Nobody can read back what a pipe has taken.
    if (appends && !from && !isWrittenAtOnce(settings_->path))
        checkHeaderOf(settings_->path, settings_->header);
    if (context.keepsCheckpoints() && !isWrittenAtOnce(settings_->path)) {
        const FileCheckpoint checkpoint{from ? from->epoch : kNoEpoch, ofFile};
        checkpointed_ = (appends ? appendToFile : replaceFile)(settings_->path, context.node(),
                                                               from ? &checkpoint : nullptr);
        if (checkpointed_->startedEmpty()) put(settings_->header);
        return;
    }
    if (!ofFile.empty()) failRestore("the file was another one");
    file_.emplace(settings_->path, settings_->mode);
    if (file_->startedEmpty() && !from) put(settings_->header);
}

void FileSink::process(std::size_t, RecordBatch batch, Collector&) {
    if (batch.empty()) return;
    anyCame_ = true;
    if (!settings_->sort.empty()) {
        if (ended_) failSorted(settings_->path);
        kept_.push_back(batch.flattened());
        return;
    }
    ended_ = false;
    write(batch);
    if (checkpointed_) return;
    const bool followed = settings_->mode == OutputFile::Mode::Append || settings_->path == "-";
    if (followed && !flushDue_) flushDue_ = context_->clock().now() + flushEvery_;
}

void FileSink::write(const RecordBatch& batch) {
    text_.clear();
    settings_->appendRows(text_, batch);
    put(text_);
}

void FileSink::put(std::string_view text) { checkpointed_ ? checkpointed_->write(text) : file_->write(text); }

void FileSink::onDeadline(MonotonicNs now, Collector&) {
    if (!flushDue_ || now < *flushDue_) return;
    file_->flush();
    flushDue_.reset();
}

bool FileSink::onEnd(Collector&) {
    ended_ = true;
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

void FileSink::snapshot(Epoch epoch, ByteWriter& state) {
    state.fixed(kStateVersion);
    state.fixed<std::uint8_t>(ended_ ? 1 : 0);
    state.varint(kept_.size());
    std::string bytes;
    for (const RecordBatch& batch : kept_) {
        bytes.clear();
        encodeBatch(batch, bytes);
        state.text(bytes);
    }
    if (checkpointed_) return checkpointed_->snapshot(epoch, ended_, state);
    file_->flush();
    flushDue_.reset();
}

/// Returns what is left for the file.
std::string_view FileSink::readState(std::string_view bytes) {
    ByteReader from(bytes);
    if (from.fixed<std::uint8_t>() != kStateVersion) failRestore("another version wrote it");
    const auto ended = from.fixed<std::uint8_t>();
    for (std::uint64_t count = from.varint(); count > 0; --count) {
        const std::string_view text = from.text();
        if (from.failed()) break;
        auto batch = decodeBatch(text, settings_->schema);
        if (!batch) failRestore(batch.error().items[0].message);
        kept_.push_back(std::move(*batch));
    }
    if (from.failed() || ended > 1) failRestore("the records that wait to be sorted are cut off");
    ended_ = ended == 1;
    return from.raw(from.left());
}

void FileSink::commit(Epoch epoch) {
    if (checkpointed_) checkpointed_->commit(epoch);
}

void FileSink::close() {
    if (checkpointed_) checkpointed_->close();
    if (file_) file_->close();
    checkpointed_.reset();
    file_.reset();
}

void FileSink::abort() noexcept {
    if (!file_ && !checkpointed_) return;
    const bool isKept = checkpointed_ && checkpointed_->abort();
    const bool wasTemporary = file_ ? file_->isTemporary() : settings_->mode == OutputFile::Mode::Replace;
    checkpointed_.reset();
    file_.reset();
    if (!anyCame_) return; // nothing is unfinished
    try {
        Diagnostic d;
        d.severity = Severity::Note;
        d.code = "MR3136";
        if (isKept)
            d.message = "`" + settings_->path +
                        (wasTemporary ? "` is not complete" : "` has the records up to the last checkpoint") +
                        ": the next run that goes on from the saved state continues it";
        else if (wasTemporary)
            d.message = "`" + settings_->path + "` was not written: the unfinished file was removed";
        else
            d.message = "what was written to " + writtenFile(settings_->path).name + " so far stays there";
        context_->report(std::move(d));
    } catch (...) {
        // No memory for the note: the run's state says enough.
    }
}

void FileSink::adoptSettings(Operator& fresh) {
    flushEvery_ = static_cast<FileSink&>(fresh).settings_->flushEvery;
}

} // namespace millrace
