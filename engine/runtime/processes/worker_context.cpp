// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/processes/worker_context.h"

#include "engine/data/batch_codec.h"

#include <algorithm>
#include <thread>

namespace millrace {

namespace {

constexpr MonotonicNs kLookUpEveryNs = 5'000'000;

} // namespace

/// A resource that the run keeps: asked for through the link.
class WorkerContext::RemoteResource final : public SharedResource {
public:
    RemoteResource(WorkerContext& context, std::string name, int capacity)
        : context_(context), name_(std::move(name)), capacity_(capacity) {}
    void acquire(int units) override {
        send(WorkerMessage::Acquire, units);
        std::string granted;
        context_.receive(granted);
    }
    void release(int units) override { send(WorkerMessage::Release, units); }

private:
    void send(WorkerMessage kind, int units) {
        std::string message(1, static_cast<char>(kind));
        ByteWriter to(message);
        to.text(name_);
        to.fixed(capacity_);
        to.fixed(units);
        context_.send(message);
    }

    WorkerContext& context_;
    const std::string name_;
    const int capacity_;
};

WorkerContext::WorkerContext(WorkerLink& link, std::string node, WorkerSeat seat)
    : link_(link), node_(std::move(node)), seat_(seat) {}

WorkerContext::~WorkerContext() = default;

void WorkerContext::send(std::string_view message) {
    link_.send(message, [this] {
        if (link_.stopRequested()) throw RunStopped{};
    });
}

void WorkerContext::receive(std::string& message) {
    link_.receive(message, [this] {
        if (link_.stopRequested()) throw RunStopped{};
    });
}

void WorkerContext::report(Diagnostic diagnostic) {
    std::string message(1, static_cast<char>(WorkerMessage::Report));
    ByteWriter to(message);
    encode(diagnostic, to);
    send(message);
}

void WorkerContext::publish(RecordBatch view) {
    std::string message(1, static_cast<char>(WorkerMessage::Publish));
    ByteWriter to(message);
    encodeSchema(*view.schema(), to);
    encodeBatch(view, message);
    send(message);
}

void WorkerContext::burn(MonotonicNs duration) {
    const MonotonicNs end = threadCpuTime() + duration;
    while (threadCpuTime() < end && !stopRequested()) {
    }
}

void WorkerContext::wait(MonotonicNs duration) {
    const MonotonicNs end = clock_.now() + duration;
    for (MonotonicNs left = duration; left > 0 && !stopRequested(); left = end - clock_.now())
        std::this_thread::sleep_for(std::chrono::nanoseconds(std::min(left, kLookUpEveryNs)));
}

SharedResource& WorkerContext::sharedResource(const std::string& name, int capacity) {
    auto& resource = resources_[name];
    if (!resource) resource = std::make_unique<RemoteResource>(*this, name, capacity);
    return *resource;
}

} // namespace millrace
