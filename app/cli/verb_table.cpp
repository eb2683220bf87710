// SPDX-License-Identifier: Apache-2.0
#include "app/cli/verb_table.h"

#include "app/cli/worker_verb.h"

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
        "status 2). Secrets are given as NAME='${env:VARIABLE}' only: what is set becomes part of the graph "
        "that "
        "runs. May be repeated.",
        true};
}

OptionSpec pluginOption() {
    return {"plugin", ArgumentType::File, "FILE",
            "Load the node kinds of this plugin, a shared library. May be repeated. Plugins in the plugin "
            "folders (see MILLRACE_PLUGINS in the manual page) need no naming. A graph never loads one by "
            "itself.",
            true};
}

OptionSpec safeOption(std::string help) { return {"safe", ArgumentType::None, "", std::move(help)}; }

/// What simulate and sweep have in common, behind what one has alone.
std::vector<OptionSpec> simulationOptions(std::vector<OptionSpec> options) {
    for (OptionSpec& option : std::vector<OptionSpec>{
             setOption(),
             pluginOption(),
             {"cores", ArgumentType::Text, "N",
              "Cores of the simulated machine, 3.5 is possible (default: as the graph says, else 4)."},
             {"duration", ArgumentType::Duration, "TIME",
              "Virtual time of each replication, such as \"10 min\"; needed where the input has no end."},
             {"replications", ArgumentType::Integer, "N", "Exactly so many, however precise."},
             {"precision", ArgumentType::Text, "SHARE",
              "Go on until the 95 % intervals of throughput and mean latency are this narrow (default 2%), "
              "those "
              "of the 99th percentile two and a half times that."},
             {"threads", ArgumentType::Integer, "N",
              "Replications side by side (default: one per core of this machine). Changes no figure."},
             {"seed", ArgumentType::Integer, "N", "Seed of everything random (default 42)."},
             {"report", ArgumentType::File, "FILE",
              "Write the figures as JSON to this file; - is standard output."},
             jsonOption("Print the figures as JSON on standard output."),
             {"quiet", ArgumentType::None, "", "Print errors only, and no progress."}})
        options.push_back(std::move(option));
    return options;
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
         "unfinished files and tables are removed, those from before stay.\n\n"
         "With --break the run is held where you want to look: what is behind the wire gets nothing more, "
         "what is in front of it fills up, and nothing is lost. At each stop the record is shown, and a line "
         "of standard input says how to go on: n (or an empty line) for the next record, b for the next "
         "batch, c to continue to the next stop, d to delete the breakpoint and continue, q to stop the run. "
         "When standard input ends, the breakpoints go and the run goes on.",
         ArgumentType::GraphFile,
         "GRAPH",
         {setOption(),
          pluginOption(),
          safeOption("Write nothing outside: every sink is replaced by a buffer that keeps its last 1000 "
                     "records. Inputs are read as always."),
          {"break", ArgumentType::Text, "WIRE[#N][:CONDITION]",
           "Hold the run at each record on this wire for which the condition is true; with #N at each N-th "
           "of "
           "them, without a condition at each record. A wire is named as in the report "
           "(\"clean.good->trips.in\"), or in short where that names one wire only: \"clean->trips\", "
           "\"clean.good\", \"trips.in\". May be repeated for other wires.",
           true},
          {"log-at", ArgumentType::Text, "WIRE[#N][:CONDITION]",
           "Print the records at which --break would hold to standard error, one JSON object a line, and "
           "hold "
           "nothing. May be repeated for other wires.",
           true},
          {"inject", ArgumentType::Text, "NODE.PORT=JSON",
           "Put a record of your own into an input port, or send it from an output port, before the first "
           "record is read; columns that the JSON object leaves out are NULL. May be repeated.",
           true},
          {"memory-budget", ArgumentType::Text, "SIZE",
           "Fail when the memory of the program has grown by more than this since the start of the run, such "
           "as 2GiB, and name the fullest wires."},
          {"state", ArgumentType::File, "DIR",
           "Keep checkpoints in this folder and go on from the last one: after a crash or a kill nothing "
           "that "
           "was read is lost, and nothing is written twice (what each sink promises: millrace check). One "
           "SIGINT or SIGTERM then ends the run behind one more checkpoint instead of draining it."},
          {"fresh", ArgumentType::None, "",
           "Forget what the state folder holds and start over; asks first on a terminal, else needs --yes. "
           "What the runs before have added to files, tables and topics stays there, and is written a second "
           "time; files and tables that the graph replaces begin anew. A job that has come to its end reads "
           "what came later only when it is started over."},
          {"yes", ArgumentType::None, "", "Do not ask; with --fresh."},
          {"checkpoint-every", ArgumentType::Duration, "TIME",
           "How often to make a checkpoint, whatever the graph says (default 10 s)."},
          {"instance", ArgumentType::Text, "K/N",
           "Run as one of N instances that divide the partitions of the graph's Kafka topics, each in a "
           "process of its own. ${instance} in the graph stands for which one, such as 1-of-3. With --state "
           "all have the same folder: there the input is cut into shares when the job begins, and a job may "
           "go on with fewer or more instances, each of which takes whole shares."},
          {"shares", ArgumentType::Integer, "N",
           "How many shares a job with --instance and --state begins with: as many instances can ever work "
           "at it (default: as many as there are now). The number of partitions is a good one."},
          {"seed", ArgumentType::Integer, "N",
           "Seed of everything random (default 42). The same graph with the same seed gives the same "
           "records."},
          {"duration", ArgumentType::Duration, "TIME",
           "Drain after this time, such as 30s or \"5 min\"; with --state end behind a checkpoint instead."},
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
          {"workers", ArgumentType::Integer, "N",
           "Threads of the shared pool (default: one per core). Sources that can be divided run as many "
           "times."},
          {"pin", ArgumentType::None, "", "Keep every worker thread on one core."},
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
                      safeOption("Check what run --safe would run: sinks that write nothing."),
                      {"instance", ArgumentType::Text, "K/N",
                       "Check whether the graph can run as several instances, and what it would be as the "
                       "K-th of N. Which partitions there are is looked up when a run starts, not here."},
                      jsonOption("Print problems and plan as JSON on standard output."),
                      {"quiet", ArgumentType::None, "", "Print problems only."}},
                     checkCommand});
    table.push_back(
        {"test",
         "Run the tests that a graph file holds",
         "Runs the tests under \"tests\" in the graph file, all or those named, and compares what comes out "
         "at "
         "ports with what is expected there. Pinned rows stand in for sources (or for any other node); only "
         "what is between them and the expected ports runs, and nothing outside is written. Rows are "
         "compared "
         "as a set unless the test says \"ordered\"; numbers of type DOUBLE by the test's tolerance.\n\n"
         "The exit status is 0 when all tests passed, 1 when one failed, 2 for wrong usage (such as a test "
         "that is not there) and 3 when the graph or a test has errors and cannot be run.",
         ArgumentType::GraphFile,
         "GRAPH [NAME]...",
         {pluginOption(),
          jsonOption("Print the outcome as JSON on standard output."),
          {"list", ArgumentType::None, "", "Print the names of the tests, and run none."},
          {"quiet", ArgumentType::None, "", "Print only tests that did not pass."}},
         testCommand});
    table.push_back(
        {"simulate", "Forecast what a graph would do",
         "Runs the graph in virtual time: the same plan, queues, workers and overflow policies as a run, but "
         "records without values, whose times are drawn from what each node says about itself or what "
         "\"simulation\" in the graph says about it. Nothing is read or written outside. Replications with "
         "numbers of their own run side by side until the figures are as precise as asked for; each figure "
         "comes with its 95 % confidence interval. The same graph, seed and version give the same figures "
         "and "
         "the same fingerprint on every machine, with any number of threads.\n\n"
         "Where the input ends by itself the whole run counts (terminating); else the warm-up is found "
         "(MSER-5) and left out (steady state). Figures of nodes that nobody has measured are marked: their "
         "times are rough ones.",
         ArgumentType::GraphFile, "GRAPH",
         simulationOptions(
             {{"shuffle-ties", ArgumentType::None, "",
               "Let what happens at the same instant, of events of one kind, do so in an order of chance (as "
               "\"ties\": \"shuffled\" in \"simulation\" does), simulate it in order, too, and warn where "
               "figures differ."},
              {"record", ArgumentType::File, "FILE",
               "Instead of a forecast, write the events of the first replication to this file, at most a "
               "million: time, kind and subject of each."},
              {"verify", ArgumentType::File, "FILE",
               "Instead of a forecast, compare the first replication with such a record, and name the first "
               "event that differs; the exit status is 1 then."}}),
         simulateCommand});
    table.push_back(
        {"sweep", "Forecast a graph over a range of settings",
         "Simulates the graph once for each value of --vary and tells, from value to value, throughput, "
         "latency and the busiest node, each with its confidence interval. All use the same random numbers, "
         "so that what differs between two rows is the setting and not chance; neighbours that cannot be "
         "told "
         "apart are said to be equal as far as is shown, and all those comparisons together hold with 95 % "
         "(Bonferroni). The knee is where more no longer pays. When workers or cores are varied, Amdahl's "
         "law and the Universal Scalability Law are fitted, with a band: a diagnostic of the points, no "
         "forecast of others. Replications of all points run in parallel.",
         ArgumentType::GraphFile, "GRAPH",
         simulationOptions(
             {{"vary", ArgumentType::Text, "NAME=VALUES",
               "What to vary: `cores`, NODE.workers, NODE.batch, NODE.rate, WIRE.capacity, a graph parameter "
               "or a "
               "parameter of a node as with --set. Values are a list (1,2,4,8) or a range with a step "
               "(1..16 or 100..1000/100). Given twice, each value of the one with each of the other.",
               true},
              {"experiment", ArgumentType::Text, "NAME",
               "Run the experiment of that name in the graph file (\"simulation\": {\"experiments\": [...]}) "
               "instead; other options go before what it says."}}),
         sweepCommand});
    table.push_back(
        {"calibrate",
         "Measure a graph, so that forecasts rest on it",
         "Runs the graph on this machine at about 0.3 of what it can do, which tells how long each node "
         "takes, "
         "and at 0.7, which tells how long a hand-off between threads takes; then at 0.5 and 0.85, and says "
         "how far forecasts are off there (hold-out). All of that goes into \"simulation\" of the graph, and "
         "every later forecast says what it rests on. What the graph writes outside is written, each time "
         "anew; --safe leaves that out. Rates can be set of `generate` sources; with others the graph runs "
         "once, as it is, and there is no hold-out.\n\n"
         "With --store nothing is run: the figures are those of a run that was kept with run --store.",
         ArgumentType::GraphFile,
         "GRAPH",
         {setOption(),
          pluginOption(),
          safeOption("Write nothing outside: sinks are replaced by buffers, whose times are then measured."),
          {"store", ArgumentType::File, "FILE", "Take the figures from a run in this file."},
          {"run", ArgumentType::Text, "ID",
           "Which run of the file (default: the newest of this graph). Not without --store."},
          {"duration", ArgumentType::Duration, "TIME", "Of each run (default 10 s), a fifth of it warm-up."},
          {"probe", ArgumentType::Duration, "TIME", "How long to probe the machine before (default 10 s)."},
          {"no-probe", ArgumentType::None, "", "Do not probe the machine: what it can do stays unknown."},
          {"seed", ArgumentType::Integer, "N", "Seed of everything random (default 42)."},
          {"write", ArgumentType::None, "", "Write the figures into the graph file."},
          jsonOption("Print figures and runs as JSON on standard output."),
          {"quiet", ArgumentType::None, "", "Print errors only."}},
         calibrateCommand});
    table.push_back(
        {"probe",
         "Measure what this machine can do right now",
         "Spins on 1, 2, ... threads at a time and compares, which tells how many cores there really are "
         "beside what others use; then how long a hand-off between two threads takes through the queue of "
         "the engine, how much too long a worker sleeps, and the resolution of the clock. Measurements that "
         "do not agree with each other are said to be noisy.",
         ArgumentType::None,
         "",
         {{"duration", ArgumentType::Duration, "TIME", "How long to measure (default 10 s)."},
          jsonOption("Print the figures as JSON on standard output."),
          {"quiet", ArgumentType::None, "", "Print errors only."}},
         probeCommand});
    table.push_back(
        {"state",
         "List the checkpoints in a state folder",
         "Prints the checkpoints that runs with --state DIR have left there: number, time, size, "
         "and for each node its workers, the size of its state and how far event time has come; of "
         "sources, too, the place at which they go on, and of Kafka sources how many messages lay ahead of "
         "it when the checkpoint was made (lag at checkpoint). Reads only, also while a run goes on.",
         ArgumentType::File,
         "DIR",
         {pluginOption(), jsonOption("Print it as JSON on standard output.")},
         stateCommand});
    table.push_back(
        {"diff",
         "Tell what differs between two graph files",
         "Compares what two graph files mean: nodes, parameters by their path, wires, queues, graph "
         "parameters, "
         "subgraphs, tests. A node that was renamed is found again by its likeness. Order and layout of the "
         "files make no difference, and where things stand on the canvas none unless --moves is given. A "
         "lone "
         "- is standard input.\n\n"
         "The exit status is 0 when they are the same, 1 when they differ, 2 for wrong usage and 3 when one "
         "cannot be read.",
         ArgumentType::GraphFile,
         "OLD NEW",
         {{"moves", ArgumentType::None, "",
           "Also tell what was moved on the canvas, and how wires, groups and notes are drawn."},
          jsonOption("Print the changes as JSON on standard output."),
          {"quiet", ArgumentType::None, "", "Print nothing; the exit status tells."}},
         diffCommand});
    table.push_back(
        {"merge",
         "Merge two versions of a graph file",
         "Takes over what OURS and THEIRS changed since BASE: nodes, parameters by their path, wires by "
         "their "
         "ends, subgraphs, tests. Order does not matter, and where things stand on the canvas is never a "
         "conflict. Where both changed one thing in different ways OURS holds, so that what comes out is a "
         "graph in any case, and the conflict is told on standard error; what one removed and the other "
         "changed stays. The merged graph is printed, or written to OURS with --write.\n\n"
         "The exit status is 0 when nothing conflicts, 1 when something does, 2 for wrong usage and 3 when a "
         "file cannot be read. For git: git config merge.millrace.driver 'millrace merge --write %O %A %B', "
         "and *.mill merge=millrace in .gitattributes.",
         ArgumentType::GraphFile,
         "BASE OURS THEIRS",
         {{"write", ArgumentType::None, "", "Write the merged graph to OURS instead of printing it."}},
         mergeCommand});
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
    if (name == workerVerb().name) return &workerVerb();
    const auto& table = verbTable();
    const auto found =
        std::find_if(table.begin(), table.end(), [&](const VerbSpec& v) { return v.name == name; });
    return found == table.end() ? nullptr : &*found;
}

} // namespace millrace::cli
