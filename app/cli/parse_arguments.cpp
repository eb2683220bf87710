// SPDX-License-Identifier: Apache-2.0
#include "app/cli/parse_arguments.h"

#include "engine/base/text.h"

#include <CLI/CLI.hpp>
#include <charconv>
#include <cmath>
#include <memory>
#include <sstream>

namespace millrace::cli {

namespace {

Diagnostics usageError(std::string message, std::string hint) {
    Diagnostics d;
    d.error("MR5101", std::move(message), std::move(hint));
    return d;
}

/// The first word that looks like an option the verb does not have; the parser would take its value for an
/// operand.
Result<void> refuseUnknownOptions(const VerbSpec& verb, const std::vector<std::string>& words) {
    std::vector<std::string> known;
    for (const OptionSpec& option : verb.options)
        known.push_back("--" + option.name);
    for (const std::string& word : words) {
        const std::string name = word.substr(0, word.find('='));
        if (word.rfind("--", 0) != 0 || std::find(known.begin(), known.end(), name) != known.end()) continue;
        return usageError("`millrace " + verb.name + "` does not know `" + name + "`",
                          suggestion(name, known));
    }
    return {};
}

constexpr int kAnyNumber = 1 << 20;

std::string helpHint(const VerbSpec& verb) { return "see: millrace help " + verb.name; }

/// Said here, because the parser names the types of its own.
Result<void> refuseWrongCounts(const VerbSpec& verb, const std::vector<std::string>& words) {
    std::map<std::string, int> given;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& word = words[i];
        const std::string name = word.substr(0, word.find('='));
        const auto option = std::find_if(verb.options.begin(), verb.options.end(),
                                         [&](const OptionSpec& o) { return "--" + o.name == name; });
        if (option == verb.options.end()) continue;
        if (option->type == ArgumentType::None) continue;
        if (++given[name] > 1 && !option->repeatable)
            return usageError("`" + name + "` may stand there only once", helpHint(verb));
        if (name != word) continue;
        if (++i == words.size() || words[i].rfind("--", 0) == 0)
            return usageError("`" + name + "` needs " + option->argument, helpHint(verb));
    }
    return {};
}

/// "GRAPH [NAME]...": how many operands at least and at most.
std::pair<int, int> operandCount(const std::string& text) {
    int least = 0, most = 0;
    std::istringstream words(text);
    for (std::string word; words >> word;) {
        if (word[0] != '[') ++least;
        most = word.ends_with("...") ? kAnyNumber : most + 1;
    }
    return {least, most};
}

Result<void> refuseWrongOperands(const VerbSpec& verb, const std::vector<std::string>& operands) {
    const auto [least, most] = operandCount(verb.operandText);
    const int given = static_cast<int>(operands.size());
    const std::string usage =
        "usage: millrace " + verb.name + (verb.operandText.empty() ? "" : " " + verb.operandText);
    if (given < least) return usageError("`millrace " + verb.name + "` needs " + verb.operandText, usage);
    if (given <= most) return {};
    return usageError("`millrace " + verb.name + "` takes " +
                          (most == 0 ? "no argument" : "only " + verb.operandText) + ": what is `" +
                          operands[static_cast<std::size_t>(most)] + "`?",
                      usage);
}

/// Reads the words behind the verb with a CLI11 parser made from the verb's row.
Result<Arguments> parseVerb(const VerbSpec& verb, std::vector<std::string> words) {
    if (const auto checked = refuseUnknownOptions(verb, words); !checked) return checked.error();
    if (const auto checked = refuseWrongCounts(verb, words); !checked) return checked.error();
    CLI::App parser;
    parser.set_help_flag();
    Arguments arguments;
    std::map<std::string, std::vector<std::string>> values;
    std::map<std::string, bool> flags;
    for (const OptionSpec& option : verb.options) {
        if (option.type == ArgumentType::None) {
            parser.add_flag("--" + option.name, flags[option.name]);
        } else {
            auto* added = parser.add_option("--" + option.name, values[option.name])->expected(1);
            added->multi_option_policy(option.repeatable ? CLI::MultiOptionPolicy::TakeAll
                                                         : CLI::MultiOptionPolicy::Throw);
            added->allow_extra_args(false); // what follows the value is the next word
        }
    }
    parser.add_option("operand", arguments.operands)->expected(0, kAnyNumber);
    try {
        std::reverse(words.begin(), words.end());
        parser.parse(words);
    } catch (const CLI::ParseError& error) {
        return usageError(error.what(), helpHint(verb));
    }
    if (const auto checked = refuseWrongOperands(verb, arguments.operands); !checked) return checked.error();
    for (auto& [name, list] : values)
        if (!list.empty()) arguments.options[name] = std::move(list);
    for (const auto& [name, given] : flags)
        if (given) arguments.options[name] = {};
    return arguments;
}

/// What the text of an option came to; why not, in the words of who read it.
Result<std::optional<std::int64_t>> quantity(const Arguments& arguments, const std::string& name,
                                             const Result<std::int64_t>& parsed, const std::string& what,
                                             const std::string& example) {
    if (parsed && *parsed > 0) return std::optional<std::int64_t>(*parsed);
    Diagnostics d;
    if (parsed)
        d.error("MR5102", "--" + name + ": `" + arguments.value(name) + "` is not a " + what + " above zero",
                "write it like " + example);
    else
        d.error("MR5102", "--" + name + ": " + parsed.error().items.front().message,
                parsed.error().items.front().hint);
    return d;
}

} // namespace

Result<Invocation> parseArguments(const std::vector<std::string>& words) {
    Invocation invocation;
    if (words.empty() || words[0] == "--help" || words[0] == "-h") {
        invocation.verb = findVerb("help");
        return invocation;
    }
    if (words[0] == "--version" || words[0] == "-V") {
        invocation.verb = findVerb("version");
        return invocation;
    }
    invocation.verb = findVerb(words[0]);
    if (!invocation.verb) {
        std::vector<std::string> names;
        for (const VerbSpec& verb : verbTable())
            names.push_back(verb.name);
        return usageError("there is no verb `" + words[0] + "`", suggestion(words[0], names));
    }
    std::vector<std::string> rest(words.begin() + 1, words.end());
    if (invocation.verb->passesThrough) {
        invocation.arguments.operands = std::move(rest);
        return invocation;
    }
    if (std::find_if(rest.begin(), rest.end(),
                     [](const std::string& w) { return w == "--help" || w == "-h"; }) != rest.end()) {
        invocation.arguments.operands = {invocation.verb->name};
        invocation.verb = findVerb("help");
        return invocation;
    }
    auto arguments = parseVerb(*invocation.verb, std::move(rest));
    if (!arguments) return arguments.error();
    invocation.arguments = std::move(*arguments);
    return invocation;
}

std::optional<double> numberIn(std::string_view text) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(number))
        return std::nullopt;
    return number;
}

Result<std::optional<std::uint64_t>> integerOption(const Arguments& arguments, const std::string& name) {
    if (!arguments.has(name)) return std::optional<std::uint64_t>();
    const std::string text = arguments.value(name);
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc() && end == text.data() + text.size()) return std::optional<std::uint64_t>(value);
    Diagnostics d;
    d.error("MR5102", "--" + name + ": `" + text + "` is not a whole number from 0 to 18446744073709551615");
    return d;
}

Result<std::optional<std::int64_t>> durationOption(const Arguments& arguments, const std::string& name) {
    if (!arguments.has(name)) return std::optional<std::int64_t>();
    return quantity(arguments, name, parseDuration(arguments.value(name)), "time", "30s or \"5 min\"");
}

Result<std::optional<std::int64_t>> sizeOption(const Arguments& arguments, const std::string& name) {
    if (!arguments.has(name)) return std::optional<std::int64_t>();
    return quantity(arguments, name, parseSize(arguments.value(name)), "size", "512MiB or \"2 GiB\"");
}

} // namespace millrace::cli
