// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/node_kind.h"

#include <string>
#include <vector>

namespace millrace {

// What the studio asks the brokers while a graph is drawn. Each call has a client of its own, which joins no
// group, commits nothing and writes nothing. It gives up when the time to connect is over, soon after whoever
// asked no longer wants to know, and at once when nobody listens at the address. Errors: those of the
// connection's parameters, MR3002 (one of them is missing), MR3511 (no answer), MR3512 (not let in), MR3560
// (given up).

/// NodeKind::tryConnection: "3 brokers, 12 topics; Kafka cluster MkU3OEVBNTcwNTJENDM2Qk", and which of the
/// node's topics are not there.
Result<std::string> tryKafka(const LookUpContext& context);

/// NodeKind::lookUp for `topics`, `topic`, `marker_topic`, `partitions`, `schema` and `group`. MR3505 (no
/// topics are named yet), MR3516 (no such topic), MR3561 (no messages to tell a schema from), MR3562 (they
/// are not of the format). For Avro the schema registry is asked, and has its say as in a run (MR3540 to
/// MR3543, MR3545).
Result<std::vector<FoundValue>> lookUpInKafka(const LookUpContext& context, const std::string& parameter);

} // namespace millrace
