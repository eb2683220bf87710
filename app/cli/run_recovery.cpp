// SPDX-License-Identifier: Apache-2.0
#include "app/cli/run_recovery.h"

#include "app/cli/stop_signals.h"
#include "app/cli/terminal.h"
#include "engine/operator/epoch_seal.h"

#include <algorithm>

namespace millrace::cli {

namespace {

/// Of several shares each must have failed for this reason: what is wrong with one would be wrong again.
bool lostEpochsOnly(const Run& run) {
    if (run.state() != RunState::Failed) return false;
    bool lost = false;
    for (const Diagnostic& d : run.diagnostics()) {
        if (d.severity != Severity::Error) continue;
        if (d.code != kEpochLost) return false;
        lost = true;
    }
    return lost;
}

} // namespace

bool RunRecovery::wantsAnother(const Run& run, Diagnostics last, bool quiet) {
    const CheckpointStatus status = run.checkpoints();
    const bool lost = run.options().checkpoints && stopSignalsSeen() == 0 && lostEpochsOnly(run);
    const bool again = lost && !(recovered_ && status.made == 0);
    if (lost && !again)
        last.error("MR4652",
                   "the run was begun again after an epoch was lost, and lost the next one before it had "
                   "completed a checkpoint",
                   "raise `transaction_timeout` of the sink, or make the checkpoint interval shorter");
    if (!again) {
        printDiagnostics(last);
        return false;
    }
    recovered_ = true;
    if (quiet) return true;
    for (Diagnostic& d : last.items)
        if (d.severity == Severity::Error) d.severity = Severity::Warning; // is mended
    Diagnostic note;
    note.severity = Severity::Note;
    note.code = "MR4651";
    note.message = status.last == kNoEpoch ? "begins again: no checkpoint was complete yet"
                                           : "begins again from the last checkpoint";
    last.add(std::move(note));
    printDiagnostics(last);
    return true;
}

} // namespace millrace::cli
