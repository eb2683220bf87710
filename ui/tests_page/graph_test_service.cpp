// SPDX-License-Identifier: Apache-2.0
#include "ui/tests_page/graph_test_service.h"

#include "ui/document/graph_session.h"
#include "ui/document/shown_body.h"

namespace millrace::ui {

namespace {

/// What the runs of one request share. The text tells the lines, as the file has them once it is saved.
struct Snapshot {
    GraphDocument document;
    std::string path;
    JsonPositions positions;
};

} // namespace

GraphTestService::GraphTestService(const GraphTester& tester, GraphSession& session, QObject* parent)
    : QObject(parent), tester_(tester), session_(session) {
    pool_.setMaxThreadCount(1);
    connect(&session_, &GraphSession::edited, this, [this] {
        ++revision_;
        Q_EMIT changed();
    });
    connect(&session_, &GraphSession::documentReplaced, this, &GraphTestService::forget);
}

GraphTestService::~GraphTestService() {
    cancel();
    pool_.waitForDone();
}

QStringList GraphTestService::tests() const {
    QStringList names;
    for (const std::string& name : testNames(session_.document()))
        names << QString::fromStdString(name);
    return names;
}

bool GraphTestService::rename(const QString& test, const QString& name) {
    const boost::json::object& before = ShownBody::of(session_).whole().tests;
    if (name.isEmpty() || before.contains(name.toStdString()) || !before.contains(test.toStdString()))
        return false;
    boost::json::object tests;
    for (const auto& one : before)
        tests[one.key() == test.toStdString() ? name.toStdString() : std::string(one.key())] = one.value();
    const auto known = outcomes_.extract(test);
    if (!known.empty()) outcomes_[name] = known.mapped(); // it is the same test
    return session_.apply(
        edit::Composite{"Rename test " + test.toStdString(), {edit::SetTests{std::move(tests)}}});
}

void GraphTestService::remove(const QString& test) {
    boost::json::object tests;
    for (const auto& one : ShownBody::of(session_).whole().tests)
        if (one.key() != test.toStdString()) tests[one.key()] = one.value();
    session_.apply(edit::Composite{"Delete test " + test.toStdString(), {edit::SetTests{std::move(tests)}}});
}

void GraphTestService::run(const QStringList& names) {
    if (names.isEmpty() || isRunning()) return;
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->document = ShownBody::of(session_).whole();
    snapshot->path = session_.filePath().toStdString();
    cancelled_ = std::make_shared<std::atomic<bool>>(false);
    waiting_ = names;
    pending_ = static_cast<int>(names.size());
    for (const QString& name : names) {
        pool_.start(
            [this, snapshot, name, stop = cancelled_, revision = revision_, generation = generation_] {
                if (snapshot->positions.find("/tests").line == 0)
                    snapshot->positions = JsonPositions::scan(writeGraph(snapshot->document));
                auto outcome = std::make_shared<std::optional<TestOutcome>>();
                if (!*stop)
                    *outcome = tester_.run({snapshot->document, snapshot->path, snapshot->positions},
                                           name.toStdString(), [&stop] { return stop->load(); });
                const auto take = [this, name, outcome, stop, revision, generation] {
                    if (generation != generation_) return;
                    --pending_;
                    waiting_.removeOne(name);
                    // What was stopped half-way says nothing about the graph.
                    if (*outcome && !*stop) outcomes_[name] = {std::move(**outcome), revision};
                    Q_EMIT changed();
                };
                QMetaObject::invokeMethod(this, take, Qt::QueuedConnection);
            });
    }
    Q_EMIT changed();
}

void GraphTestService::cancel() { *cancelled_ = true; }

const TestOutcome* GraphTestService::outcome(const QString& name) const {
    const auto found = outcomes_.find(name);
    return found == outcomes_.end() ? nullptr : &found->second.outcome;
}

bool GraphTestService::isStale(const QString& name) const {
    const auto found = outcomes_.find(name);
    return found != outcomes_.end() && found->second.revision != revision_;
}

void GraphTestService::forget() {
    cancel();
    ++generation_;
    ++revision_;
    pending_ = 0;
    waiting_.clear();
    outcomes_.clear();
    Q_EMIT changed();
}

} // namespace millrace::ui
