// SPDX-License-Identifier: Apache-2.0
#include "ui/document/planning_service.h"

#include <QDir>
#include <cstdlib>
#include <exception>

namespace millrace::ui {
namespace {

constexpr int kPauseMs = 150;

std::shared_ptr<const Planning> planSafely(const GraphDocument& document, const Registry& registry,
                                           const PlanOptions& options) {
    try {
        return std::make_shared<Planning>(plan(document, registry, options));
    } catch (const DiagnosticError& error) {
        auto planning = std::make_shared<Planning>();
        planning->diagnostics = error.diagnostics();
        return planning;
    } catch (const std::exception& error) {
        auto planning = std::make_shared<Planning>();
        planning->diagnostics.error("MR7201", std::string("The graph could not be checked: ") + error.what());
        return planning;
    }
}

} // namespace

PlanningService::PlanningService(const Registry& registry) : registry_(registry) {
    pool_.setMaxThreadCount(1);
    pause_.setSingleShot(true);
    pause_.setInterval(kPauseMs);
    connect(&pause_, &QTimer::timeout, this, &PlanningService::start);
}

PlanningService::~PlanningService() { pool_.waitForDone(); }

void PlanningService::request(const GraphDocument& document, const QString& graphFolder,
                              PlanConditions conditions) {
    PlanOptions options;
    options.safeRun = conditions.safeRun;
    options.graphFolder = graphFolder.toStdString();
    options.currentFolder = QDir::currentPath().toStdString();
    options.cores = conditions.cores;
    options.environment = [](const std::string& name) -> std::optional<std::string> {
        const char* value = std::getenv(name.c_str());
        return value ? std::optional<std::string>(value) : std::nullopt;
    };
    waiting_ = Request{document, std::move(options)};
    pause_.start();
}

void PlanningService::hurry() {
    if (waiting_ && !running_) {
        pause_.stop();
        start();
    }
}

void PlanningService::start() {
    if (running_ || !waiting_) return;
    running_ = true;
    auto request = std::make_shared<Request>(std::move(*waiting_));
    waiting_.reset();
    pool_.start([this, request] {
        auto planning = planSafely(request->document, registry_, request->options);
        QMetaObject::invokeMethod(
            this, [this, planning] { finished(planning); }, Qt::QueuedConnection);
    });
}

void PlanningService::finished(std::shared_ptr<const Planning> planning) {
    running_ = false;
    if (waiting_) {
        if (!pause_.isActive()) start();
        return; // out of date: the answer to the newer request follows
    }
    Q_EMIT planned(std::move(planning));
}

} // namespace millrace::ui
