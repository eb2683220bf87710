// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/experimenter.h"
#include "ui/experiment/experiment_words.h"

#include <QObject>
#include <QStringList>
#include <QThreadPool>
#include <QTimer>
#include <atomic>
#include <map>
#include <memory>

namespace millrace::ui {

class GraphSession;

/// The experiments of the open document: changes them as steps of the history, runs one at a time off the GUI
/// thread and keeps what came of each. Works on the document as it was when the run was asked for. GUI thread
/// only.
class ExperimentService : public QObject {
    Q_OBJECT
public:
    ExperimentService(const Experimenter& experimenter, GraphSession& session, QObject* parent = nullptr);
    ~ExperimentService() override; ///< stops what is under way and waits for it

    GraphSession& session() const { return session_; }
    /// Those of the document; the problems are about others, which cannot be run.
    const Experiments& experiments() const { return experiments_; }
    const Experiment* find(const QString& name) const;

    /// Adds it, or puts it in place of `replaced` (a name). The caller sees to names that are taken.
    void save(const Experiment& experiment, const QString& replaced = {});
    void remove(const QString& name);

    void run(const QString& name); ///< nothing while another one runs
    void cancel();
    bool isRunning() const { return !running_.isEmpty(); }
    QString running() const { return running_; } ///< name; empty = none
    /// Of the one that runs: done and planned replications, and the seconds left; soFar is null.
    ForecastProgress progress() const;

    /// The last outcome, null if there is none; while it runs, the points that are through. Stale when the
    /// graph or the experiment has changed since.
    const ExperimentOutcome* outcome(const QString& name) const;
    bool isStale(const QString& name) const;
    /// Whether the outcome is of points that are not compared with each other yet.
    bool isPartial(const QString& name) const { return name == running_ && !partial_.points.empty(); }

    /// Finds out what it takes to run it; changed() tells when that is known. Nothing while one runs.
    void lookAhead(const QString& name);
    /// Of the last look; null: of another experiment, or graph.
    const ForecastOutlook* outlook(const QString& name) const;
    /// What people call things of the open document. Must not outlive the service.
    ExperimentWords words() const;

Q_SIGNALS:
    void changed();    ///< experiments, outcomes or what is under way
    void progressed(); ///< now and then while one runs

private:
    struct Kept {
        ExperimentOutcome outcome;
        std::string graph; ///< that it is about, as text
    };
    struct Shared; ///< with the thread that runs it
    struct Look {
        Experiment experiment;
        std::string graph; ///< that it is about, as text
        ForecastOutlook outlook;
        std::shared_ptr<std::atomic<bool>> cancelled;
        bool known = false;
        bool isOf(const Experiment& other, const std::string& text) const;
    };
    void takePoints();
    void stopLooking();
    void read();
    void forget();
    const std::string& graphText() const;

    const Experimenter& experimenter_;
    GraphSession& session_;
    Experiments experiments_;
    QThreadPool pool_;
    QTimer look_;
    std::map<QString, Kept> outcomes_;
    QString running_;
    ExperimentOutcome partial_; ///< of the one that runs
    Look ahead_;
    std::shared_ptr<Shared> shared_; ///< null: none has run yet
    int generation_ = 0;             ///< grows with each document: late answers about another are dropped
    mutable std::string graphText_;  ///< of the present document; empty = not known yet
};

} // namespace millrace::ui
