// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"
#include "engine/graph/graph_document.h"

#include <string>
#include <vector>

namespace millrace::cli {

/// "cores=1,2,4", "work.workers=1..16", "a.out->b.in.capacity=10..100/10": what a sweep varies.
struct VariedSetting {
    std::string name;
    std::vector<std::string> values;

    bool isCores() const { return name == "cores"; }
    /// Workers and batch of a node, capacity of a wire: written into the document. Others go with --set.
    bool isOfDocument() const;
    /// Precondition: isOfDocument(). Says what is wrong: there is no such node or wire, or no such number.
    Diagnostics apply(GraphDocument& document, const std::string& value) const;
    /// Whether the numbers mean how many work at it: then a law of scalability may be fitted.
    bool countsWorkers() const { return isCores() || name.ends_with(".workers"); }
};

/// Error MR5102: neither a list nor a range, or more than 200 values.
Result<VariedSetting> parseVariedSetting(const std::string& text);

} // namespace millrace::cli
