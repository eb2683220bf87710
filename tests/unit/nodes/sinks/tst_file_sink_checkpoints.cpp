// SPDX-License-Identifier: Apache-2.0
// Text files under checkpoints: a sink that dies anywhere (it is destroyed, which leaves what a crash leaves)
// and goes on from its last snapshot writes the same file as one that does not.

#include "engine/data/batch_builder.h"
#include "nodes/support/byte_source.h"
#include "tests/support/node_harness.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <boost/json/parse.hpp>
#include <filesystem>
#include <fstream>

using namespace millrace;
using namespace millrace::test;
namespace fs = std::filesystem;

namespace {

const SchemaPtr kSchema = makeSchema({{"id", TypeId::BigInt}, {"name", TypeId::String}});

/// Three records, not in the order of their numbers.
RecordBatch batch(std::int64_t number) {
    BatchBuilder builder(kSchema);
    for (const std::int64_t i : {2, 0, 1})
        builder.appendRow({number * 10 + i, "name, \"" + std::to_string(number) + "\""});
    return builder.finish();
}

/// What happens to a sink: four batches, a checkpoint in their midst that is committed after more has come,
/// one that is committed at once, and the last one.
enum class Step { Feed, Snapshot, Commit, End, LastCommit, Close };
const std::vector<Step> kSteps = {Step::Feed,   Step::Feed, Step::Snapshot,   Step::Feed,       Step::Commit,
                                  Step::Commit, Step::Feed, Step::Snapshot,   Step::Commit,     Step::Feed,
                                  Step::Feed,   Step::End,  Step::LastCommit, Step::LastCommit, Step::Close};

/// What the engine would know after a crash.
struct Saved {
    Epoch epoch = kNoEpoch;
    std::string state;
    std::int64_t fed = 0;
    std::size_t step = 0; ///< where to go on in kSteps
};

std::string contentOf(const std::string& path) {
    auto source = ByteSource::open(path);
    if (!source) return "(none)";
    std::string content;
    char buffer[4096];
    for (std::ptrdiff_t count; (count = source->read(buffer, sizeof buffer)) > 0;)
        content.append(buffer, static_cast<std::size_t>(count));
    return content;
}

void put(const std::string& path, const std::string& text, std::ios::openmode mode = std::ios::trunc) {
    std::ofstream(path, std::ios::binary | std::ios::out | mode) << text;
}

} // namespace

class tst_file_sink_checkpoints : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> folder_;

    std::string at(const std::string& name) const { return folder_->path().toStdString() + "/" + name; }
    std::vector<std::string> files() const {
        std::vector<std::string> names;
        for (const auto& entry : fs::directory_iterator(folder_->path().toStdString()))
            names.push_back(entry.path().filename().string());
        std::sort(names.begin(), names.end());
        return names;
    }
    std::unique_ptr<NodeHarness> sink(const std::string& params, const char* kind = "csv_sink") const {
        auto harness = std::make_unique<NodeHarness>(
            *builtinRegistry().find(kind), boost::json::parse("{" + params + "}").as_object(),
            std::vector{kSchema}, HarnessOptions{.folder = folder_->path().toStdString()});
        harness->context().nodeId = "sub/file";
        return harness;
    }
    /// Goes on from `from` up to the step before `until`, and dies there. Returns what is saved then.
    Saved live(const std::string& params, Saved from, std::size_t until) {
        const auto harness = sink(params);
        harness->openWithCheckpoints(from.epoch, from.epoch == kNoEpoch ? nullptr : &from.state);
        Saved saved = from;
        Saved now = from;
        for (; now.step < until;) {
            const Step step = kSteps[now.step++];
            if (step == Step::Feed) harness->feed(batch(now.fed++));
            if (step == Step::Commit || step == Step::LastCommit) harness->commit(now.epoch);
            if (step == Step::Close) harness->op().close();
            if (step != Step::Snapshot && step != Step::End) continue;
            ++now.epoch;
            if (step == Step::Snapshot) {
                now.state = harness->snapshot(now.epoch);
            } else {
                harness->op().onWatermark(kMaxWatermark, nowhere_);
                harness->op().onEnd(nowhere_);
                now.state = harness->snapshot(now.epoch);
            }
            saved = now;
            // A source that is at its end ends again.
            if (step == Step::End) --saved.step;
        }
        return saved;
    }
    template <class Work> std::string codeOf(Work work) {
        try {
            work();
        } catch (const DiagnosticError& error) {
            return error.diagnostics().items[0].code;
        }
        return "none";
    }
    /// An append that has come to its first snapshot: `state`, and three records in the stage file.
    std::string staged(const std::string& params) {
        const auto harness = sink(params);
        harness->openWithCheckpoints();
        harness->feed(batch(1));
        return harness->snapshot(1);
    }
    std::string resumeCode(const std::string& params, const std::string& state) {
        return codeOf([&] { sink(params)->openWithCheckpoints(1, &state); });
    }

    std::vector<SchemaPtr> noPorts_;
    RecordingCollector nowhere_{noPorts_};

private Q_SLOTS:
    void init() { folder_ = std::make_unique<QTemporaryDir>(); }

    void theFileIsTheSameWhereverItDies_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("more");
        QTest::addColumn<QString>("before");
        QTest::newRow("replace") << "a.csv"
                                 << ""
                                 << "old\n";
        QTest::newRow("replace gzip") << "a.csv.gz"
                                      << ""
                                      << "";
        QTest::newRow("sorted") << "a.csv"
                                << R"json(, "sort": ["id"])json"
                                << "";
        QTest::newRow("append") << "a.csv"
                                << R"json(, "mode": "append")json"
                                << "";
        QTest::newRow("append gzip") << "a.csv.gz"
                                     << R"json(, "mode": "append")json"
                                     << "";
        QTest::newRow("append to a file") << "a.csv"
                                          << R"json(, "mode": "append")json"
                                          << "id,name\n-1,x\n";
        QTest::newRow("append within a line") << "a.csv"
                                              << R"json(, "mode": "append")json"
                                              << "id,name\n-1,x";
        QTest::newRow("append sorted") << "a.csv"
                                       << R"json(, "mode": "append", "sort": ["id"])json"
                                       << "";
    }
    void theFileIsTheSameWhereverItDies() {
        QFETCH(QString, name);
        QFETCH(QString, more);
        QFETCH(QString, before);
        const std::string file = name.toStdString();
        const std::string params = "\"path\": \"" + file + "\"" + more.toStdString();
        const std::size_t all = kSteps.size();
        const auto prepare = [&] {
            folder_ = std::make_unique<QTemporaryDir>();
            if (!before.isEmpty()) put(at(file), before.toStdString());
        };
        prepare();
        live(params, {}, all);
        const std::string wanted = contentOf(at(file));
        QCOMPARE(std::count(wanted.begin(), wanted.end(), '\n') - (before.startsWith("id") ? 2 : 1), 6 * 3);
        QCOMPARE(files(), std::vector{file});

        for (std::size_t first = 0; first <= all; ++first) {
            for (const std::size_t steps : {1, 4}) { // of its second life
                prepare();
                Saved saved = live(params, {}, first);
                const std::size_t second = std::min(saved.step + steps, all);
                saved = live(params, saved, second);
                live(params, saved, all);
                const std::string where =
                    "died before step " + std::to_string(first) + " and " + std::to_string(second);
                QVERIFY2(contentOf(at(file)) == wanted, (where + ":\n" + contentOf(at(file))).c_str());
                QVERIFY2(files() == std::vector{file}, where.c_str());
            }
        }
    }

    void withoutCheckpointsTheFileIsTheSame() {
        live(R"json("path": "with.csv")json", {}, kSteps.size());
        const auto plain = sink(R"json("path": "plain.csv")json");
        plain->open();
        for (int i = 0; i < 6; ++i)
            plain->feed(batch(i));
        plain->end();
        QCOMPARE(contentOf(at("with.csv")), contentOf(at("plain.csv")));
    }

    void nothingIsSeenBeforeItsCommit() {
        put(at("r.csv"), "old");
        const auto replaced = sink(R"json("path": "r.csv")json");
        replaced->openWithCheckpoints();
        const auto appended = sink(R"json("path": "a.ndjson", "mode": "append")json", "ndjson_sink");
        appended->openWithCheckpoints();
        for (NodeHarness* harness : {replaced.get(), appended.get()}) {
            harness->feed(batch(1));
            harness->advance(60'000'000'000);
            harness->snapshot(1);
            harness->feed(batch(2));
            harness->advance(60'000'000'000);
        }
        QCOMPARE(contentOf(at("r.csv")), std::string("old"));
        QCOMPARE(contentOf(at("a.ndjson")), std::string());
        appended->commit(1);
        const std::string first = contentOf(at("a.ndjson"));
        QVERIFY2(first.starts_with("{\"id\":12,") && first.find("\"id\":22") == std::string::npos,
                 first.c_str());
        appended->commit(1);
        QCOMPARE(contentOf(at("a.ndjson")), first);
        replaced->commit(1);
        QCOMPARE(contentOf(at("r.csv")), std::string("old"));
    }

    void epochsThatWereNotDecidedComeWithTheNext() {
        const std::string params = R"json("path": "a.csv", "mode": "append")json";
        std::string state;
        {
            const auto harness = sink(params);
            harness->openWithCheckpoints();
            for (Epoch epoch = 1; epoch <= 3; ++epoch) {
                harness->feed(batch(static_cast<std::int64_t>(epoch)));
                state = harness->snapshot(epoch);
            }
            harness->commit(2); // the third is under way when it dies
        }
        const auto again = sink(params);
        again->openWithCheckpoints(3, &state);
        again->endWith(4);
        again->op().close();
        QCOMPARE(contentOf(at("a.csv")).size(), std::string("id,name\n").size() + 9 * 17);
        QCOMPARE(files(), std::vector<std::string>{"a.csv"});
    }

    void aCommitThatWasCutShortIsFinished_data() {
        QTest::addColumn<QString>("target"); ///< what is in the file, in terms of what belongs there
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("after");
        QTest::newRow("nothing") << "-"
                                 << "none"
                                 << "whole";
        QTest::newRow("a part") << "half"
                                << "none"
                                << "whole";
        QTest::newRow("all") << "whole"
                             << "none"
                             << "whole";
        QTest::newRow("lost bytes") << "zeros"
                                    << "none"
                                    << "whole";
        QTest::newRow("lines of others behind") << "whole+"
                                                << "none"
                                                << "whole+";
        QTest::newRow("lines of others instead") << "+"
                                                 << "MR4621"
                                                 << "+";
        QTest::newRow("lines of others amid") << "half+"
                                              << "MR4621"
                                              << "half+";
        QTest::newRow("shorter than it was") << "cut"
                                             << "MR4620"
                                             << "cut";
    }
    void aCommitThatWasCutShortIsFinished() {
        QFETCH(QString, target);
        QFETCH(QString, code);
        QFETCH(QString, after);
        const std::string params = R"json("path": "a.csv", "mode": "append")json";
        const std::string before = "id,name\n-1,x\n";
        put(at("a.csv"), before);
        const std::string state = staged(params);
        const std::string stage = contentOf(at(".a.csv.sub.file.0.stage"));
        QVERIFY(stage.starts_with("12,"));
        const auto text = [&](const QString& what) {
            if (what == "cut") return before.substr(0, 10);
            std::string all = before;
            if (what.startsWith("half")) all += stage.substr(0, stage.size() / 2);
            if (what.startsWith("whole")) all += stage;
            if (what == "zeros") all += stage.substr(0, 4) + std::string(stage.size() - 6, '\0');
            if (what.endsWith("+")) all += "-2,somebody else\n";
            return all;
        };
        put(at("a.csv"), text(target));
        QCOMPARE(QString::fromStdString(resumeCode(params, state)), code);
        QCOMPARE(contentOf(at("a.csv")), text(after));
        QCOMPARE(fs::exists(at(".a.csv.sub.file.0.stage")), code != "none");
    }

    void whatIsGoneIsSaid() {
        const std::string replace = R"json("path": "r.csv")json";
        std::string state;
        {
            const auto harness = sink(replace);
            harness->openWithCheckpoints();
            harness->feed(batch(1));
            state = harness->snapshot(1);
        }
        const std::string part = at(".r.csv.sub.file.part");
        const std::string whole = contentOf(part);
        put(part, whole.substr(1));
        QCOMPARE(resumeCode(replace, state), std::string("MR4620"));
        fs::remove(part);
        QCOMPARE(resumeCode(replace, state), std::string("MR4620"));
        put(at("r.csv"), whole); // as long as the part, but the job was not at its end
        QCOMPARE(resumeCode(replace, state), std::string("MR4620"));
        put(part, whole + "more");
        QCOMPARE(resumeCode(replace, state), std::string("none"));
        QCOMPARE(contentOf(part), whole);

        const std::string append = R"json("path": "a.csv", "mode": "append")json";
        state = staged(append);
        const std::string stage = at(".a.csv.sub.file.0.stage");
        put(stage, "id");
        QCOMPARE(resumeCode(append, state), std::string("MR4620"));
        fs::remove(stage);
        QCOMPARE(resumeCode(append, state), std::string("MR4620"));
    }

    void aRunThatBeginsAnewThrowsTheOldAway() {
        const auto half = [&](const std::string& params) {
            const auto harness = sink(params);
            harness->openWithCheckpoints();
            harness->feed(batch(7));
            harness->snapshot(1);
            harness->feed(batch(8));
            harness->snapshot(2);
            harness->feed(batch(9));
        };
        half(R"json("path": "r.csv")json");
        half(R"json("path": "a.csv", "mode": "append")json");
        put(at(".a.csv.sub.file.x.stage"), "of somebody else");
        put(at(".a.csv.sub.file.99.stage"), "of an epoch that was never decided");
        QCOMPARE(files().size(), std::size_t{7});
        live(R"json("path": "r.csv")json", {}, kSteps.size());
        live(R"json("path": "a.csv", "mode": "append")json", {}, kSteps.size());
        QCOMPARE(contentOf(at("a.csv")), contentOf(at("r.csv")));
        QCOMPARE(files(), (std::vector<std::string>{".a.csv.sub.file.x.stage", "a.csv", "r.csv"}));
    }

    void whatFailsLeavesWhatTheNextRunNeeds_data() {
        QTest::addColumn<QString>("mode");
        QTest::newRow("replace") << "replace";
        QTest::newRow("append") << "append";
    }
    void whatFailsLeavesWhatTheNextRunNeeds() {
        QFETCH(QString, mode);
        const std::string params = "\"path\": \"a.csv\", \"mode\": \"" + mode.toStdString() + "\"";
        const bool appends = mode == "append";
        auto harness = sink(params);
        harness->openWithCheckpoints();
        harness->feed(batch(1));
        harness->abort();
        QCOMPARE(files(), appends ? std::vector<std::string>{"a.csv"} : std::vector<std::string>());

        harness = sink(params);
        harness->openWithCheckpoints();
        harness->feed(batch(1));
        const std::string state = harness->snapshot(1);
        harness->feed(batch(2));
        harness->abort();
        QCOMPARE(harness->context().reported.items.at(0).code, std::string("MR3136"));
        harness.reset();
        harness = sink(params);
        harness->openWithCheckpoints(1, &state);
        harness->feed(batch(2));
        harness->endWith(2);
        harness->op().close();
        QCOMPARE(contentOf(at("a.csv")).size(), std::string("id,name\n").size() + 6 * 17);
        QCOMPARE(files(), std::vector<std::string>{"a.csv"});
    }

    void aJobThatWasCompleteMayGetMore() {
        for (const std::string name : {"a.csv", "a.csv.gz"}) {
            const std::string params = "\"path\": \"" + name + "\"";
            Saved saved = live(params, {}, kSteps.size());
            const std::string whole = contentOf(at(name));
            std::string state;
            {
                const auto harness = sink(params);
                harness->openWithCheckpoints(saved.epoch, &saved.state);
                harness->feed(batch(6));
                QCOMPARE(contentOf(at(name)), whole);
                state = harness->snapshot(8);
                harness->feed(batch(7));
            }
            const auto harness = sink(params);
            harness->openWithCheckpoints(8, &state);
            harness->endWith(9);
            harness->op().close();
            const std::string content = contentOf(at(name));
            QVERIFY(content.starts_with(whole));
            QVERIFY(content.substr(whole.size()).starts_with("62,"));
            QCOMPARE(content.size(), whole.size() + 3 * 17);
        }
        const std::string sorted = R"json("path": "s.csv", "sort": ["id"])json";
        const Saved saved = live(sorted, {}, kSteps.size());
        const auto harness = sink(sorted);
        harness->openWithCheckpoints(saved.epoch, &saved.state);
        QCOMPARE(codeOf([&] { harness->feed(batch(6)); }), std::string("MR4622"));
    }

    void brokenStatesAreRefused_data() {
        QTest::addColumn<QString>("params");
        QTest::newRow("replace") << R"json("path": "a.csv")json";
        QTest::newRow("append") << R"json("path": "a.csv", "mode": "append")json";
        QTest::newRow("sorted") << R"json("path": "a.csv", "sort": ["id"])json";
        QTest::newRow("device") << R"json("path": "/dev/null", "sort": ["id"])json";
    }
    void brokenStatesAreRefused() {
        QFETCH(QString, params);
        const std::string text = params.toStdString();
        const std::string state = staged(text);
        for (std::size_t size = 0; size < state.size(); ++size)
            QCOMPARE(resumeCode(text, state.substr(0, size)), std::string("MR4611"));
        QCOMPARE(resumeCode(text, state + "x"), std::string("MR4611"));
        for (std::size_t i = 0; i < state.size(); ++i) {
            for (const int bit : {0, 3, 6, 7}) {
                std::string flipped = state;
                flipped[i] = static_cast<char>(flipped[i] ^ (1 << bit));
                staged(text); // it may have cut the file
                const std::string code = resumeCode(text, flipped);
                QVERIFY2(code == "none" || code.starts_with("MR46") || code == "MR3132", code.c_str());
            }
        }
    }

    void pipesAreWrittenAtOnce() {
        QCOMPARE(::mkfifo(at("pipe").c_str(), 0600), 0);
        const int reader = ::open(at("pipe").c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
        QVERIFY(reader >= 0);
        const auto harness = sink(R"json("path": "pipe")json");
        QVERIFY(harness->node().delivery == DeliveryGuarantee::AtLeastOnce);
        QVERIFY(!harness->node().deliveryReason.empty());
        harness->openWithCheckpoints();
        harness->feed(batch(1));
        const std::string state = harness->snapshot(1);
        char buffer[1000];
        const auto count = ::read(reader, buffer, sizeof buffer);
        QVERIFY(count > 0);
        QVERIFY(std::string_view(buffer, static_cast<std::size_t>(count)).starts_with("id,name\n12,"));
        const auto again = sink(R"json("path": "pipe")json");
        again->openWithCheckpoints(1, &state);
        again->feed(batch(2));
        again->endWith(2);
        QVERIFY(std::string_view(buffer, static_cast<std::size_t>(::read(reader, buffer, sizeof buffer)))
                    .starts_with("22,"));
        ::close(reader);
    }

    void theGuaranteeIsSaid() {
        for (const char* params :
             {R"json("path": "a.csv")json", R"json("path": "a.csv", "mode": "append")json"}) {
            QVERIFY(sink(params)->node().delivery == DeliveryGuarantee::ExactlyOnce);
            QVERIFY(sink(params)->node().state == StateRule::Saved);
            QVERIFY(!sink(params)->node().deliveryReason.empty());
        }
        QVERIFY(sink(R"json("path": "-")json")->node().delivery == DeliveryGuarantee::AtLeastOnce);
    }
};

QTEST_GUILESS_MAIN(tst_file_sink_checkpoints)
#include "tst_file_sink_checkpoints.moc"
