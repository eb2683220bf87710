// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace millrace {

/// A program that serves a stage. It is given two descriptors and no others beside its standard ones: the
/// memory of its link and the lifeline, a pipe that ends when this process does, whichever way: then the
/// worker ends, too. (The kernel's parent-death signal would come already when the thread ends that started
/// it.) Signals for the terminal's process group are blocked in it: when it ends is for this process to say.
class WorkerProcess {
public:
    static constexpr int kMemoryDescriptor = 3;
    static constexpr int kLifelineDescriptor = 4;

    /// Throws std::system_error when the program cannot be started.
    WorkerProcess(const std::vector<std::string>& command, int memory);
    /// Kills it if it is still there.
    ~WorkerProcess();
    WorkerProcess(const WorkerProcess&) = delete;
    WorkerProcess& operator=(const WorkerProcess&) = delete;

    pid_t pid() const { return pid_; }
    /// True once it has ended; nothing of it is left in the system then.
    bool ended();
    /// Waits for the end; false when it is still there after that time.
    bool endsWithin(std::chrono::milliseconds time);
    void kill();
    /// How it ended: "was killed by signal 9 (SIGKILL)", "exited with status 3".
    std::string fate() const;

private:
    pid_t pid_ = -1;
    int lifeline_ = -1;
    std::optional<int> status_; ///< as waitpid() gives it
};

} // namespace millrace
