// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/plan/planner.h"

#include <QObject>
#include <QString>
#include <QThreadPool>
#include <QTimer>
#include <memory>
#include <optional>

namespace millrace::ui {

/// What a plan depends on beside the document: see PlanOptions.
struct PlanConditions {
    int cores = 1;
    bool safeRun = false;
};

/// Plans documents on a thread of its own, since binding may read files: waits for a pause in the edits,
/// drops answers that are out of date. All functions on the GUI thread; destruction waits for the planner to
/// come back.
class PlanningService : public QObject {
    Q_OBJECT
public:
    explicit PlanningService(const Registry& registry);
    ~PlanningService() override;

    void request(const GraphDocument& document, const QString& graphFolder, PlanConditions conditions);
    /// Starts a waiting request now.
    void hurry();
    bool isIdle() const { return !waiting_ && !running_; }

Q_SIGNALS:
    void planned(std::shared_ptr<const Planning> planning);

private:
    struct Request {
        GraphDocument document;
        PlanOptions options;
    };
    void start();
    void finished(std::shared_ptr<const Planning> planning);

    const Registry& registry_;
    QThreadPool pool_;
    QTimer pause_;
    std::optional<Request> waiting_;
    bool running_ = false;
};

} // namespace millrace::ui
