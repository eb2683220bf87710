// SPDX-License-Identifier: Apache-2.0
// What translators are to find of the words of descriptors, which stand in the engine and know nothing of
// languages. A word that is missing here stays English; a test names it.
#include "ui/settings/kind_words.h"

#include <QCoreApplication>

namespace millrace::ui {
namespace {

[[maybe_unused]] constexpr const char* kKindTexts[] = {
    // Categories and what the planner chooses.
    QT_TRANSLATE_NOOP("Kinds", "a share each"),
    QT_TRANSLATE_NOOP("Kinds", "by key"),
    QT_TRANSLATE_NOOP("Kinds", "concurrency"),
    QT_TRANSLATE_NOOP("Kinds", "fused with %1"),
    QT_TRANSLATE_NOOP("Kinds", "ordered"),
    QT_TRANSLATE_NOOP("Kinds", "sink"),
    QT_TRANSLATE_NOOP("Kinds", "source"),
    QT_TRANSLATE_NOOP("Kinds", "stage"),
    // What sinks promise, and why.
    QT_TRANSLATE_NOOP("Kinds", "at least once"),
    QT_TRANSLATE_NOOP("Kinds", "effectively once"),
    QT_TRANSLATE_NOOP("Kinds", "exactly once"),
    QT_TRANSLATE_NOOP("Kinds",
                      "what went to standard output, a pipe or a device cannot be taken back: after a "
                      "crash the records since the last checkpoint come again"),
    QT_TRANSLATE_NOOP("Kinds",
                      "records wait in a hidden file until their checkpoint is complete, and are added "
                      "to the file once"),
    QT_TRANSLATE_NOOP("Kinds",
                      "the file takes its name when it is complete; after a crash it is cut back to "
                      "the last checkpoint"),
    QT_TRANSLATE_NOOP("Kinds",
                      "the table takes its name when it is complete; after a crash it goes on from the "
                      "last checkpoint"),
    QT_TRANSLATE_NOOP("Kinds",
                      "one transaction of the database shows the rows of a checkpoint and notes that "
                      "it has"),
    QT_TRANSLATE_NOOP("Kinds",
                      "the messages between two checkpoints are one Kafka transaction: readers with "
                      "isolation.level=read_committed see each record once"),
    QT_TRANSLATE_NOOP("Kinds",
                      "`transactions` is off: what was sent after the last checkpoint is sent again "
                      "after a crash"),
    // Titles of node kinds.
    QT_TRANSLATE_NOOP("Kinds", "Aggregate"),
    QT_TRANSLATE_NOOP("Kinds", "Balance"),
    QT_TRANSLATE_NOOP("Kinds", "Barrier"),
    QT_TRANSLATE_NOOP("Kinds", "Batch"),
    QT_TRANSLATE_NOOP("Kinds", "Broadcast"),
    QT_TRANSLATE_NOOP("Kinds", "CSV file"),
    QT_TRANSLATE_NOOP("Kinds", "Circuit breaker"),
    QT_TRANSLATE_NOOP("Kinds", "Discard"),
    QT_TRANSLATE_NOOP("Kinds", "Filter"),
    QT_TRANSLATE_NOOP("Kinds", "Generate"),
    QT_TRANSLATE_NOOP("Kinds", "HTTP call"),
    QT_TRANSLATE_NOOP("Kinds", "Limit"),
    QT_TRANSLATE_NOOP("Kinds", "Live table"),
    QT_TRANSLATE_NOOP("Kinds", "Map"),
    QT_TRANSLATE_NOOP("Kinds", "Merge"),
    QT_TRANSLATE_NOOP("Kinds", "NDJSON file"),
    QT_TRANSLATE_NOOP("Kinds", "Partition"),
    QT_TRANSLATE_NOOP("Kinds", "Peek"),
    QT_TRANSLATE_NOOP("Kinds", "Queue"),
    QT_TRANSLATE_NOOP("Kinds", "Rate limit"),
    QT_TRANSLATE_NOOP("Kinds", "Resequence"),
    QT_TRANSLATE_NOOP("Kinds", "Retry"),
    QT_TRANSLATE_NOOP("Kinds", "Rolling"),
    QT_TRANSLATE_NOOP("Kinds", "SQLite table"),
    QT_TRANSLATE_NOOP("Kinds", "Select"),
    QT_TRANSLATE_NOOP("Kinds", "Shared resource"),
    QT_TRANSLATE_NOOP("Kinds", "Sort"),
    QT_TRANSLATE_NOOP("Kinds", "Split"),
    QT_TRANSLATE_NOOP("Kinds", "Time-out"),
    QT_TRANSLATE_NOOP("Kinds", "Work"),
    // What the kinds do.
    QT_TRANSLATE_NOOP("Kinds", "A bounded queue between two stages, with an overflow policy"),
    QT_TRANSLATE_NOOP("Kinds", "Adds aggregates over the last records of the same key"),
    QT_TRANSLATE_NOOP("Kinds", "Brings several wires together into one"),
    QT_TRANSLATE_NOOP("Kinds", "Calls a web service for each record"),
    QT_TRANSLATE_NOOP("Kinds", "Collects records into batches of a given size, or cuts batches"),
    QT_TRANSLATE_NOOP("Kinds", "Computes columns from expressions"),
    QT_TRANSLATE_NOOP("Kinds",
                      "Counts, sums and averages per key, for each time window or for the whole input"),
    QT_TRANSLATE_NOOP("Kinds",
                      "Holds named locks, semaphores or reader-writer locks while it works on a record"),
    QT_TRANSLATE_NOOP("Kinds", "Keeps the records for which a condition is true"),
    QT_TRANSLATE_NOOP("Kinds", "Keeps, drops, renames and casts columns"),
    QT_TRANSLATE_NOOP("Kinds", "Leads records past a stage that fails too often, until it is better"),
    QT_TRANSLATE_NOOP("Kinds", "Lets at most so many records per second pass"),
    QT_TRANSLATE_NOOP("Kinds", "Lets the first n records pass"),
    QT_TRANSLATE_NOOP("Kinds", "Makes records from rules, as many and as fast as wanted"),
    QT_TRANSLATE_NOOP("Kinds", "Passes records on and shows the last ones"),
    QT_TRANSLATE_NOOP("Kinds", "Puts all records of a bounded input in order"),
    QT_TRANSLATE_NOOP("Kinds", "Puts records back into the order of a number they carry"),
    QT_TRANSLATE_NOOP("Kinds", "Reads records from CSV files, fast or at the pace they happened"),
    QT_TRANSLATE_NOOP("Kinds", "Reads records from files with one JSON object per line"),
    QT_TRANSLATE_NOOP("Kinds", "Sends each record to the first output whose condition is true"),
    QT_TRANSLATE_NOOP("Kinds", "Sends every record to each of several outputs"),
    QT_TRANSLATE_NOOP("Kinds", "Sends records to the output with the fewest waiting"),
    QT_TRANSLATE_NOOP("Kinds", "Sends what failed in a later stage again, after a while and within a budget"),
    QT_TRANSLATE_NOOP("Kinds", "Shows the latest records as a table while the pipeline runs"),
    QT_TRANSLATE_NOOP("Kinds", "Spends time on each record: on the CPU, waiting, or holding a lock"),
    QT_TRANSLATE_NOOP("Kinds", "Spreads records over several outputs, by key or in turn"),
    QT_TRANSLATE_NOOP("Kinds", "Takes every record and forgets it"),
    QT_TRANSLATE_NOOP("Kinds", "Takes records out that have been on their way for too long"),
    QT_TRANSLATE_NOOP("Kinds", "Waits until both branches have brought a record, then sends the two as one"),
    QT_TRANSLATE_NOOP("Kinds", "Writes records into a CSV file"),
    QT_TRANSLATE_NOOP("Kinds", "Writes records into a file with one JSON object per line"),
    QT_TRANSLATE_NOOP("Kinds", "Writes records into a table of a SQLite file"),
    // Titles of parameters and settings.
    QT_TRANSLATE_NOOP("Kinds", "Access"),
    QT_TRANSLATE_NOOP("Kinds", "Address"),
    QT_TRANSLATE_NOOP("Kinds", "After a crash"),
    QT_TRANSLATE_NOOP("Kinds", "Arrivals"),
    QT_TRANSLATE_NOOP("Kinds", "Arrivals file"),
    QT_TRANSLATE_NOOP("Kinds", "As"),
    QT_TRANSLATE_NOOP("Kinds", "Attempts"),
    QT_TRANSLATE_NOOP("Kinds", "Backoff"),
    QT_TRANSLATE_NOOP("Kinds", "Body"),
    QT_TRANSLATE_NOOP("Kinds", "Body expression"),
    QT_TRANSLATE_NOOP("Kinds", "Breaks at"),
    QT_TRANSLATE_NOOP("Kinds", "Budget"),
    QT_TRANSLATE_NOOP("Kinds", "Burst"),
    QT_TRANSLATE_NOOP("Kinds", "Burst every"),
    QT_TRANSLATE_NOOP("Kinds", "Burst size"),
    QT_TRANSLATE_NOOP("Kinds", "By"),
    QT_TRANSLATE_NOOP("Kinds", "Capacity"),
    QT_TRANSLATE_NOOP("Kinds", "Cast"),
    QT_TRANSLATE_NOOP("Kinds", "Certificates"),
    QT_TRANSLATE_NOOP("Kinds", "Column"),
    QT_TRANSLATE_NOOP("Kinds", "Columns"),
    QT_TRANSLATE_NOOP("Kinds", "Comment"),
    QT_TRANSLATE_NOOP("Kinds", "Commit every"),
    QT_TRANSLATE_NOOP("Kinds", "Content type"),
    QT_TRANSLATE_NOOP("Kinds", "Count"),
    QT_TRANSLATE_NOOP("Kinds", "Decimals"),
    QT_TRANSLATE_NOOP("Kinds", "Delimiter"),
    QT_TRANSLATE_NOOP("Kinds", "Distribution"),
    QT_TRANSLATE_NOOP("Kinds", "Drop"),
    QT_TRANSLATE_NOOP("Kinds", "Encoding"),
    QT_TRANSLATE_NOOP("Kinds", "Event time"),
    QT_TRANSLATE_NOOP("Kinds", "Event time format"),
    QT_TRANSLATE_NOOP("Kinds", "Every"),
    QT_TRANSLATE_NOOP("Kinds", "Executor"),
    QT_TRANSLATE_NOOP("Kinds", "Exponent"),
    QT_TRANSLATE_NOOP("Kinds", "Factor"),
    QT_TRANSLATE_NOOP("Kinds", "Failing statuses"),
    QT_TRANSLATE_NOOP("Kinds", "Failure ratio"),
    QT_TRANSLATE_NOOP("Kinds", "Fields"),
    QT_TRANSLATE_NOOP("Kinds", "First wait"),
    QT_TRANSLATE_NOOP("Kinds", "Flush every"),
    QT_TRANSLATE_NOOP("Kinds", "Follow"),
    QT_TRANSLATE_NOOP("Kinds", "From"),
    QT_TRANSLATE_NOOP("Kinds", "Header"),
    QT_TRANSLATE_NOOP("Kinds", "Headers"),
    QT_TRANSLATE_NOOP("Kinds", "Hold for"),
    QT_TRANSLATE_NOOP("Kinds", "Holders"),
    QT_TRANSLATE_NOOP("Kinds", "Include current"),
    QT_TRANSLATE_NOOP("Kinds", "Jitter"),
    QT_TRANSLATE_NOOP("Kinds", "Keep"),
    QT_TRANSLATE_NOOP("Kinds", "Kept columns"),
    QT_TRANSLATE_NOOP("Kinds", "Key"),
    QT_TRANSLATE_NOOP("Kinds", "Keys"),
    QT_TRANSLATE_NOOP("Kinds", "Kind"),
    QT_TRANSLATE_NOOP("Kinds", "Length"),
    QT_TRANSLATE_NOOP("Kinds", "Linger"),
    QT_TRANSLATE_NOOP("Kinds", "Longest answer"),
    QT_TRANSLATE_NOOP("Kinds", "Longest backoff"),
    QT_TRANSLATE_NOOP("Kinds", "Longest wait"),
    QT_TRANSLATE_NOOP("Kinds", "Max"),
    QT_TRANSLATE_NOOP("Kinds", "Max gap"),
    QT_TRANSLATE_NOOP("Kinds", "Max record"),
    QT_TRANSLATE_NOOP("Kinds", "Max size"),
    QT_TRANSLATE_NOOP("Kinds", "Mean"),
    QT_TRANSLATE_NOOP("Kinds", "Mean time"),
    QT_TRANSLATE_NOOP("Kinds", "Memory"),
    QT_TRANSLATE_NOOP("Kinds", "Method"),
    QT_TRANSLATE_NOOP("Kinds", "Min"),
    QT_TRANSLATE_NOOP("Kinds", "Minimum calls"),
    QT_TRANSLATE_NOOP("Kinds", "Minimum rate"),
    QT_TRANSLATE_NOOP("Kinds", "Mode"),
    QT_TRANSLATE_NOOP("Kinds", "NULLs"),
    QT_TRANSLATE_NOOP("Kinds", "Not before"),
    QT_TRANSLATE_NOOP("Kinds", "Null text"),
    QT_TRANSLATE_NOOP("Kinds", "Nulls"),
    QT_TRANSLATE_NOOP("Kinds", "Offset"),
    QT_TRANSLATE_NOOP("Kinds", "On a bad value"),
    QT_TRANSLATE_NOOP("Kinds", "On error"),
    QT_TRANSLATE_NOOP("Kinds", "Open for"),
    QT_TRANSLATE_NOOP("Kinds", "Order"),
    QT_TRANSLATE_NOOP("Kinds", "Otherwise"),
    QT_TRANSLATE_NOOP("Kinds", "Outputs"),
    QT_TRANSLATE_NOOP("Kinds", "Partitioning"),
    QT_TRANSLATE_NOOP("Kinds", "Path"),
    QT_TRANSLATE_NOOP("Kinds", "Per"),
    QT_TRANSLATE_NOOP("Kinds", "Prefix"),
    QT_TRANSLATE_NOOP("Kinds", "Probes"),
    QT_TRANSLATE_NOOP("Kinds", "Quote"),
    QT_TRANSLATE_NOOP("Kinds", "Ramp over"),
    QT_TRANSLATE_NOOP("Kinds", "Ramp to"),
    QT_TRANSLATE_NOOP("Kinds", "Rate"),
    QT_TRANSLATE_NOOP("Kinds", "Records"),
    QT_TRANSLATE_NOOP("Kinds", "Rename"),
    QT_TRANSLATE_NOOP("Kinds", "Replay"),
    QT_TRANSLATE_NOOP("Kinds", "Resource"),
    QT_TRANSLATE_NOOP("Kinds", "Resources"),
    QT_TRANSLATE_NOOP("Kinds", "Restarts"),
    QT_TRANSLATE_NOOP("Kinds", "Retries"),
    QT_TRANSLATE_NOOP("Kinds", "Retry budget"),
    QT_TRANSLATE_NOOP("Kinds", "Rows"),
    QT_TRANSLATE_NOOP("Kinds", "Schema"),
    QT_TRANSLATE_NOOP("Kinds", "Settle"),
    QT_TRANSLATE_NOOP("Kinds", "Size"),
    QT_TRANSLATE_NOOP("Kinds", "Spread"),
    QT_TRANSLATE_NOOP("Kinds", "Start"),
    QT_TRANSLATE_NOOP("Kinds", "Stddev"),
    QT_TRANSLATE_NOOP("Kinds", "Step"),
    QT_TRANSLATE_NOOP("Kinds", "Table"),
    QT_TRANSLATE_NOOP("Kinds", "Timezone"),
    QT_TRANSLATE_NOOP("Kinds", "Type"),
    QT_TRANSLATE_NOOP("Kinds", "Value"),
    QT_TRANSLATE_NOOP("Kinds", "Values"),
    QT_TRANSLATE_NOOP("Kinds", "Watermark delay"),
    QT_TRANSLATE_NOOP("Kinds", "When full"),
    QT_TRANSLATE_NOOP("Kinds", "Where"),
    QT_TRANSLATE_NOOP("Kinds", "Window"),
    QT_TRANSLATE_NOOP("Kinds", "Workers"),
    QT_TRANSLATE_NOOP("Kinds", "automatic"),
};

QString translated(const char* english) { return QCoreApplication::translate("Kinds", english); }

} // namespace

QString kindWord(std::string_view english) {
    return english.empty() ? QString() : translated(std::string(english).c_str());
}

QString kindTitle(const NodeKind& kind) { return kindWord(kind.title); }

QString kindSummary(const NodeKind& kind) { return kindWord(kind.summary); }

QString categoryWord(Category category) { return kindWord(categoryName(category)); }

QString choiceWords(std::string_view choice) {
    const QString fused = QStringLiteral("fused with ");
    QStringList words;
    for (const QString& part : QString::fromUtf8(choice.data(), static_cast<qsizetype>(choice.size()))
                                   .split(QStringLiteral(" · "))) {
        words << (part.startsWith(fused)
                      ? translated("fused with %1").arg(kindWord(part.mid(fused.size()).toStdString()))
                      : kindWord(part.toStdString()));
    }
    return words.join(QStringLiteral(" · "));
}

std::vector<ParameterSpec> inStudioWords(std::vector<ParameterSpec> specs) {
    for (ParameterSpec& spec : specs) {
        spec.title = kindWord(titleOf(spec)).toStdString();
        spec.placeholder = kindWord(spec.placeholder).toStdString();
        spec.fields = inStudioWords(std::move(spec.fields));
    }
    return specs;
}

} // namespace millrace::ui
