// SPDX-License-Identifier: Apache-2.0
#include "ui/look_up/look_up_service.h"

#include "engine/graph/node_path.h"
#include "engine/plan/node_params.h"
#include "ui/document/graph_session.h"
#include "ui/document/shown_body.h"

#include <QDir>
#include <chrono>
#include <cstdlib>
#include <exception>

namespace millrace::ui {

namespace {

class MachineClock final : public Clock {
public:
    MonotonicNs now() const override {
        return std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count();
    }
    EpochMs wallClock() const override {
        const auto now = std::chrono::system_clock::now().time_since_epoch();
        return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
    }
};

PlanOptions resolving(const GraphSession& session) {
    PlanOptions options;
    options.graphFolder = session.graphFolder().toStdString();
    options.currentFolder = QDir::currentPath().toStdString();
    options.environment = [](const std::string& name) -> std::optional<std::string> {
        const char* const value = std::getenv(name.c_str());
        return value ? std::optional<std::string>(value) : std::nullopt;
    };
    return options;
}

} // namespace

/// A question on its way. The thread that asks writes the answer and hands all of it back.
struct LookUpService::Asked {
    const NodeKind* kind = nullptr;
    QString folder;
    LookUpAnswer answer;
    std::stop_source stop;

    void run() {
        const std::string node = answer.question.node.toStdString();
        const auto inFolder = [this](const std::string& path) {
            return QDir(folder).filePath(QString::fromStdString(path)).toStdString();
        };
        const MachineClock clock;
        const LookUpContext context{node, answer.params, inFolder, clock, stop.get_token()};
        try {
            if (answer.question.parameter.isEmpty()) {
                if (auto line = kind->tryConnection(context))
                    answer.line = QString::fromStdString(*line);
                else
                    answer.problems = line.error();
            } else if (auto found = kind->lookUp(context, answer.question.parameter.toStdString())) {
                answer.found = std::move(*found);
            } else {
                answer.problems = found.error();
            }
        } catch (const DiagnosticError& error) {
            answer.problems = error.diagnostics();
        } catch (const std::exception& error) {
            answer.problems.error("MR7202", std::string("The look-up failed: ") + error.what());
        }
    }
};

LookUpService::LookUpService(GraphSession& session, QObject* parent) : QObject(parent), session_(session) {
    pool_.setMaxThreadCount(1);
    connect(&session_, &GraphSession::edited, this, &LookUpService::documentEdited);
    connect(&session_, &GraphSession::documentReplaced, this, &LookUpService::giveUp);
}

LookUpService::~LookUpService() {
    if (asked_) asked_->stop.request_stop();
    pool_.waitForDone();
}

Result<Params> LookUpService::paramsFor(const LookUpQuestion& question) const {
    return paramsInRun(ShownBody::of(session_).whole(), session_.registry(), question.node.toStdString(),
                       resolving(session_), question.parameter.toStdString());
}

bool LookUpService::holds(const LookUpAnswer& answer) const {
    const Result<Params> now = paramsFor(answer.question);
    return now && *now == answer.params;
}

void LookUpService::ask(const LookUpQuestion& question) {
    giveUp();
    auto asked = std::make_shared<Asked>();
    asked->answer.question = question;
    asked->folder = session_.graphFolder();
    const GraphNode* const node = nodeAt(ShownBody::of(session_).whole(), question.node.toStdString());
    asked->kind = node ? session_.registry().find(node->kind) : nullptr;
    if (Result<Params> params = paramsFor(question)) {
        asked->answer.params = std::move(*params);
    } else {
        asked->answer.problems = params.error();
    }
    const bool answers = asked->kind && (question.parameter.isEmpty() ? bool(asked->kind->tryConnection)
                                                                      : bool(asked->kind->lookUp));
    if (!asked->answer.problems.empty() || !answers) {
        Q_EMIT answered(asked->answer);
        return;
    }
    underWay_ = question;
    asked_ = asked;
    pool_.start([this, asked] {
        if (!asked->stop.stop_requested()) asked->run();
        QMetaObject::invokeMethod(
            this, [this, asked] { take(asked); }, Qt::QueuedConnection);
    });
    Q_EMIT changed();
}

void LookUpService::take(const std::shared_ptr<Asked>& asked) {
    if (asked != asked_) return; // given up
    asked_.reset();
    underWay_.reset();
    Q_EMIT changed();
    Q_EMIT answered(asked->answer);
}

void LookUpService::giveUp() {
    if (!asked_) return;
    asked_->stop.request_stop();
    const LookUpQuestion question = asked_->answer.question;
    asked_.reset();
    underWay_.reset();
    Q_EMIT changed();
    Q_EMIT givenUp(question);
}

void LookUpService::documentEdited() {
    if (!asked_) return;
    const Result<Params> now = paramsFor(*underWay_);
    if (!now || !(*now == asked_->answer.params)) giveUp();
}

} // namespace millrace::ui
