// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/processes/shared_ring.h"

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

namespace millrace {

/// The other side has written what no correct program writes.
struct BrokenLink : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Messages between a run and one of its worker processes, both ways, through memory that both map: it has no
/// name, so nothing stays behind however they end. Each side is used by one thread at a time.
class WorkerLink {
public:
    /// What one waits with, called about a hundred times a second while there is nothing to do; an exception
    /// from it ends the wait.
    using Idle = std::function<void()>;

    /// The run's side, with fresh memory. Throws std::system_error.
    WorkerLink();
    /// The worker's side of the memory behind this descriptor, which is closed. Throws BrokenLink when it is
    /// none.
    explicit WorkerLink(int descriptor);
    ~WorkerLink();
    WorkerLink(const WorkerLink&) = delete;
    WorkerLink& operator=(const WorkerLink&) = delete;

    /// What a worker is given to find the memory; closed with the link.
    int descriptor() const { return descriptor_; }

    void send(std::string_view message, const Idle& idle);
    void receive(std::string& message, const Idle& idle);
    /// Something of a message is there to be received.
    bool hasBytes() const;

    /// The run asks the worker to give up what it does.
    void requestStop();
    bool stopRequested() const;

private:
    struct Header;
    void map();
    Header& header() const;
    void* ring(std::size_t index) const;
    void writeAll(std::string_view bytes, const Idle& idle);
    void readAll(char* to, std::size_t size, const Idle& idle);

    int descriptor_ = -1;
    void* memory_ = nullptr;
    std::unique_ptr<SharedRing> out_, in_;
};

} // namespace millrace
