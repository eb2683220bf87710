// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/processes/worker_process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <system_error>
#include <thread>
#include <utility>

extern char** environ;

namespace millrace {

namespace {

/// Out of the way of the numbers that the worker's descriptors get.
constexpr int kFirstFree = 16;

int checked(int result) {
    if (result < 0) throw std::system_error(errno, std::generic_category(), "no descriptor");
    return result;
}

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0) close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int number() const { return number_; }
    int release() { return std::exchange(number_, -1); }

private:
    int number_;
};

class SpawnSettings {
public:
    SpawnSettings(int memory, int lifeline) {
        posix_spawn_file_actions_init(&actions_);
        posix_spawnattr_init(&attributes_);
        posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        // Standard output belongs to the results of the run.
        posix_spawn_file_actions_adddup2(&actions_, STDERR_FILENO, STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&actions_, memory, WorkerProcess::kMemoryDescriptor);
        posix_spawn_file_actions_adddup2(&actions_, lifeline, WorkerProcess::kLifelineDescriptor);
        posix_spawn_file_actions_addclosefrom_np(&actions_, WorkerProcess::kLifelineDescriptor + 1);
        sigset_t blocked;
        sigemptyset(&blocked);
        for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP})
            sigaddset(&blocked, signal);
        posix_spawnattr_setsigmask(&attributes_, &blocked);
        posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK);
    }
    ~SpawnSettings() {
        posix_spawn_file_actions_destroy(&actions_);
        posix_spawnattr_destroy(&attributes_);
    }
    SpawnSettings(const SpawnSettings&) = delete;
    SpawnSettings& operator=(const SpawnSettings&) = delete;

    const posix_spawn_file_actions_t* actions() const { return &actions_; }
    const posix_spawnattr_t* attributes() const { return &attributes_; }

private:
    posix_spawn_file_actions_t actions_;
    posix_spawnattr_t attributes_;
};

} // namespace

WorkerProcess::WorkerProcess(const std::vector<std::string>& command, int memory) {
    int ends[2];
    checked(pipe2(ends, O_CLOEXEC));
    const Descriptor theirEnd(ends[0]);
    Descriptor ownEnd(ends[1]);
    const Descriptor memoryCopy(checked(fcntl(memory, F_DUPFD_CLOEXEC, kFirstFree)));
    const Descriptor lifelineCopy(checked(fcntl(theirEnd.number(), F_DUPFD_CLOEXEC, kFirstFree)));

    const SpawnSettings settings(memoryCopy.number(), lifelineCopy.number());
    std::vector<char*> words;
    for (const std::string& word : command)
        words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    // What lists of processes show; the program itself may be a name such as /proc/self/exe.
    char shown[] = "millrace";
    char* const program = std::exchange(words[0], shown);
    const int error =
        posix_spawnp(&pid_, program, settings.actions(), settings.attributes(), words.data(), environ);
    if (error != 0) throw std::system_error(error, std::generic_category(), command[0]);
    lifeline_ = ownEnd.release();
}

WorkerProcess::~WorkerProcess() {
    kill();
    if (lifeline_ >= 0) close(lifeline_);
}

bool WorkerProcess::ended() {
    if (status_) return true;
    int status = 0;
    pid_t found = 0;
    do {
        found = waitpid(pid_, &status, WNOHANG);
    } while (found < 0 && errno == EINTR);
    if (found == 0) return false;
    // Somebody else took the status: that it is gone is all there is to know.
    status_ = found == pid_ ? status : 0;
    return true;
}

bool WorkerProcess::endsWithin(std::chrono::milliseconds time) {
    constexpr std::chrono::milliseconds kStep{2};
    for (auto left = time; !ended(); left -= kStep) {
        if (left <= std::chrono::milliseconds::zero()) return false;
        std::this_thread::sleep_for(kStep);
    }
    return true;
}

void WorkerProcess::kill() {
    if (ended()) return;
    ::kill(pid_, SIGKILL);
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    status_ = status;
}

std::string WorkerProcess::fate() const {
    if (!status_) return "is still there";
    if (!WIFSIGNALED(*status_)) return "exited with status " + std::to_string(WEXITSTATUS(*status_));
    const int signal = WTERMSIG(*status_);
    const char* const name = sigabbrev_np(signal);
    return "was killed by signal " + std::to_string(signal) +
           (name ? " (SIG" + std::string(name) + ")" : std::string());
}

} // namespace millrace
