// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/system_clock.h"
#include "tests/support/fake_context.h"

#include <optional>
#include <string>

namespace millrace::test {

/// The world of one subtask on the machine's clock, for nodes that talk to a server: those wait for real.
class LiveContext final : public OperatorContext {
public:
    const std::string& node() const override { return nodeId; }
    int subtask() const override { return subtaskNumber; }
    int subtaskCount() const override { return subtasks; }
    const Clock& clock() const override { return systemClock; }
    std::uint64_t seed() const override { return 42; }
    std::size_t batchSize() const override { return recordsPerBatch; }
    void report(Diagnostic diagnostic) override { reported.add(std::move(diagnostic)); }
    void publish(RecordBatch view) override { published = std::move(view); }
    bool keepsCheckpoints() const override { return checkpoints; }
    const RestoredState* restored() const override { return saved ? &*saved : nullptr; }
    void burn(MonotonicNs) override {}
    void wait(MonotonicNs) override {}
    SharedResource& sharedResource(const std::string&, int) override { return resource; }
    bool stopRequested() const override { return false; }

    /// As if the run went on from there.
    void restore(Epoch epoch, std::string state) {
        bytes = std::move(state);
        saved = RestoredState{epoch, bytes};
    }

    std::string nodeId = "node";
    int subtaskNumber = 0;
    int subtasks = 1;
    SystemClock systemClock;
    std::size_t recordsPerBatch = 10;
    bool checkpoints = true;
    std::string bytes;
    std::optional<RestoredState> saved;
    Diagnostics reported;
    RecordBatch published;
    FakeResource resource;
};

} // namespace millrace::test
