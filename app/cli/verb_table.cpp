// SPDX-License-Identifier: Apache-2.0
#include "app/cli/verb_table.h"

#include <algorithm>

namespace millrace::cli {

namespace {

OptionSpec jsonOption(std::string help) { return {"json", ArgumentType::None, "", std::move(help)}; }

OptionSpec setOption() {
    return {
        "set", ArgumentType::Text, "NAME=VALUE",
        "Set a graph parameter (input=x.csv) or a parameter of a node (trips.window.tumbling=\"5 min\"). "
        "The value is read as JSON if it "
        "is JSON, else as text. Paths given here count from the current folder. A name that the graph does "
        "not have, and a value that does not fit the parameter's type or range, are wrong usage (exit "
        "status 2). May be repeated.",
        true};
}

OptionSpec pluginOption() {
    return {"plugin", ArgumentType::File, "FILE",
            "Load the node kinds of this plugin, a shared library. May be repeated. Plugins in the plugin "
            "folders (see MILLRACE_PLUGINS in the manual page) need no naming. A graph never loads one by "
            "itself.",
            true};
}

std::vector<VerbSpec> makeTable() {
    std::vector<VerbSpec> table;
    table.push_back(
        {"run",
         "Run a graph to its end",
         "Runs the graph file on this machine. On a terminal it shows what each node and wire does; "
         "otherwise it prints a line now and then. "
         "Messages go to standard error, results to the files the graph names.\n\n"
         "One SIGINT or SIGTERM drains: sources end, what is inside flows out, and the exit status is 0. A "
         "second one stops at once: what waits between the nodes is lost (the messages say how much), "
         "unfinished files and tables are removed, those from before stay.",
         ArgumentType::GraphFile,
         "GRAPH",
         {setOption(),
          pluginOption(),
          {"seed", ArgumentType::Integer, "N",
           "Seed of everything random (default 42). The same graph with the same seed gives the same "
           "records."},
          {"duration", ArgumentType::Duration, "TIME", "Drain after this time, such as 30s or \"5 min\"."},
          {"report", ArgumentType::File, "FILE",
           "Write the report as JSON to this file, which no node may read or write; - is standard output."},
          jsonOption("Print the report as JSON on standard output, which no node may write then."),
          {"store", ArgumentType::File, "FILE",
           "Keep the run in this SQLite file, where the studio finds it."},
          {"metrics-port", ArgumentType::Port, "PORT",
           "Serve metrics for Prometheus on http://127.0.0.1:PORT/metrics; 0 takes a free port and says "
           "which, unless --quiet is given."},
          {"trace", ArgumentType::File, "FILE",
           "Record what every worker does (turns of the nodes and why they ended, waits, hand-offs, queue "
           "depths) and write it to this file at the end, also of a run that failed: a trace in Chrome's "
           "JSON format, which https://ui.perfetto.dev opens. Kept are the last 131,072 events of every "
           "worker."},
          {"trace-seconds", ArgumentType::Integer, "N",
           "Write only the last N seconds of the trace; not without --trace."},
          {"workers", ArgumentType::Integer, "N", "Threads of the shared pool (default: one per core)."},
          {"quiet", ArgumentType::None, "", "Print errors only."}},
         runCommand});
    table.push_back({"check",
                     "Check a graph without running it",
                     "Plans the graph and prints every problem with file, line, node and parameter, then "
                     "where each node would run. Also found: two nodes that write one file or table, a node "
                     "that writes what another one reads, a folder that is not there. Reads the "
                     "beginning of input files to learn their columns, writes nothing.",
                     ArgumentType::GraphFile,
                     "GRAPH",
                     {setOption(),
                      pluginOption(),
                      jsonOption("Print problems and plan as JSON on standard output."),
                      {"quiet", ArgumentType::None, "", "Print problems only."}},
                     checkCommand});
    table.push_back({"kinds",
                     "List the node kinds, or explain one",
                     "Without a name: every kind with its summary. With one: ports, parameters with type, "
                     "range and default, and the help text. Kinds of a plugin say which one they come from.",
                     ArgumentType::Kind,
                     "[KIND]",
                     {pluginOption(), jsonOption("Print descriptors as JSON on standard output.")},
                     kindsCommand});
    table.push_back({"schema",
                     "Print the JSON schema of graph files",
                     "Draft 2020-12, made from the node kinds of this program and its plugins.",
                     ArgumentType::None,
                     "",
                     {pluginOption()},
                     schemaCommand});
    table.push_back({"studio",
                     "Open the workbench",
                     "Starts millrace-studio with the arguments that follow.",
                     ArgumentType::Shell,
                     "[ARGUMENT]...",
                     {},
                     studioCommand,
                     true});
    table.push_back({"completion",
                     "Print the completion script for a shell",
                     "Use it with: source <(millrace completion bash). Bash is the one there is, and what is "
                     "printed without a name.",
                     ArgumentType::Text,
                     "[SHELL]",
                     {},
                     completionCommand});
    table.push_back({"man",
                     "Print the manual page",
                     "Read it with: millrace man | man -l -",
                     ArgumentType::None,
                     "",
                     {},
                     manCommand});
    table.push_back({"version",
                     "Print the version",
                     "",
                     ArgumentType::None,
                     "",
                     {jsonOption("Print it as JSON.")},
                     versionCommand});
    table.push_back({"help", "Explain a verb", "", ArgumentType::Text, "[VERB]", {}, helpCommand});
    return table;
}

} // namespace

const std::vector<VerbSpec>& verbTable() {
    static const std::vector<VerbSpec> table = makeTable();
    return table;
}

const VerbSpec* findVerb(const std::string& name) {
    const auto& table = verbTable();
    const auto found =
        std::find_if(table.begin(), table.end(), [&](const VerbSpec& v) { return v.name == name; });
    return found == table.end() ? nullptr : &*found;
}

} // namespace millrace::cli
