// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"

#include <boost/json/object.hpp>

namespace millrace {

/// What is done about worker processes that crash: "restart": {"max": 10, "retries": 1} in the `concurrency`
/// block of a node.
struct RestartPolicy {
    int max = 10;    ///< so many workers of the node are started anew in a run; one more crash ends it
    int retries = 1; ///< so often records that a worker crashed on are given to a new one
};

/// Out of a `concurrency` block as it stands in the document. Error MR1147 (the node is for the caller to
/// fill in).
Result<RestartPolicy> readRestartPolicy(const boost::json::object& concurrency);

} // namespace millrace
