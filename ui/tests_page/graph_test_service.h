// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/graph_tester.h"

#include <QObject>
#include <QStringList>
#include <QThreadPool>
#include <atomic>
#include <map>
#include <memory>

namespace millrace::ui {

class GraphSession;

/// Runs the tests of the open document off the GUI thread, one after the other, and keeps how they went.
/// Works on the document as it was when the run was asked for. GUI thread only.
class GraphTestService : public QObject {
    Q_OBJECT
public:
    GraphTestService(const GraphTester& tester, GraphSession& session, QObject* parent = nullptr);
    ~GraphTestService() override; ///< stops what is under way and waits for it

    QStringList tests() const; ///< names, in the order of the document
    /// Steps of the history. Renaming keeps the place in the file, and fails where the name is taken or
    /// empty.
    bool rename(const QString& test, const QString& name);
    void remove(const QString& test);
    void run(const QStringList& names);
    void cancel();
    bool isRunning() const { return pending_ > 0; }
    bool isRunning(const QString& name) const { return waiting_.contains(name); }
    /// The last outcome, null if there is none; `isStale` when the document has changed since.
    const TestOutcome* outcome(const QString& name) const;
    bool isStale(const QString& name) const;

Q_SIGNALS:
    void changed(); ///< tests, outcomes or what is under way

private:
    struct Kept {
        TestOutcome outcome;
        int revision = 0;
    };
    void forget();

    const GraphTester& tester_;
    GraphSession& session_;
    QThreadPool pool_;
    std::map<QString, Kept> outcomes_;
    QStringList waiting_;
    int pending_ = 0;
    int revision_ = 0;   ///< of the document
    int generation_ = 0; ///< grows with each document: late answers about another are dropped
    std::shared_ptr<std::atomic<bool>> cancelled_ = std::make_shared<std::atomic<bool>>(false);
};

} // namespace millrace::ui
