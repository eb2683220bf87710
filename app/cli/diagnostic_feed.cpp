// SPDX-License-Identifier: Apache-2.0
#include "app/cli/diagnostic_feed.h"

#include "engine/operator/epoch_seal.h"

namespace millrace::cli {

Diagnostics DiagnosticFeed::takeNew(const Diagnostics& all, bool over) {
    Diagnostics fresh;
    std::map<std::string, int> seen;
    for (const Diagnostic& d : all) {
        if (takes_ == Takes::Errors && d.severity != Severity::Error) continue;
        if (!over && d.code == kEpochLost) continue;
        const std::string text = toText(d);
        int& taken = taken_[text];
        if (++seen[text] <= taken) continue;
        ++taken;
        fresh.add(d);
    }
    return fresh;
}

} // namespace millrace::cli
