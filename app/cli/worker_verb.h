// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/verb_table.h"

namespace millrace::cli {

/// `worker`: what a run starts for nodes with the executor `processes`. findVerb() finds it, but it is of no
/// use to people and stands in no list.
const VerbSpec& workerVerb();

} // namespace millrace::cli
