// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/processes/serve_worker.h"

#include "engine/data/batch_codec.h"
#include "engine/runtime/processes/worker_context.h"
#include "engine/runtime/processes/worker_process.h"

#include <unistd.h>
#include <algorithm>
#include <boost/json/parse.hpp>
#include <cerrno>
#include <cstdio>
#include <new>
#include <optional>
#include <thread>

namespace millrace {

namespace {

/// So many records an operator may emit at the end of the input before the run is asked for room.
constexpr std::size_t kRowsInOneGo = 65'536;

Diagnostics misfit(const std::string& node, const std::string& why) {
    Diagnostics problem;
    problem.error(
        "MR4135", "the worker process cannot stand in for `" + node + "`: " + why,
        "let the worker be the same program, with the same plugins, as the one that runs the graph");
    return problem;
}

bool sameSchemas(const std::vector<SchemaPtr>& a, const std::vector<SchemaPtr>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const SchemaPtr& x, const SchemaPtr& y) { return *x == *y; });
}

bool samePorts(const std::vector<PortSpec>& a, const std::vector<PortSpec>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const PortSpec& x, const PortSpec& y) {
        return x.name == y.name && x.role == y.role;
    });
}

std::string withoutRun(const std::string& path) {
    if (path.empty() || path[0] == '/') return path;
    throw DiagnosticError(misfit(path, "its path is relative to the graph, which only the run knows"));
}

class WorkerCollector final : public Collector {
public:
    explicit WorkerCollector(WorkerContext& context) : context_(context) {}
    void emit(std::size_t port, RecordBatch batch) override {
        if (batch.empty()) return;
        sent_ += batch.rows();
        message_.assign(1, static_cast<char>(WorkerMessage::Emit));
        ByteWriter(message_).varint(port);
        encodeBatch(batch, message_);
        context_.send(message_);
    }
    void watermark(EpochMs) override {}
    bool hasRoom() const override { return sent_ < kRowsInOneGo; }
    void beginCall() { sent_ = 0; }

private:
    WorkerContext& context_;
    std::string message_;
    std::size_t sent_ = 0;
};

class Worker {
public:
    Worker(WorkerLink& link, const Registry& registry) : link_(link), registry_(registry) {}

    int serve() {
        try {
            std::string call;
            do {
                link_.receive(call, [this] { leaveWhenStopped(); });
            } while (answer(call));
            return 0;
        } catch (const RunStopped&) {
            if (operator_) operator_->abort();
            return 0;
        }
    }

private:
    void leaveWhenStopped() {
        if (link_.stopRequested()) throw RunStopped{};
    }
    void send(const std::string& message) {
        link_.send(message, [this] { leaveWhenStopped(); });
    }

    /// False after the last call.
    bool answer(const std::string& call) {
        bool more = true;
        Diagnostics problems;
        try {
            ByteReader from(call);
            more = take(static_cast<WorkerMessage>(from.fixed<std::uint8_t>()), from);
            leaveWhenStopped();
        } catch (const DiagnosticError& error) {
            problems = error.diagnostics();
        } catch (const std::bad_alloc&) {
            problems.error("MR4104", "the memory ran out in a worker process",
                           "use a smaller batch size, or less state");
        } catch (const std::exception& error) {
            problems.error("MR4101", error.what());
        } catch (const RunStopped&) {
            throw;
        } catch (...) {
            problems.error("MR4101", "the node failed without saying why");
        }
        std::string message;
        ByteWriter to(message);
        if (problems.empty()) {
            to.fixed(WorkerMessage::Done);
            encode(state(), to);
        } else {
            to.fixed(WorkerMessage::Failed);
            for (const Diagnostic& d : problems)
                encode(d, to);
        }
        send(message);
        return more;
    }

    bool take(WorkerMessage kind, ByteReader& from) {
        ended_ = true;
        if (collector_) collector_->beginCall();
        if (kind == WorkerMessage::Begin) {
            begin(from);
            return true;
        }
        if (!operator_) throw DiagnosticError(misfit("a stage", "it was told of none"));
        switch (kind) {
            case WorkerMessage::Process: {
                const std::uint64_t input = from.varint();
                if (input >= spec_.inputs.size()) throw BrokenLink("no such input");
                auto batch = decodeBatch(from.raw(from.left()), spec_.inputs[input]).value();
                operator_->process(input, std::move(batch), *collector_);
                return true;
            }
            case WorkerMessage::Watermark:
                operator_->onWatermark(from.fixed<EpochMs>(), *collector_);
                return true;
            case WorkerMessage::Deadline:
                operator_->onDeadline(from.fixed<MonotonicNs>(), *collector_);
                return true;
            case WorkerMessage::InputEnd: ended_ = operator_->onEnd(*collector_); return true;
            case WorkerMessage::Adopt: {
                spec_.params = from.text();
                const auto fresh = bind().makeOperator();
                operator_->adoptSettings(*fresh);
                return true;
            }
            case WorkerMessage::Close: operator_->close(); return false;
            default: throw BrokenLink("no such call");
        }
    }

    void begin(ByteReader& from) {
        spec_ = decodeStageSpec(from).value();
        const WorkerSeat seat = decodeWorkerSeat(from);
        if (from.failed()) throw BrokenLink("half a stage");
        if (spec_.version != MILLRACE_VERSION)
            throw DiagnosticError(
                misfit(spec_.node, "it is of Millrace " MILLRACE_VERSION ", the run of " + spec_.version));
        const BoundNode bound = bind();
        context_ = std::make_unique<WorkerContext>(link_, spec_.node, seat);
        collector_ = std::make_unique<WorkerCollector>(*context_);
        operator_ = bound.makeOperator();
        operator_->open(*context_);
    }

    BoundNode bind() const {
        const NodeKind* const kind = registry_.find(spec_.kind);
        if (kind == nullptr)
            throw DiagnosticError(misfit(spec_.node, "it does not know the kind `" + spec_.kind + "`"));
        const Params params(boost::json::parse(spec_.params).as_object());
        Diagnostics findings;
        BindContext context{spec_.node, params, spec_.inputs, spec_.inputBounded, withoutRun, findings};
        BoundNode bound = kind->bind(context).value();
        if (findings.hasErrors()) throw DiagnosticError(findings);
        if (!bound.makeOperator || !samePorts(bound.outputPorts, spec_.outputPorts) ||
            !sameSchemas(bound.outputs, spec_.outputs))
            throw DiagnosticError(misfit(spec_.node, "it would send other columns than the run expects"));
        return bound;
    }

    OperatorState state() const {
        OperatorState state;
        if (!operator_) return state;
        state.wantsInput = operator_->wantsInput();
        state.mayEnd = operator_->mayEnd();
        state.finished = operator_->finished();
        state.ended = ended_;
        state.deadline = operator_->nextDeadline();
        state.earliestKept = operator_->earliestKept();
        return state;
    }

    WorkerLink& link_;
    const Registry& registry_;
    StageSpec spec_;
    std::unique_ptr<WorkerContext> context_;
    std::unique_ptr<WorkerCollector> collector_;
    std::unique_ptr<Operator> operator_;
    bool ended_ = true;
};

/// Ends this process when the run's has ended, whatever the operator does at that moment.
void watchLifeline() {
    std::thread([] {
        char nothing = 0;
        while (read(WorkerProcess::kLifelineDescriptor, &nothing, 1) < 0 && errno == EINTR) {
        }
        _exit(0);
    }).detach();
}

} // namespace

int serveWorker(const Registry& registry) {
    std::optional<WorkerLink> link;
    try {
        link.emplace(WorkerProcess::kMemoryDescriptor);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "millrace worker: %s; runs start workers themselves\n", error.what());
        return 2;
    }
    watchLifeline();
    return Worker(*link, registry).serve();
}

} // namespace millrace
