// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/processes/process_operator.h"

#include "engine/data/batch_codec.h"
#include "engine/operator/rejected.h"
#include "engine/runtime/operator_context_impl.h"

#include <fmt/format.h>
#include <algorithm>
#include <system_error>

namespace millrace {

namespace {

/// What a worker that was told to stop has to leave nothing half-done behind; then it is killed.
constexpr MonotonicNs kGraceNs = 200'000'000;
constexpr std::chrono::milliseconds kFarewell{2000};

std::string messageOf(WorkerMessage kind) { return std::string(1, static_cast<char>(kind)); }

template <class T> std::string messageOf(WorkerMessage kind, T value) {
    std::string message = messageOf(kind);
    ByteWriter(message).fixed(value);
    return message;
}

std::string jsonOf(const RecordBatch& batch, std::uint32_t row) {
    std::vector<DataType::Field> fields;
    ValueList values;
    for (std::size_t c = 0; c < batch.columns().size(); ++c) {
        fields.push_back({batch.schema()->field(c).name, batch.column(c).type()});
        values.push_back(batch.column(c).valueAt(row));
    }
    return toText(Value(std::move(values)), DataType::structure(std::move(fields)));
}

std::string countOf(std::size_t records) {
    return records == 1 ? "one record" : std::to_string(records) + " records";
}

} // namespace

ProcessOperator::ProcessOperator(std::shared_ptr<StageProcesses> stage)
    : stage_(std::move(stage)), params_(stage_->spec.params) {}

ProcessOperator::~ProcessOperator() = default;

std::string ProcessOperator::workerName() const {
    const std::string number = fmt::format("worker {} of `{}`", context_->subtask() + 1, stage_->spec.node);
    return process_ ? fmt::format("{} (process {})", number, process_->pid()) : number;
}

void ProcessOperator::fail(const char* code, std::string message, std::string hint) const {
    Diagnostics problem;
    problem.error(code, std::move(message), std::move(hint)).node = stage_->spec.node;
    throw DiagnosticError(problem);
}

void ProcessOperator::open(OperatorContext& context) {
    context_ = &context;
    accounts_ = dynamic_cast<OperatorContextImpl*>(&context);
    try {
        start();
    } catch (const WorkerGone& gone) {
        fail("MR4134",
             fmt::format("{}, started with `{}`, {} before it was ready", workerName(), stage_->command[0],
                         gone.fate),
             "it must be the program `millrace` of this version");
    }
}

void ProcessOperator::start() {
    process_.reset();
    state_ = {};
    try {
        link_ = std::make_unique<WorkerLink>();
        std::vector<std::string> command = stage_->command;
        command.push_back(fmt::format("{}#{}", stage_->spec.node, context_->subtask() + 1));
        process_ = std::make_unique<WorkerProcess>(command, link_->descriptor());
    } catch (const std::system_error& error) {
        fail("MR4134", fmt::format("{} cannot be started: {}", workerName(), error.what()),
             "a worker is the program `millrace`; `pool` and `threads` do without");
    }
    std::string message = messageOf(WorkerMessage::Begin);
    ByteWriter to(message);
    StageSpec spec = stage_->spec;
    spec.params = params_;
    encode(spec, to);
    encode(WorkerSeat{context_->subtask(), context_->subtaskCount(), context_->seed(), context_->batchSize()},
           to);
    call(message, nullptr);
}

void ProcessOperator::restart(std::string fate, std::string during) {
    for (;;) {
        const std::string what = fmt::format("{} {} while it {}", workerName(), fate, during);
        lastFate_ = fate;
        releaseAll();
        const bool waits = !state_.wantsInput || !state_.mayEnd || state_.deadline.has_value();
        if (stage_->keepsState || waits || state_.earliestKept != kMaxWatermark)
            fail("MR4131", what + ": what it kept of earlier records is lost, and the result would be wrong",
                 "run the node on `pool` or `threads`, or find out why it crashes");
        const int count = stage_->restarts.fetch_add(1) + 1;
        if (count > stage_->policy.max)
            fail("MR4132",
                 fmt::format(
                     "{}; {} workers of the node have been started anew in this run, and no more may be",
                     what, stage_->policy.max),
                 "find out why it crashes, or allow more with `concurrency.restart.max`");
        Diagnostic notice;
        notice.severity = Severity::Warning;
        notice.code = "MR4130";
        notice.message = fmt::format("{}; another one takes its place (restart {} of at most {})", what,
                                     count, stage_->policy.max);
        context_->report(std::move(notice));
        try {
            return start();
        } catch (const WorkerGone& again) {
            fate = again.fate;
            during = "started";
        }
    }
}

void ProcessOperator::giveUpWhenStopped() {
    if (!context_->stopRequested()) return;
    link_->requestStop();
    stoppedAt_ = context_->clock().now();
    throw RunStopped{};
}

void ProcessOperator::await(const std::function<void()>& wait) {
    accounts_ ? accounts_->awaitOutside(wait) : wait();
}

void ProcessOperator::call(const std::string& message, Collector* out) {
    emissions_.clear();
    try {
        await([&] {
            link_->send(message, [&] {
                giveUpWhenStopped();
                if (process_->ended()) throw WorkerGone{process_->fate()};
            });
        });
        for (bool done = false; !done;) {
            await([&] {
                link_->receive(answer_, [&] {
                    giveUpWhenStopped();
                    // What it wrote before it ended still counts.
                    if (process_->ended() && !link_->hasBytes()) throw WorkerGone{process_->fate()};
                });
            });
            ByteReader from(answer_);
            done = takeAnswer(from, out);
            if (from.failed()) throw BrokenLink("sent what nobody understands");
        }
    } catch (const BrokenLink& broken) {
        process_->kill();
        throw WorkerGone{broken.what()};
    }
    for (Emission& emission : emissions_)
        out->emit(emission.port, std::move(emission.batch));
    emissions_.clear();
}

void ProcessOperator::callUntilAnswered(const std::string& message, Collector* out, const char* during) {
    for (;;) {
        try {
            return call(message, out);
        } catch (const WorkerGone& gone) {
            restart(gone.fate, during);
        }
    }
}

bool ProcessOperator::takeAnswer(ByteReader& from, Collector* out) {
    switch (static_cast<WorkerMessage>(from.fixed<std::uint8_t>())) {
        case WorkerMessage::Emit: emit(from, out); return false;
        case WorkerMessage::Report: context_->report(decodeDiagnostic(from)); return false;
        case WorkerMessage::Publish: {
            const auto schema = decodeSchema(from);
            const auto view = schema ? decodeBatch(from.raw(from.left()), *schema) : schema.error();
            if (!view) throw BrokenLink("published something that is no table");
            context_->publish(*view);
            return false;
        }
        case WorkerMessage::Acquire: acquire(from); return false;
        case WorkerMessage::Release: release(from); return false;
        case WorkerMessage::Done: state_ = decodeOperatorState(from); return true;
        case WorkerMessage::Failed: {
            Diagnostics problems;
            while (from.left() > 0 && !from.failed())
                problems.add(decodeDiagnostic(from));
            if (from.failed()) return true;
            emissions_.clear();
            throw DiagnosticError(problems);
        }
        default: from.fail(); return true;
    }
}

void ProcessOperator::emit(ByteReader& from, Collector* out) {
    const std::uint64_t port = from.varint();
    if (out == nullptr || port >= stage_->spec.outputs.size())
        throw BrokenLink("sent records that nobody awaits");
    auto batch = decodeBatch(from.raw(from.left()), stage_->spec.outputs[port]);
    if (!batch) throw BrokenLink("sent records that cannot be read");
    // Where a crash ends the run, nothing can come twice, and much may come at the end of the input.
    if (stage_->keepsState)
        out->emit(port, std::move(*batch));
    else
        emissions_.push_back({port, std::move(*batch)});
}

void ProcessOperator::acquire(ByteReader& from) {
    const std::string name(from.text());
    const int capacity = from.fixed<int>();
    const int units = from.fixed<int>();
    if (from.failed()) return;
    context_->sharedResource(name, capacity).acquire(units);
    held_[name].capacity = capacity;
    held_[name].units += units;
    await([&] { link_->send(messageOf(WorkerMessage::Granted), [this] { giveUpWhenStopped(); }); });
}

void ProcessOperator::release(ByteReader& from) {
    const std::string name(from.text());
    const int capacity = from.fixed<int>();
    const int units = from.fixed<int>();
    if (from.failed() || held_[name].units < units) return from.fail();
    held_[name].units -= units;
    context_->sharedResource(name, capacity).release(units);
}

void ProcessOperator::releaseAll() {
    for (const auto& [name, held] : held_) {
        if (held.units > 0) context_->sharedResource(name, held.capacity).release(held.units);
    }
    held_.clear();
}

void ProcessOperator::callProcess(std::size_t input, const RecordBatch& batch, Collector& out) {
    request_.assign(1, static_cast<char>(WorkerMessage::Process));
    ByteWriter(request_).varint(input);
    encodeBatch(batch, request_);
    call(request_, &out);
}

void ProcessOperator::process(std::size_t input, RecordBatch batch, Collector& out) {
    try {
        return callProcess(input, batch, out);
    } catch (const WorkerGone& gone) {
        restart(gone.fate, "worked on " + countOf(batch.rows()));
    }
    if (stage_->policy.retries == 0) return deadLetter(batch, out);
    for (std::size_t i = 0; i < batch.rows(); ++i)
        processAlone(input, batch.slice(i, 1), out);
}

void ProcessOperator::processAlone(std::size_t input, const RecordBatch& record, Collector& out) {
    for (int tries = 0; tries < stage_->policy.retries; ++tries) {
        try {
            return callProcess(input, record, out);
        } catch (const WorkerGone& gone) {
            restart(gone.fate, "worked on one record that it was given again");
        }
    }
    deadLetter(record, out);
}

void ProcessOperator::deadLetter(const RecordBatch& batch, Collector& out) {
    const std::string error = fmt::format("the worker process {} while it worked on {}", lastFate_,
                                          batch.rows() == 1 ? "this record" : "a batch with this record");
    Diagnostic notice;
    notice.code = "MR4133";
    if (!stage_->rejectedPort) {
        notice.message = countOf(batch.rows()) + " lost: " + error;
        notice.hint = "a node with a port for rejected records would keep them";
        if (accounts_) accounts_->countErrors(static_cast<std::int64_t>(batch.rows()) - 1);
        return context_->report(std::move(notice));
    }
    RejectedBuilder rejected(stage_->spec.node);
    const auto timeColumn = batch.schema()->eventTime();
    for (std::size_t i = 0; i < batch.rows(); ++i) {
        const std::uint32_t row = batch.rowAt(i);
        const std::string raw = jsonOf(batch, row);
        RejectedRecord record;
        record.raw = raw;
        record.errorCode = notice.code;
        record.error = error;
        if (timeColumn && !batch.column(*timeColumn).isNull(row))
            record.eventTime = batch.column(*timeColumn).values<EpochMs>()[row];
        rejected.add(record);
    }
    notice.severity = Severity::Warning;
    notice.message = countOf(batch.rows()) + " rejected: " + error;
    notice.port = stage_->spec.outputPorts[*stage_->rejectedPort].name;
    context_->report(std::move(notice));
    out.emit(*stage_->rejectedPort, rejected.finish(batch.ingestTime));
}

void ProcessOperator::onWatermark(EpochMs watermark, Collector& out) {
    callUntilAnswered(messageOf(WorkerMessage::Watermark, watermark), &out, "took a watermark");
}

void ProcessOperator::onDeadline(MonotonicNs now, Collector& out) {
    callUntilAnswered(messageOf(WorkerMessage::Deadline, now), &out, "kept a deadline");
}

bool ProcessOperator::onEnd(Collector& out) {
    callUntilAnswered(messageOf(WorkerMessage::InputEnd), &out, "ended");
    return state_.ended;
}

void ProcessOperator::adoptSettings(Operator& fresh) {
    params_ = static_cast<ProcessOperator&>(fresh).params_;
    std::string message = messageOf(WorkerMessage::Adopt);
    ByteWriter(message).text(params_);
    callUntilAnswered(message, nullptr, "took over new settings");
}

void ProcessOperator::close() {
    callUntilAnswered(messageOf(WorkerMessage::Close), nullptr, "closed");
    process_->endsWithin(kFarewell);
    process_.reset();
}

void ProcessOperator::abort() noexcept {
    if (!process_) return;
    try {
        releaseAll();
        link_->requestStop();
        const MonotonicNs now = context_->clock().now();
        const MonotonicNs graceLeft = stoppedAt_ == 0 ? kGraceNs : stoppedAt_ + kGraceNs - now;
        process_->endsWithin(
            std::chrono::milliseconds(std::clamp<MonotonicNs>(graceLeft, 0, kGraceNs) / 1'000'000));
    } catch (...) {
        // Killed all the same.
    }
    process_.reset();
}

} // namespace millrace
