// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/checkpoints/epoch_choice.h"

#include <fmt/format.h>
#include <algorithm>
#include <optional>

namespace millrace {

namespace {

using Entries = std::vector<StateFolder::Entry>;

[[noreturn]] void refuse(const StateFolder& folder, const std::string& node, const char* code,
                         std::string what, std::string hint) {
    Diagnostics problems;
    Diagnostic& d = problems.error(code, std::move(what), std::move(hint));
    d.node = node;
    d.file = folder.path();
    throw DiagnosticError(std::move(problems));
}

std::string holdings(const Entries& entries) {
    if (entries.empty()) return "holds no checkpoint";
    if (entries.size() == 1) return fmt::format("holds checkpoint {}", entries.front().epoch);
    return fmt::format("holds checkpoints {} to {}", entries.front().epoch, entries.back().epoch);
}

/// Numbers that sinks have seen are not used again; the last one says that nothing was known then. Killed in
/// between, the folder holds the one or the other: never neither.
RunSnapshot beginAnew(StateFolder& folder, Epoch seen) {
    folder.forgetAfter(seen);
    RunSnapshot nothing;
    nothing.epoch = nothing.follows = seen;
    if (seen == kNoEpoch) return nothing;
    folder.write(nothing);
    folder.forgetBefore(seen);
    return nothing;
}

/// Its file is its decision, unless it was a sink's: then the folder knows only of those that were shown.
RunSnapshot newest(StateFolder& folder, const Entries& entries) {
    if (entries.empty()) return beginAnew(folder, kNoEpoch);
    RunSnapshot snapshot = StateFolder::read(entries.back());
    if (snapshot.decider.empty() || folder.lastDecided() >= snapshot.epoch) return snapshot;
    refuse(folder, "", "MR4628",
           fmt::format("whether checkpoint {} was committed only `{}` can say, and its transactions are no "
                       "part of the run any more",
                       snapshot.epoch, snapshot.decider),
           "run the job as it was once more and stop it in order (Ctrl+C, SIGTERM): behind its last "
           "checkpoint the graph may change; --fresh starts over, and what was read since would be written "
           "again");
}

[[noreturn]] void refuseUnknown(const StateFolder& folder, const Entries& entries,
                                const EpochDecider& decider) {
    refuse(folder, decider.node, "MR4615",
           fmt::format("`{}` has committed epoch {} with its transactional id, but `{}` {}", decider.node,
                       decider.mark.epoch, folder.path(), holdings(entries)),
           "name the folder that belongs to this job; if another job writes with this transactional id, give "
           "this one its own. --fresh starts over, and what was read since would be written again");
}

Entries::const_iterator find(const Entries& entries, Epoch epoch) {
    return std::find_if(entries.begin(), entries.end(),
                        [epoch](const StateFolder::Entry& e) { return e.epoch == epoch; });
}

/// The newest one that was decided by being durable, after what the sink has committed: of a run in which
/// that sink decided nothing, or of a new beginning.
std::optional<RunSnapshot> decidedWithout(const Entries& entries, const EpochDecider& decider) {
    for (auto entry = entries.rbegin(); entry != entries.rend() && entry->epoch > decider.mark.epoch;
         ++entry) {
        RunSnapshot snapshot = StateFolder::read(*entry);
        if (snapshot.decider.empty()) return snapshot;
    }
    return std::nullopt;
}

RunSnapshot committed(const StateFolder& folder, const Entries& entries, const EpochDecider& decider) {
    if (auto later = decidedWithout(entries, decider)) return std::move(*later);
    const auto found = find(entries, decider.mark.epoch);
    if (found == entries.end()) refuseUnknown(folder, entries, decider);
    RunSnapshot snapshot = StateFolder::read(*found);
    // One that knows nothing stands for --fresh: it has the number alone in common with what was committed.
    const bool another = !decider.mark.digest.empty() && decider.mark.digest != snapshot.digest;
    if (!another || snapshot.nodes.empty()) return snapshot;
    refuse(folder, decider.node, "MR4617",
           fmt::format("`{}` has committed epoch {} of another copy of `{}`", decider.node,
                       decider.mark.epoch, folder.path()),
           "name the folder with which the job ran last; --fresh starts over, and what was read since would "
           "be written again");
}

/// The decider knows of no epoch: it is new to the job, nothing was committed yet, or it has forgotten.
RunSnapshot withoutMark(StateFolder& folder, const Entries& entries, const EpochDecider& decider) {
    const Epoch shown = folder.lastDecided();
    // The first epoch may lie there although nobody has decided it yet; later ones follow a decision.
    bool decided = shown != kNoEpoch || entries.size() > 1;
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
        RunSnapshot snapshot = StateFolder::read(*entry);
        const bool before = snapshot.decider.empty(); // of the time before the decider came to the job
        if (before && snapshot.epoch >= shown) return snapshot;
        decided = decided || snapshot.follows != kNoEpoch;
    }
    if (!decided) return beginAnew(folder, kNoEpoch);
    refuse(folder, decider.node, "MR4629",
           fmt::format("`{}` has committed nothing yet with its transactional id, but `{}` {}", decider.node,
                       folder.path(), holdings(entries)),
           "the job of this folder wrote with another transactional id, marker topic or to other brokers, or "
           "the brokers have forgotten the offsets that mark its epochs (`offsets.retention.minutes`): give "
           "the sink the transactional id of that job, or name the folder that belongs to this one; "
           "--fresh starts over, and what was read would be written again");
}

} // namespace

void requireNoStranger(const StateFolder& folder, const EpochDecider& decider) {
    const Epoch last = decider.mark.epoch;
    if (last == kNoEpoch) return;
    const Entries entries = folder.list();
    const bool held = find(entries, last) != entries.end();
    const bool lags = !entries.empty() && last < entries.front().epoch &&
                      StateFolder::read(entries.front()).follows <= last;
    if (!held && !lags && !decidedWithout(entries, decider)) refuseUnknown(folder, entries, decider);
}

RunSnapshot chooseEpoch(StateFolder& folder, const EpochDecider& decider, bool fresh) {
    const Entries entries = folder.list();
    if (fresh)
        return beginAnew(folder,
                         std::max(decider.mark.epoch, entries.empty() ? kNoEpoch : entries.back().epoch));
    if (decider.node.empty()) return newest(folder, entries);
    if (decider.mark.epoch == kNoEpoch) return withoutMark(folder, entries, decider);
    return committed(folder, entries, decider);
}

} // namespace millrace
