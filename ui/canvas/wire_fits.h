// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_document.h"
#include "engine/plan/schema_conversion.h"
#include "ui/document/converter_commands.h"
#include "ui/document/graph_commands.h"

#include <QString>
#include <optional>
#include <set>
#include <string>

namespace millrace::ui {

/// Whether a wire may end at a port.
struct WireFit {
    enum class Verdict {
        Fits,
        Converts, ///< with a stage in between that changes the types
        Refused
    };
    Verdict verdict = Verdict::Refused;
    QString words; ///< why not, or what is converted
    std::optional<SchemaConversion> conversion;
};

/// Answers that for one end of a wire in the hand. What takes time is done once, when the drag begins.
class WireFits {
public:
    /// `body` lacks the wires that were taken off for the drag: they stand in nobody's way. `loops`: see
    /// commands::refusedLoops().
    WireFits(GraphBody body, commands::PortSchemas schemas, OpenWire end, std::set<std::string> loops,
             bool mayConvert);

    WireFit at(const PortRef& port, bool output) const;
    const OpenWire& end() const { return end_; }

private:
    GraphBody body_; ///< without the wires in the hand
    commands::PortSchemas schemas_;
    OpenWire end_;
    bool mayConvert_;
    std::set<std::string> loops_; ///< nodes to which a wire would close a loop
};

} // namespace millrace::ui
