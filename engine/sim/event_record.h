// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/sim/simulation.h"

#include <functional>
#include <iosfwd>
#include <optional>
#include <string>

namespace millrace::sim {

/// The first replication of a model, event by event: a line of text for each, with the nanosecond, the kind
/// and the subject, such as "1250000 work_done score[1]". What two versions of a program, or two machines, do
/// differently shows in the first line that differs.

/// Events that a record keeps at most.
inline constexpr std::uint64_t kRecordedEvents = 1'000'000;

/// Writes the record. Returns how many events it has.
std::uint64_t recordEvents(const std::shared_ptr<const SimModel>& model, std::ostream& out,
                           std::uint64_t most = kRecordedEvents, const std::function<bool()>& cancelled = {});

struct EventDivergence {
    std::uint64_t event = 0;   ///< the first of all is 1
    std::string recorded, now; ///< lines; empty: there is none any more
    int line = 0;              ///< of the record
};
struct EventVerification {
    std::uint64_t events = 0; ///< that are as recorded
    std::optional<EventDivergence> divergence;
};
/// Simulates, and compares with a record up to the first difference. Errors, with the line: MR4761 what is
/// read is no record, one of another seed, or breaks off before its last line.
Result<EventVerification> verifyEvents(const std::shared_ptr<const SimModel>& model, std::istream& in,
                                       const std::function<bool()>& cancelled = {});

} // namespace millrace::sim
