// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/operator/operator_context.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace millrace::test {

/// A clock that only moves when told to.
class VirtualClock final : public Clock {
public:
    MonotonicNs now() const override { return time; }
    EpochMs wallClock() const override { return 1'700'000'000'000 + time / 1'000'000; }
    MonotonicNs time = 1'000'000'000;
};

/// A resource of which one subtask may hold one share; throws std::logic_error when it is released more often
/// than acquired.
class FakeResource final : public SharedResource {
public:
    void acquire(int units) override;
    void release(int units) override;
    int held = 0;
    int acquisitions = 0;
};

/// The world of one subtask in virtual time: burning and waiting move the clock and are added up.
class FakeContext final : public OperatorContext {
public:
    const std::string& node() const override { return nodeId; }
    int subtask() const override { return 0; }
    int subtaskCount() const override { return 1; }
    const Clock& clock() const override { return virtualClock; }
    std::uint64_t seed() const override { return randomSeed; }
    std::size_t batchSize() const override { return recordsPerBatch; }
    void report(Diagnostic diagnostic) override;
    void publish(RecordBatch view) override { published.push_back(std::move(view)); }
    void burn(MonotonicNs duration) override;
    void wait(MonotonicNs duration) override;
    SharedResource& sharedResource(const std::string& name, int capacity) override;
    bool stopRequested() const override { return stop; }
    bool keepsCheckpoints() const override { return checkpoints; }
    const RestoredState* restored() const override { return from ? &*from : nullptr; }

    std::string nodeId = "node";
    VirtualClock virtualClock;
    std::uint64_t randomSeed = 42;
    std::size_t recordsPerBatch = 1024;
    Diagnostics reported;
    std::vector<RecordBatch> published;
    MonotonicNs burned = 0;
    MonotonicNs waited = 0;
    bool stop = false;
    bool checkpoints = false;
    std::optional<RestoredState> from = {}; ///< its bytes live elsewhere
    std::map<std::string, std::unique_ptr<FakeResource>> resources;
};

} // namespace millrace::test
