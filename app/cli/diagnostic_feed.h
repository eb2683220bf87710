// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/diagnostic.h"

#include <cstdint>
#include <map>
#include <string>

namespace millrace::cli {

/// What a run says while it goes on, each thing once. Not thread-safe.
class DiagnosticFeed {
public:
    enum class Takes : std::uint8_t { All, Errors };
    explicit DiagnosticFeed(Takes takes) : takes_(takes) {}

    /// Those of all that a run has said so far which were not among them before. The list may grow anywhere:
    /// several runs share one. While a run goes on those are left for its end of which only then it is known
    /// whether they are mended (see RunRecovery).
    Diagnostics takeNew(const Diagnostics& all, bool over);

private:
    const Takes takes_;
    std::map<std::string, int> taken_; ///< by text
};

} // namespace millrace::cli
