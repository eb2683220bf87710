// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"
#include "tests/support/node_harness.h"

#include <functional>
#include <string>
#include <vector>

namespace millrace::test {

/// All rows of the batches with their late marks, one a line, DOUBLEs to the last bit.
std::string exactText(const std::vector<RecordBatch>& batches);

/// Has `open(bytes)` read every beginning of `state` and some hundred copies with one byte changed. It is to
/// take the changed ones or to throw a DiagnosticError, and to refuse each beginning with MR4611. Empty when
/// all is well, else what was not.
std::string readDamaged(const std::string& state, const std::function<void(const std::string& bytes)>& open);

/// The code of the first diagnostic that `act` throws; empty: none.
std::string thrownCode(const std::function<void()>& act);

} // namespace millrace::test
