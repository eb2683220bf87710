// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/node_kind.h"
#include "engine/operator/event_time.h"
#include "engine/operator/rejected.h"
#include "nodes/support/byte_source.h"
#include "nodes/support/replay_clock.h"
#include "nodes/support/text_rows.h"
#include "nodes/support/time_format.h"

#include <functional>
#include <memory>

namespace millrace {

/// Makes rows of text, file by file: what differs between text formats. Throws DiagnosticError where a file
/// cannot be read at all. Not thread-safe.
class RowReader {
public:
    enum class Outcome { Row, Rejected, Wait, End };

    virtual ~RowReader() = default;
    virtual void start(ReadBytes bytes, const std::string& file) = 0;
    /// Appends the next row to `rows`, or fills in `rejected`, whose views are valid until the next call.
    virtual Outcome next(BatchBuilder& rows, RejectedRecord& rejected) = 0;
    /// Where the next row begins.
    virtual TextPlace place() const = 0;
    /// After start(): takes from there what stands before the rows (a header) and goes on with `bytes`, which
    /// begin at `place`.
    virtual void resume(ReadBytes bytes, const TextPlace& place) = 0;
};

/// What sources of text have in common. Plain value.
struct TextSourceSettings {
    std::string node;
    std::string path; ///< for the file system; may be a glob or `-`
    SchemaPtr schema;
    TextEncoding encoding = TextEncoding::Utf8;
    std::size_t maxRecord = kDefaultMaxRecord;
    bool stopOnError = false;
    std::int64_t delayMs = 0;
    TimeFormat eventTimeFormat; ///< for the event-time column
    TimeFormat timeFormat;      ///< for other times
    ReplayClock::Settings replay;
    std::uint64_t totalBytes = 0; ///< of all files; 0 = not known
};

/// Parameters of a source of text: path and schema, then the format's own, then what every such source has
/// (event time, replay, limits, errors).
std::vector<ParameterSpec> textSourceParameters(const char* examplePath, const char* schemaHelp,
                                                std::vector<ParameterSpec> own = {});
/// What is read once and for all (standard input) cannot be read again.
inline StateRule stateOf(const TextSourceSettings& settings) {
    return settings.path == "-" ? StateRule::Unknown : StateRule::Saved;
}
/// What the service model says of it: its pace, as far as that is not the data's. No records are rejected.
behaviour::Emit emissionOf(const TextSourceSettings& settings);
/// Ports out and rejected.
std::vector<PortSpec> textSourcePorts();
/// Reads those parameters, all but the schema. Errors with node and parameter filled in.
Result<TextSourceSettings> readTextSourceSettings(BindContext& context);
/// The fields as a schema with the event time named by the parameters, which thereby becomes a TIMESTAMP.
/// Errors MR3107, MR3108.
Result<SchemaPtr> schemaWithEventTime(std::vector<Field> fields, const BindContext& context);
/// Applies the parameter `schema`: types by column name. MR3108 for a column that is not there.
Result<void> overrideTypes(std::vector<Field>& fields, const BindContext& context);

/// NodeKind::describeState of a source of text: the next line of the file in which it is.
boost::json::object describeTextReading(std::string_view state);

/// Reads all files of a path through a RowReader: batches on port 0, rejected records on port 1, watermarks,
/// pace of a replay.
class TextSource final : public Source {
public:
    TextSource(std::shared_ptr<const TextSourceSettings> settings, std::unique_ptr<RowReader> reader);

    void open(OperatorContext& context) override;
    SourceStatus read(Collector& out) override;
    void close() noexcept override;
    void snapshot(Epoch epoch, ByteWriter& state) override;
    void adoptSettings(Source& fresh) override;
    std::optional<double> progress() const override;

private:
    /// Parses up to a batch. False at the end of the last file.
    bool parse();
    void startNextFile();
    void load(ByteReader& from);
    /// Goes on in the file that was started last. Throws MR4612 where what was read is not there any more.
    void resumeFile(const TextPlace& place);
    ReadBytes textOf(std::shared_ptr<ByteSource> bytes) const;
    void reject(const RejectedRecord& record);
    void send(RecordBatch batch, Collector& out);
    SourceStatus replay(Collector& out);

    std::shared_ptr<const TextSourceSettings> settings_;
    std::unique_ptr<RowReader> reader_;
    OperatorContext* context_ = nullptr;
    std::vector<std::string> files_;
    std::size_t nextFile_ = 0;
    std::shared_ptr<ByteSource> bytes_; ///< shared with the reader, which pulls from it
    std::uint64_t bytesBefore_ = 0;     ///< of the files that are done
    BatchBuilder rows_;
    RejectedBuilder rejected_;
    WatermarkTracker tracker_;
    ReplayClock clock_;
    RecordBatch waiting_;  ///< replay: parsed, not yet sent
    std::size_t sent_ = 0; ///< rows of it that were sent
    std::optional<MonotonicNs> nextDue_;
    bool dueAtOnce_ = false; ///< replay: the next row was waited for when the state was saved
    bool ended_ = false;
    bool starved_ = false; ///< the last parse() found nothing for now
};

} // namespace millrace
