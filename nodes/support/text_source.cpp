// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/text_source.h"

#include "engine/base/text.h"
#include "nodes/support/columns_in.h"
#include "nodes/support/saved_rows.h"
#include "nodes/support/source_parameters.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <utility>

namespace millrace {

namespace {

constexpr MonotonicNs kLookAgain = 10'000'000; ///< how often a pipe that has nothing is looked at
constexpr MonotonicNs kShortestWait =
    50'000; ///< records closer together than a thread can be woken come in one batch

Diagnostics inNode(Diagnostics problems, const BindContext& context, const char* parameter) {
    for (Diagnostic& d : problems.items) {
        d.node = context.node;
        d.parameter = parameter;
    }
    return problems;
}

[[noreturn]] void failResume(std::string why) {
    Diagnostics problem;
    problem.error("MR4612", "cannot read on where the last run stopped: " + std::move(why),
                  "put the file back, or start over without the saved state");
    throw DiagnosticError(std::move(problem));
}

/// False where there are fewer bytes than that.
bool passOver(const ReadBytes& source, std::uint64_t bytes) {
    std::vector<char> passedOver(std::size_t{64} << 10);
    while (bytes > 0) {
        const auto part = static_cast<std::size_t>(std::min<std::uint64_t>(bytes, passedOver.size()));
        const std::ptrdiff_t count = source(passedOver.data(), part);
        if (count <= 0) return false;
        bytes -= static_cast<std::uint64_t>(count);
    }
    return true;
}

} // namespace

Result<TextSourceSettings> readTextSourceSettings(BindContext& context) {
    const Params& p = context.params;
    TextSourceSettings settings;
    settings.node = context.node;
    settings.path = p.text("path") == "-" ? "-" : context.resolvePath(p.text("path"));
    settings.maxRecord = static_cast<std::size_t>(p.size("max_record"));
    settings.stopOnError = p.text("on_error") == "stop";
    settings.delayMs = p.duration("watermark_delay") / 1'000'000;
    const std::string zone = p.has("timezone") ? p.text("timezone") : "";
    auto plain = TimeFormat::parse("auto", zone);
    if (!plain) return inNode(plain.error(), context, "timezone");
    settings.timeFormat = *plain;
    auto format = TimeFormat::parse(p.text("event_time_format"), zone);
    if (!format) return inNode(format.error(), context, "event_time_format");
    settings.eventTimeFormat = *format;
    if (p.has("encoding") && p.text("encoding") == "latin-1") settings.encoding = TextEncoding::Latin1;
    if (p.has("encoding") && p.text("encoding") == "windows-1252")
        settings.encoding = TextEncoding::Windows1252;
    const std::string replay = p.text("replay");
    settings.replay.factor = p.number("factor");
    if (p.has("rate")) settings.replay.rate = p.number("rate");
    if (p.has("max_gap"))
        settings.replay.maxGapMs = std::max<std::int64_t>(p.duration("max_gap") / 1'000'000, 1);
    if (replay == "rate") {
        settings.replay.pace = ReplayClock::Pace::Rate;
        if (settings.replay.rate <= 0)
            return parameterError("MR3109", context.node, "rate", "a replay at a fixed rate needs the rate",
                                  "set `rate`");
    }
    if (replay == "event_time") {
        settings.replay.pace = ReplayClock::Pace::EventTime;
        if (!p.has("event_time"))
            return parameterError("MR3109", context.node, "event_time",
                                  "a replay at event time needs an event time",
                                  "set `event_time` to a column with times");
    }
    auto files = expandPath(settings.path);
    if (!files) return inNode(files.error(), context, "path");
    for (const std::string& file : *files) {
        if (file == "-") break;
        // What is read while planning would be missing in the run, and opening a pipe waits for its writer.
        std::error_code ignored;
        if (const auto kind = std::filesystem::status(file, ignored).type();
            kind != std::filesystem::file_type::regular && kind != std::filesystem::file_type::directory &&
            kind != std::filesystem::file_type::not_found)
            return parameterError(
                "MR3105", context.node, "path",
                "`" + file + "` is a pipe or a device and cannot be looked at before the run",
                "read it as standard input (path `-`, columns in `schema`), or write it to a file first");
        auto bytes = ByteSource::open(file);
        if (!bytes) return inNode(bytes.error(), context, "path");
        settings.totalBytes += bytes->fileSize();
    }
    return settings;
}

std::vector<ParameterSpec> textSourceParameters(const char* examplePath, const char* schemaHelp,
                                                std::vector<ParameterSpec> own) {
    std::vector<ParameterSpec> specs = {
        {.name = "path",
         .type = ParameterType::Path,
         .help = "A file, a pattern with `*` and `?`, or `-` for standard input; gzip is recognised.",
         .required = true,
         .placeholder = examplePath},
        {.name = "schema", .type = ParameterType::TypeMap, .help = schemaHelp}};
    const ParameterSpec replay[] = {
        {.name = "replay",
         .type = ParameterType::Choice,
         .help = "Pace: `fast` as the graph takes the records, `event_time` as far apart as their event "
                 "times are, `rate` so many per second.",
         .defaultValue = "fast",
         .choices = {"fast", "event_time", "rate"},
         .applies = Applies::RestartsNode},
        {.name = "factor",
         .type = ParameterType::Number,
         .help = "How much faster than real time: 60 plays a minute in a second.",
         .defaultValue = 1,
         .minimum = 0.001,
         .maximum = 1e9,
         .applies = Applies::Hot,
         .visibleWhen = "replay=event_time"},
        {.name = "max_gap",
         .type = ParameterType::Duration,
         .help = "Longer holes in event time are waited for only this long (before the factor).",
         .minimum = 1e6,
         .applies = Applies::Hot,
         .visibleWhen = "replay=event_time",
         .placeholder = "10 min"},
        {.name = "rate",
         .type = ParameterType::Number,
         .help = "Records per second.",
         .unit = "records/s",
         .minimum = 0.001,
         .maximum = 1e9,
         .applies = Applies::Hot,
         .visibleWhen = "replay=rate"},
    };
    const auto append = [&specs](std::vector<ParameterSpec> more) {
        specs.insert(specs.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    };
    append(std::move(own));
    append(eventTimeParameters());
    append({std::begin(replay), std::end(replay)});
    append(badRecordParameters());
    return specs;
}

behaviour::Emit emissionOf(const TextSourceSettings& settings) {
    using Pace = ReplayClock::Pace;
    behaviour::Emit emit;
    if (settings.replay.pace == Pace::Rate) {
        emit.arrivals.kind = Arrivals::Kind::Constant;
        emit.arrivals.rate = settings.replay.rate;
    } else { // what comes through standard input has a pace of its own
        emit.paceIsUnknown = settings.replay.pace == Pace::EventTime || settings.path == "-";
    }
    // Holes that are cut short (max_gap) are left aside.
    if (settings.replay.pace == Pace::EventTime)
        emit.eventTimes =
            EventTimes{.speed = settings.replay.factor, .delayNs = settings.delayMs * 1'000'000};
    return emit;
}

std::vector<PortSpec> textSourcePorts() {
    return {{.name = "out", .help = "The records."},
            {.name = "rejected",
             .help = "Records that could not be read, with the reason, file and line.",
             .role = PortRole::Rejected}};
}

Result<void> overrideTypes(std::vector<Field>& fields, const BindContext& context) {
    if (!context.params.has("schema")) return {};
    std::vector<std::string> names;
    for (const Field& field : fields)
        names.push_back(field.name);
    for (const auto& [name, type] : context.params.map("schema")) {
        const auto found = std::find(names.begin(), names.end(), name);
        if (found == names.end())
            return parameterError("MR3108", context.node, "schema." + name,
                                  "there is no column `" + name + "`", suggestion(name, names));
        auto parsed = DataType::parse(type);
        if (!parsed) return inNode(parsed.error(), context, "schema");
        fields[static_cast<std::size_t>(found - names.begin())].type = *parsed;
    }
    return {};
}

Result<SchemaPtr> schemaWithEventTime(std::vector<Field> fields, const BindContext& context) {
    std::optional<std::size_t> eventTime;
    if (context.params.has("event_time")) {
        const std::string name = context.params.text("event_time");
        std::vector<std::string> names;
        for (std::size_t i = 0; i < fields.size(); ++i) {
            names.push_back(fields[i].name);
            if (fields[i].name == name) eventTime = i;
        }
        if (!eventTime)
            return parameterError("MR3108", context.node, "event_time", "there is no column `" + name + "`",
                                  suggestion(name, names));
        if (context.params.has("schema." + name) && fields[*eventTime].type.id() != TypeId::Timestamp)
            return parameterError("MR3107", context.node, "schema." + name,
                                  "the event time must be a TIMESTAMP, not " + fields[*eventTime].type.name(),
                                  "leave the column out of `schema`");
        fields[*eventTime].type = TypeId::Timestamp;
    }
    return makeSchema(std::move(fields), eventTime);
}

TextSource::TextSource(std::shared_ptr<const TextSourceSettings> settings, std::unique_ptr<RowReader> reader)
    : settings_(std::move(settings)),
      reader_(std::move(reader)),
      rows_(settings_->schema),
      rejected_(settings_->node),
      tracker_(settings_->delayMs),
      clock_(settings_->replay) {}

void TextSource::open(OperatorContext& context) {
    context_ = &context;
    rows_ = BatchBuilder(settings_->schema, context.batchSize());
    if (context.restored()) return restoreState(context, [this](ByteReader& from) { load(from); });
    files_ = expandPath(settings_->path).value();
    startNextFile();
}

/// Between two calls of read() nothing is parsed that was not sent, but what a replay holds back.
void TextSource::snapshot(Epoch, ByteWriter& state) {
    state.text(settings_->path);
    state.varint(files_.size());
    for (const std::string& file : files_)
        state.text(file);
    state.varint(nextFile_);
    state.varint(bytesBefore_);
    const TextPlace place = bytes_ ? reader_->place() : TextPlace{};
    state.fixed(static_cast<std::uint8_t>(bytes_ != nullptr));
    state.varint(place.offset);
    state.varint(place.line);
    state.fixed(static_cast<std::uint8_t>(place.skipping));
    tracker_.save(state);
    clock_.save(state);
    state.fixed(static_cast<std::uint8_t>(nextDue_.has_value() || dueAtOnce_));
    const std::size_t left = waiting_.rows() - sent_;
    saveRows(left > 0 ? waiting_.slice(sent_, left) : BatchBuilder(settings_->schema).finish(), state);
}

boost::json::object describeTextReading(std::string_view state) {
    ByteReader from(state);
    from.text(); // the path, which may stand for several
    std::vector<std::string> files;
    for (std::uint64_t left = from.varint(); left > 0 && !from.failed(); --left)
        files.emplace_back(from.text());
    const std::uint64_t next = from.varint();
    from.varint(); // bytes before
    const bool isOpen = from.fixed<std::uint8_t>() != 0;
    from.varint(); // offset
    const std::uint64_t lines = from.varint();
    if (from.failed() || next > files.size() || (isOpen && next == 0))
        failRestore("it is not that of a source that reads text");
    if (!isOpen && next == files.size()) return {};
    const std::string& file = files[isOpen ? next - 1 : next];
    return {{file, boost::json::object{{"line", isOpen ? lines + 1 : 1}}}};
}

void TextSource::load(ByteReader& from) {
    const std::string path(from.text());
    const std::uint64_t count = from.varint();
    for (std::uint64_t i = 0; i < count && !from.failed(); ++i)
        files_.emplace_back(from.text());
    nextFile_ = static_cast<std::size_t>(from.varint());
    bytesBefore_ = from.varint();
    const bool isOpen = from.fixed<std::uint8_t>() != 0;
    TextPlace place;
    place.offset = from.varint();
    place.line = from.varint();
    place.skipping = from.fixed<std::uint8_t>() != 0;
    tracker_.load(from);
    clock_.load(from);
    dueAtOnce_ = from.fixed<std::uint8_t>() != 0;
    waiting_ = loadRows(from, settings_->schema, context_->clock().now());
    if (nextFile_ > files_.size() || (isOpen && nextFile_ == 0)) from.fail();
    if (from.failed()) return;
    if (path != settings_->path)
        failResume("the state was saved while `" + path + "` was read, and now it is `" + settings_->path +
                   "`");
    if (isOpen) resumeFile(place);
}

void TextSource::resumeFile(const TextPlace& place) {
    const std::string& file = files_[nextFile_ - 1];
    const auto opened = [&file] {
        auto bytes = ByteSource::open(file);
        if (!bytes) failResume(bytes.error().items.front().message);
        return std::make_shared<ByteSource>(std::move(*bytes));
    };
    bytes_ = opened();
    // Nothing was taken of it, not even a header.
    if (place.offset == 0) return reader_->start(textOf(bytes_), file);
    reader_->start(textOf(opened()), file);
    const ReadBytes text = textOf(bytes_);
    const bool isThere =
        settings_->encoding == TextEncoding::Utf8 ? bytes_->skip(place.offset) : passOver(text, place.offset);
    if (!isThere) failResume("`" + file + "` is shorter than what was read of it");
    reader_->resume(text, place);
}

ReadBytes TextSource::textOf(std::shared_ptr<ByteSource> bytes) const {
    return decoded([bytes = std::move(bytes)](char* to, std::size_t size) { return bytes->read(to, size); },
                   settings_->encoding);
}

void TextSource::startNextFile() {
    if (bytes_) bytesBefore_ += bytes_->fileSize();
    bytes_ = nullptr;
    if (nextFile_ == files_.size()) return;
    const std::string& file = files_[nextFile_++];
    bytes_ = std::make_shared<ByteSource>(ByteSource::open(file).value());
    reader_->start(textOf(bytes_), file);
}

void TextSource::reject(const RejectedRecord& record) {
    if (settings_->stopOnError) {
        Diagnostics problems;
        Diagnostic& d = problems.error(std::string(record.errorCode), std::string(record.error),
                                       "correct the record, or set on_error to reject");
        d.file = record.file;
        d.line = static_cast<int>(std::min<std::int64_t>(record.line, INT32_MAX));
        throw DiagnosticError(problems);
    }
    rejected_.add(record);
}

bool TextSource::parse() {
    const std::size_t most = context_->batchSize();
    RejectedRecord rejected;
    starved_ = false;
    while (rows_.rows() < most && rejected_.rows() < most) {
        if (!bytes_) return false;
        switch (reader_->next(rows_, rejected)) {
            case RowReader::Outcome::Row: break;
            case RowReader::Outcome::Rejected: reject(rejected); break;
            case RowReader::Outcome::Wait: starved_ = true; return true;
            case RowReader::Outcome::End: startNextFile(); break;
        }
        if (context_->stopRequested()) return true;
    }
    return true;
}

SourceStatus TextSource::read(Collector& out) {
    if (sent_ < waiting_.rows()) return replay(out);
    if (ended_) return SourceStatus::finished();
    ended_ = !parse();
    const bool somethingWrong = rejected_.rows() > 0;
    if (somethingWrong) out.emit(1, rejected_.finish(context_->clock().now()));
    RecordBatch batch = rows_.finish(context_->clock().now());
    if (!batch.empty()) {
        if (!clock_.paced()) {
            send(std::move(batch), out);
            return SourceStatus::produced();
        }
        waiting_ = std::move(batch);
        sent_ = 0;
        return replay(out);
    }
    if (somethingWrong) return SourceStatus::produced();
    if (ended_) return SourceStatus::finished();
    return starved_ ? SourceStatus::waitUntil(context_->clock().now() + kLookAgain)
                    : SourceStatus::produced();
}

void TextSource::send(RecordBatch batch, Collector& out) {
    tracker_.observe(batch);
    out.emit(0, std::move(batch));
    if (settings_->schema->eventTime()) out.watermark(tracker_.watermark());
}

SourceStatus TextSource::replay(Collector& out) {
    const MonotonicNs now = context_->clock().now();
    if (!clock_.started()) {
        clock_.start(now);
        if (std::exchange(dueAtOnce_, false)) nextDue_ = now;
    }
    const auto eventTime = settings_->schema->eventTime();
    auto times = std::make_shared<std::vector<MonotonicNs>>();
    std::size_t end = sent_;
    for (; end < waiting_.rows(); ++end) {
        if (!nextDue_) {
            std::optional<EpochMs> time;
            if (eventTime) time = waiting_.column(*eventTime).values<std::int64_t>()[end];
            nextDue_ = clock_.next(time);
        }
        if (*nextDue_ > now) break;
        times->push_back(*nextDue_);
        nextDue_.reset();
    }
    if (end == sent_) return SourceStatus::waitUntil(std::max(*nextDue_, now + kShortestWait));
    // A block of its own: the send times are one a row.
    RecordBatch part = waiting_.slice(sent_, end - sent_).flattened();
    part.ingestTime = now;
    part.intendedTimes = std::move(times);
    sent_ = end;
    send(std::move(part), out);
    return SourceStatus::produced();
}

void TextSource::close() noexcept {
    bytes_ = nullptr;
    reader_ = nullptr;
}

void TextSource::adoptSettings(Source& fresh) {
    const ReplayClock::Settings wanted = static_cast<TextSource&>(fresh).settings_->replay;
    clock_.change(wanted);
}

std::optional<double> TextSource::progress() const {
    if (settings_->totalBytes == 0) return std::nullopt;
    const std::uint64_t done = bytesBefore_ + (bytes_ ? bytes_->position() : 0);
    return std::min(1.0, static_cast<double>(done) / static_cast<double>(settings_->totalBytes));
}

} // namespace millrace
