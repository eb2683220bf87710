// SPDX-License-Identifier: Apache-2.0
#include "ui/experiment/experiment_service.h"

#include "ui/document/graph_session.h"
#include "ui/document/shown_body.h"
#include "ui/experiment/varied_settings.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <mutex>
#include <utility>

namespace millrace::ui {

namespace {

constexpr int kLookEveryMs = 100;

boost::json::array entriesOf(const GraphDocument& document) {
    const boost::json::value* const written = document.simulation.if_contains("experiments");
    return written && written->is_array() ? written->get_array() : boost::json::array();
}

/// One step of the history of that name; none where it says so already.
void setSimulation(GraphSession& session, boost::json::object simulation, const QString& label) {
    if (simulation == ShownBody::of(session).whole().simulation) return;
    session.apply(edit::Composite{label.toStdString(), {edit::SetSimulation{std::move(simulation)}}});
}

/// Whether the two say the same, wherever they stand.
bool asksTheSame(const Experiment& a, const Experiment& b) {
    return a.vary == b.vary && a.replications == b.replications && a.durationNs == b.durationNs &&
           a.precision == b.precision;
}

/// A line each for the values of the second setting, in the order in which they come.
std::vector<ExperimentLine> linesThrough(const std::vector<ExperimentPoint>& points) {
    std::vector<ExperimentLine> lines;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const std::string value = points[i].values.size() > 1 ? points[i].values[1] : std::string();
        auto line = std::find_if(lines.begin(), lines.end(),
                                 [&](const ExperimentLine& one) { return one.value == value; });
        if (line == lines.end()) line = lines.insert(lines.end(), ExperimentLine{value, {}, {}, {}, {}});
        line->points.push_back(i);
    }
    return lines;
}

} // namespace

struct ExperimentService::Shared {
    std::atomic<bool> cancelled{false};
    std::mutex mutex;
    ForecastProgress progress;
    std::map<std::size_t, ExperimentPoint> points; ///< by place
    bool news = false;                             ///< of them
};

bool ExperimentService::Look::isOf(const Experiment& other, const std::string& text) const {
    return cancelled && !cancelled->load() && asksTheSame(experiment, other) && graph == text;
}

ExperimentService::ExperimentService(const Experimenter& experimenter, GraphSession& session, QObject* parent)
    : QObject(parent), experimenter_(experimenter), session_(session) {
    pool_.setMaxThreadCount(1);
    look_.setInterval(kLookEveryMs);
    connect(&look_, &QTimer::timeout, this, &ExperimentService::takePoints);
    connect(&session_, &GraphSession::edited, this, &ExperimentService::read);
    connect(&session_, &GraphSession::documentReplaced, this, &ExperimentService::forget);
    read();
}

ExperimentService::~ExperimentService() {
    cancel();
    stopLooking();
    pool_.waitForDone();
}

void ExperimentService::read() {
    graphText_.clear();
    experiments_ = readExperiments(ShownBody::of(session_).whole());
    Q_EMIT changed();
}

const Experiment* ExperimentService::find(const QString& name) const {
    return experiments_.find(name.toStdString());
}

void ExperimentService::save(const Experiment& experiment, const QString& replaced) {
    boost::json::object simulation = ShownBody::of(session_).whole().simulation;
    boost::json::array entries = entriesOf(ShownBody::of(session_).whole());
    const Experiment* const before = replaced.isEmpty() ? nullptr : find(replaced);
    const QString name = QString::fromStdString(experiment.name);
    if (before) {
        boost::json::value& entry = entries[before->index];
        entry = written(experiment, entry.get_object());
        if (auto known = outcomes_.extract(replaced); !known.empty()) {
            known.key() = name; // it is the same one
            outcomes_.insert(std::move(known));
        }
    } else {
        entries.emplace_back(written(experiment));
    }
    simulation["experiments"] = std::move(entries);
    setSimulation(session_, std::move(simulation),
                  before ? tr("Change experiment %1").arg(name) : tr("New experiment %1").arg(name));
}

void ExperimentService::remove(const QString& name) {
    const Experiment* const experiment = find(name);
    if (!experiment) return;
    boost::json::object simulation = ShownBody::of(session_).whole().simulation;
    boost::json::array entries = entriesOf(ShownBody::of(session_).whole());
    entries.erase(entries.begin() + static_cast<std::ptrdiff_t>(experiment->index));
    if (entries.empty())
        simulation.erase("experiments");
    else
        simulation["experiments"] = std::move(entries);
    setSimulation(session_, std::move(simulation), tr("Delete experiment %1").arg(name));
}

void ExperimentService::run(const QString& name) {
    const Experiment* const experiment = find(name);
    if (!experiment || isRunning()) return;
    stopLooking();
    running_ = name;
    partial_ = {};
    partial_.experiment = *experiment;
    shared_ = std::make_shared<Shared>();
    auto document = std::make_shared<const GraphDocument>(ShownBody::of(session_).whole());
    pool_.start([this, document, name, wanted = *experiment, path = session_.filePath().toStdString(),
                 graph = graphText(), shared = shared_, generation = generation_] {
        // The text tells the lines, as the file has them once it is saved.
        const JsonPositions positions = JsonPositions::scan(writeGraph(*document));
        ForecastControl control;
        control.cancelled = [&shared] { return shared->cancelled.load(); };
        control.onProgress = [&shared](const ForecastProgress& progress) {
            const std::lock_guard lock(shared->mutex);
            shared->progress = progress;
        };
        control.onPoint = [&shared](std::size_t place, const ExperimentPoint& point) {
            const std::lock_guard lock(shared->mutex);
            shared->points[place] = point;
            shared->news = true;
        };
        auto outcome = std::make_shared<ExperimentOutcome>(
            experimenter_.run({*document, path, positions}, wanted, {}, control));
        const auto take = [this, name, graph, outcome, generation] {
            if (generation != generation_) return;
            running_.clear();
            partial_ = {};
            look_.stop();
            // What was stopped before any point was through says nothing; what was known stays.
            if (!outcome->cancelled || !outcome->points.empty())
                outcomes_[name] = {std::move(*outcome), graph};
            Q_EMIT changed();
        };
        QMetaObject::invokeMethod(this, take, Qt::QueuedConnection);
    });
    look_.start();
    Q_EMIT changed();
}

void ExperimentService::cancel() {
    if (shared_) shared_->cancelled = true;
}

ForecastProgress ExperimentService::progress() const {
    if (!shared_) return {};
    const std::lock_guard lock(shared_->mutex);
    return shared_->progress;
}

void ExperimentService::takePoints() {
    bool news = false;
    if (shared_) {
        const std::lock_guard lock(shared_->mutex);
        news = std::exchange(shared_->news, false);
        if (news) {
            partial_.points.clear();
            for (const auto& [place, point] : shared_->points)
                partial_.points.push_back(point);
        }
    }
    if (!news) return Q_EMIT progressed();
    partial_.lines = linesThrough(partial_.points);
    partial_.basis = partial_.points.front().basis;
    for (const ExperimentPoint& point : partial_.points)
        partial_.basis.unite(point.basis);
    Q_EMIT changed();
}

void ExperimentService::stopLooking() {
    if (ahead_.cancelled && !ahead_.known) ahead_.cancelled->store(true);
}

void ExperimentService::lookAhead(const QString& name) {
    const Experiment* const experiment = find(name);
    if (!experiment || isRunning() || ahead_.isOf(*experiment, graphText())) return;
    stopLooking();
    ahead_ = {*experiment, graphText(), {}, std::make_shared<std::atomic<bool>>(false)};
    auto document = std::make_shared<const GraphDocument>(ShownBody::of(session_).whole());
    pool_.start([this, document, wanted = *experiment, path = session_.filePath().toStdString(),
                 cancelled = ahead_.cancelled] {
        if (cancelled->load()) return;
        const JsonPositions positions;
        const ForecastOutlook outlook = experimenter_.outlook({*document, path, positions}, &wanted, {},
                                                              [cancelled] { return cancelled->load(); });
        const auto take = [this, outlook, cancelled] {
            if (cancelled->load()) return;
            ahead_.outlook = outlook;
            ahead_.known = true;
            Q_EMIT changed();
        };
        QMetaObject::invokeMethod(this, take, Qt::QueuedConnection);
    });
}

const ForecastOutlook* ExperimentService::outlook(const QString& name) const {
    const Experiment* const experiment = find(name);
    if (!experiment || !ahead_.known || !ahead_.isOf(*experiment, graphText())) return nullptr;
    return ahead_.outlook.known ? &ahead_.outlook : nullptr;
}

ExperimentWords ExperimentService::words() const {
    const auto document = [this]() -> const GraphDocument& { return ShownBody::of(session_).whole(); };
    return {[this, document](const std::string& setting) {
                return wordsOf(setting, document(), session_.registry());
            },
            [this, document](const std::string& node) {
                return nodeTitle(document(), session_.registry(), node);
            }};
}

const ExperimentOutcome* ExperimentService::outcome(const QString& name) const {
    if (isPartial(name)) return &partial_;
    const auto found = outcomes_.find(name);
    return found == outcomes_.end() ? nullptr : &found->second.outcome;
}

bool ExperimentService::isStale(const QString& name) const {
    const auto found = outcomes_.find(name);
    const Experiment* const experiment = find(name);
    if (found == outcomes_.end() || !experiment) return false;
    return !asksTheSame(found->second.outcome.experiment, *experiment) || found->second.graph != graphText();
}

/// Without what makes no difference to a simulation: experiments, tests, texts for people.
const std::string& ExperimentService::graphText() const {
    if (!graphText_.empty()) return graphText_;
    GraphDocument document = ShownBody::of(session_).whole();
    document.simulation.erase("experiments");
    document.tests.clear();
    document.notes.clear();
    document.layout = {};
    return graphText_ = writeGraph(document);
}

void ExperimentService::forget() {
    cancel();
    stopLooking();
    ahead_ = {};
    ++generation_;
    running_.clear();
    partial_ = {};
    look_.stop();
    outcomes_.clear();
    read();
}

} // namespace millrace::ui
