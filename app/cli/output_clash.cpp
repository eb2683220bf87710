// SPDX-License-Identifier: Apache-2.0
#include "app/cli/output_clash.h"

#include "nodes/support/file_target.h"

namespace millrace::cli {

namespace {

class ClashSearch {
public:
    explicit ClashSearch(const Plan& plan) : plan_(plan) {}

    /// `user` is what wants the target for itself, as a message names it.
    void claim(const std::string& user, const ExternalTarget& wanted, const char* hint) {
        for (const PlanVertex& vertex : plan_.vertices) {
            for (const ExternalTarget& target : vertex.bound.targets) {
                const bool same =
                    target.identity == wanted.identity || (target.covers && target.covers(wanted.identity));
                if (!same || (target.shared && wanted.shared)) continue;
                const bool writes = target.access == ExternalTarget::Access::Writes;
                Diagnostic& d = found_.error("MR5105",
                                             user + " and the node `" + vertex.node + "`, which " +
                                                 (writes ? "writes " : "reads ") + target.name +
                                                 ", get in each other's way",
                                             hint);
                d.node = vertex.node;
                d.parameter = target.parameter;
                return;
            }
        }
    }
    Diagnostics found() const { return found_; }

private:
    const Plan& plan_;
    Diagnostics found_;
};

} // namespace

Diagnostics outputClashes(const Arguments& arguments, const PlannedGraph& planned) {
    ClashSearch search(*planned.planning.plan);
    const std::string report = arguments.value("report");
    if (planned.path == "-")
        search.claim("the graph on standard input", readFiles("-"), "give the graph as a file");
    if (arguments.has("json"))
        search.claim("--json", writtenFile("-"), "write the report to a file: --report FILE");
    if (arguments.has("report"))
        search.claim("--report " + report, writtenFile(report), "write the report to another file");
    const std::string trace = arguments.value("trace");
    if (arguments.has("trace"))
        search.claim("--trace " + trace, writtenFile(trace), "write the trace to another file");
    if (arguments.has("store"))
        search.claim("--store " + arguments.value("store"), databaseFile(arguments.value("store")),
                     "keep the run in another file");
    Diagnostics found = search.found();
    const bool toOutput = arguments.has("json") || report == "-";
    if (arguments.has("trace") && (trace == "-" ? toOutput : arguments.has("report") && trace == report))
        found.error("MR5105", "the trace and the report get in each other's way",
                    "write the trace to another file");
    return found;
}

} // namespace millrace::cli
