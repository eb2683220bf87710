// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/operator/operator.h"
#include "engine/runtime/processes/stage_processes.h"
#include "engine/runtime/processes/worker_link.h"
#include "engine/runtime/processes/worker_process.h"

#include <functional>
#include <map>
#include <memory>

namespace millrace {

class OperatorContextImpl;

/// Stands for an operator that works in a worker process: passes on what the task asks of it and waits for
/// the answer, which counts as I/O. What the operator wants of the run (emit, report, locks) it gets through
/// here.
///
/// A crash of the worker: what a call has emitted so far is thrown away, a new worker is started and the call
/// made again, records one by one, so that those which bring it down again become dead letters and no others.
/// Where a stage keeps state, or too many workers crash, the run fails.
class ProcessOperator final : public Operator {
public:
    explicit ProcessOperator(std::shared_ptr<StageProcesses> stage);
    ~ProcessOperator() override;

    void open(OperatorContext& context) override;
    void process(std::size_t input, RecordBatch batch, Collector& out) override;
    void onWatermark(EpochMs watermark, Collector& out) override;
    bool onEnd(Collector& out) override;
    void close() override;
    void abort() noexcept override;
    std::optional<MonotonicNs> nextDeadline() const override { return state_.deadline; }
    void onDeadline(MonotonicNs now, Collector& out) override;
    bool wantsInput() const override { return state_.wantsInput; }
    bool mayEnd() const override { return state_.mayEnd; }
    EpochMs earliestKept() const override { return state_.earliestKept; }
    bool finished() const override { return state_.finished; }
    void adoptSettings(Operator& fresh) override;

private:
    /// The worker is gone; `fate` says how.
    struct WorkerGone {
        std::string fate;
    };
    struct Emission {
        std::size_t port;
        RecordBatch batch;
    };
    struct Held {
        int capacity = 1;
        int units = 0;
    };

    void start();
    void restart(std::string fate, std::string during);
    /// Throws WorkerGone, and what the operator threw.
    void call(const std::string& message, Collector* out);
    void callUntilAnswered(const std::string& message, Collector* out, const char* during);
    /// True when it was the last one.
    bool takeAnswer(ByteReader& from, Collector* out);
    void emit(ByteReader& from, Collector* out);
    void acquire(ByteReader& from);
    void release(ByteReader& from);
    void releaseAll();
    void await(const std::function<void()>& wait);
    void giveUpWhenStopped();
    void processAlone(std::size_t input, const RecordBatch& record, Collector& out);
    void deadLetter(const RecordBatch& batch, Collector& out);
    void callProcess(std::size_t input, const RecordBatch& batch, Collector& out);
    std::string workerName() const;
    [[noreturn]] void fail(const char* code, std::string message, std::string hint) const;

    const std::shared_ptr<StageProcesses> stage_;
    std::string params_; ///< those of now, as JSON
    OperatorContext* context_ = nullptr;
    OperatorContextImpl* accounts_ = nullptr; ///< the same, where time is accounted for
    std::unique_ptr<WorkerLink> link_;
    std::unique_ptr<WorkerProcess> process_;
    OperatorState state_;
    std::string request_, answer_; ///< reused
    std::vector<Emission> emissions_;
    std::map<std::string, Held> held_; ///< shared resources that the worker has
    std::string lastFate_;             ///< of the worker that crashed last
    MonotonicNs stoppedAt_ = 0;        ///< when the worker was told to give up; 0 = it was not
};

} // namespace millrace
