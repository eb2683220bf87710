// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

namespace millrace::cli {

/// What a verb was called with, checked against its row of the table.
struct Arguments {
    std::vector<std::string> operands;
    std::map<std::string, std::vector<std::string>>
        options; ///< by name without dashes; flags have an empty list

    bool has(const std::string& name) const { return options.count(name) > 0; }
    std::string value(const std::string& name, const std::string& otherwise = {}) const {
        const auto found = options.find(name);
        return found == options.end() || found->second.empty() ? otherwise : found->second.back();
    }
    std::vector<std::string> values(const std::string& name) const {
        const auto found = options.find(name);
        return found == options.end() ? std::vector<std::string>() : found->second;
    }
};

/// What an argument is, for completion and checking.
enum class ArgumentType { None, Text, File, GraphFile, Kind, Integer, Duration, Port, Shell };

struct OptionSpec {
    std::string name;                       ///< without dashes: "set"
    ArgumentType type = ArgumentType::None; ///< None = a flag
    std::string argument;                   ///< as help shows it: "NAME=VALUE"
    std::string help;
    bool repeatable = false;
};

struct VerbSpec {
    std::string name;
    std::string summary; ///< one line
    std::string details; ///< paragraphs for help and the man page
    ArgumentType operand = ArgumentType::None;
    std::string operandText; ///< "GRAPH", "[KIND]", "GRAPH [NAME]..."; in brackets what may be left out
    std::vector<OptionSpec> options;
    int (*run)(const Arguments&);
    bool passesThrough = false; ///< everything behind the verb is handed on unread
};

/// The one table of verbs: parser, --help, man page and shell completion are made from it.
const std::vector<VerbSpec>& verbTable();
const VerbSpec* findVerb(const std::string& name);

// Exit status of the program (a public contract).
inline constexpr int kExitFinished = 0; ///< finished, or drained after one signal
inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitGraphErrors = 3;
inline constexpr int kExitStopped = 130; ///< stopped at once by a second signal

// The verbs, one file each under commands/.
int runCommand(const Arguments&);
int checkCommand(const Arguments&);
int testCommand(const Arguments&);
int simulateCommand(const Arguments&);
int sweepCommand(const Arguments&);
int calibrateCommand(const Arguments&);
int probeCommand(const Arguments&);
int diffCommand(const Arguments&);
int mergeCommand(const Arguments&);
int stateCommand(const Arguments&);
int kindsCommand(const Arguments&);
int schemaCommand(const Arguments&);
int studioCommand(const Arguments&);
int versionCommand(const Arguments&);
int helpCommand(const Arguments&);
int completionCommand(const Arguments&);
int manCommand(const Arguments&);

} // namespace millrace::cli
