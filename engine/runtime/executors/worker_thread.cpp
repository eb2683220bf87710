// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/executors/worker_thread.h"

#if defined(__linux__)
#include <pthread.h>
#include <sched.h>
#include <sys/prctl.h>
#endif

namespace millrace {

void becomeWorker(std::size_t index, WorkerPlacement placement) {
#if defined(__linux__)
    prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    if (placement != WorkerPlacement::Pinned || sched_getaffinity(0, sizeof allowed, &allowed) != 0) return;
    std::size_t skip = index % static_cast<std::size_t>(CPU_COUNT(&allowed));
    for (int core = 0; core < CPU_SETSIZE; ++core) {
        if (!CPU_ISSET(core, &allowed) || skip-- > 0) continue;
        cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET(core, &one);
        pthread_setaffinity_np(pthread_self(), sizeof one, &one);
        return;
    }
#else
    static_cast<void>(index);
    static_cast<void>(placement);
#endif
}

} // namespace millrace
