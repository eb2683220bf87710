// SPDX-License-Identifier: Apache-2.0
#include "engine/base/text.h"
#include "engine/graph/json_writer.h"
#include "engine/graph/secret_names.h"
#include "engine/operator/instance_name.h"
#include "engine/plan/passes/planning_state.h"
#include "engine/plan/passes/sql_literal.h"

#include <algorithm>

namespace millrace::planning {

namespace {

namespace json = boost::json;

bool holdsExpressions(ParameterType type) {
    switch (type) {
        case ParameterType::Expression:
        case ParameterType::Predicate:
        case ParameterType::ExpressionMap:
        case ParameterType::PredicateMap:
        case ParameterType::AggregateMap: return true;
        default: return false;
    }
}

constexpr std::string_view kEnvironment = "env:";

/// The variable that a text is the value of, if it is nothing but `${env:NAME}`.
std::optional<std::string> variableIn(const json::value& value) {
    if (!value.is_string()) return std::nullopt;
    std::string_view text(value.get_string());
    if (!text.starts_with("${env:") || text.find('}') != text.size() - 1) return std::nullopt;
    text.remove_prefix(2);
    return std::string(text.substr(kEnvironment.size(), text.size() - kEnvironment.size() - 1));
}

/// "Bearer " and the like: what says how a secret is used may stand before it.
bool isScheme(std::string_view text) {
    const auto isWord = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    };
    return text.size() > 1 && text.back() == ' ' && std::all_of(text.begin(), text.end() - 1, isWord);
}

/// What `${...}` stands for.
struct Replacement {
    json::value value;
    DataType type = TypeId::String;
    bool fromEnvironment = false;
    bool overridden = false;
};

class Substitution {
public:
    explicit Substitution(PlanningState& state) : state_(state) {}

    void checkParameters() {
        for (const GraphParameter& parameter : state_.document.parameters) {
            std::optional<json::value> value;
            if (!parameter.defaultValue.is_null()) {
                value = coerce(parameter.defaultValue, parameter.type);
                if (!value) {
                    state_.diagnostics
                        .error("MR1403", "the default of graph parameter `" + parameter.name + "` is no " +
                                             parameter.type.name() + ": `" +
                                             flatJson(parameter.defaultValue) + "`")
                        .parameter = parameter.name + ".default";
                } else if (auto problem = rangeProblem(parameter, *value)) {
                    state_.diagnostics.error("MR1403", "the default of graph parameter " + *problem)
                        .parameter = parameter.name + ".default";
                }
            }
            names_.push_back(parameter.name);
            values_[parameter.name] = {value.value_or(nullptr), parameter.type, false,
                                       state_.origins.graphParameters.count(parameter.name) > 0};
            faulty_[parameter.name] = !parameter.defaultValue.is_null() && !value;
        }
        values_.emplace("instance", Replacement{json::value(nameOf(state_.options.instance))});
    }

    void run(NodeState& node) {
        node_ = &node;
        edge_ = nullptr;
        node.params =
            walkObject(node.node->params, "", node.kind != nullptr ? &node.kind->params : nullptr, false);
        node.concurrency = walkObject(node.node->concurrency, "concurrency.", nullptr, false);
    }

    WireSettings run(const GraphEdge& edge) {
        node_ = nullptr;
        edge_ = &edge;
        failed_ = false;
        WireSettings settings;
        settings.queue = walkObject(edge.queue, "queue.", nullptr, false);
        settings.partitioning = textOf(resolve(edge.partitioning, "partitioning", nullptr));
        if (failed_) return {}; // has been reported
        return settings;
    }

private:
    static const ParameterSpec* find(const std::vector<ParameterSpec>* specs, std::string_view name) {
        if (specs == nullptr) return nullptr;
        for (const ParameterSpec& spec : *specs) {
            if (spec.name == name) return &spec;
        }
        return nullptr;
    }

    json::object walkObject(const json::object& object, const std::string& prefix,
                            const std::vector<ParameterSpec>* specs, bool namesAreFree) {
        json::object result;
        for (const auto& member : object) {
            const ParameterSpec* spec = namesAreFree ? nullptr : find(specs, member.key());
            const std::string path = prefix + std::string(member.key());
            if (namesAreFree && specs != nullptr && member.value().is_object()) {
                result[member.key()] = walkObject(member.value().get_object(), path + ".", specs, false);
            } else {
                result[member.key()] = walk(member.value(), path, spec);
            }
        }
        return result;
    }

    json::value walk(const json::value& value, const std::string& path, const ParameterSpec* spec) {
        if (value.is_string()) return resolve(std::string_view(value.get_string()), path, spec);
        if (const auto* array = value.if_array()) {
            json::array result;
            for (std::size_t i = 0; i < array->size(); ++i) {
                const std::string itemPath = path + "." + std::to_string(i);
                const json::value& item = (*array)[i];
                const bool fields = spec != nullptr && !spec->fields.empty() && item.is_object();
                result.push_back(
                    fields ? json::value(walkObject(item.get_object(), itemPath + ".", &spec->fields, false))
                           : walk(item, itemPath, spec));
            }
            return result;
        }
        if (const auto* object = value.if_object()) {
            if (spec != nullptr && !spec->fields.empty()) {
                return walkObject(*object, path + ".", &spec->fields, spec->type == ParameterType::ObjectMap);
            }
            json::object result;
            for (const auto& member : *object)
                result[member.key()] = walk(member.value(), path + "." + std::string(member.key()), spec);
            return result;
        }
        if (!value.is_null() && spec != nullptr && holdsSecret(*spec, path)) {
            path_ = &path;
            refuseLiteral(path);
        }
        return value;
    }

    json::value resolve(std::string_view text, const std::string& path, const ParameterSpec* spec) {
        path_ = &path;
        if (spec != nullptr && holdsSecret(*spec, path)) checkSecret(text, path, *spec);
        const bool given = node_ != nullptr && state_.origins.nodeParameters.count({node_->id(), path}) > 0;
        if (text.find("${") == std::string_view::npos) {
            if (given) countFromCurrentFolder(text);
            return json::value(text);
        }
        if (spec != nullptr && holdsExpressions(spec->type)) return json::value(resolveExpression(text));
        if (text.substr(0, 2) == "${" && text.find('}') == text.size() - 1)
            return resolveWhole(text, spec, given);

        std::string result;
        bool fromCurrentFolder = given;
        forEachPart(
            text, [&](std::string_view plain) { result += plain; },
            [&](const Replacement& replacement) {
                if (result.empty()) fromCurrentFolder = given || replacement.overridden;
                result += textOf(replacement.value);
            });
        if (fromCurrentFolder) countFromCurrentFolder(result);
        return json::value(result);
    }

    /// "${name}" alone keeps the type of what it stands for.
    json::value resolveWhole(std::string_view text, const ParameterSpec* spec, bool given) {
        const std::string name(text.substr(2, text.size() - 3));
        const auto replacement = lookUp(name);
        if (!replacement) return json::value(text);
        json::value value = replacement->value;
        // The items of a list are texts, not lists.
        const bool listItem =
            spec != nullptr && spec->type == ParameterType::ColumnList && !path_->ends_with(spec->name);
        if (spec != nullptr && !listItem &&
            (replacement->fromEnvironment || value.is_number() || value.is_bool())) {
            value = coerceToSpec(value, *spec);
        }
        if (replacement->overridden) state_.overrideOf[{ownerId(), *path_}] = name;
        if (value.is_string() && (given || replacement->overridden)) {
            countFromCurrentFolder(value.get_string());
        }
        return value;
    }

    /// Graphs go into version control, stored runs and reports: a secret must not stand in one, nor at a
    /// --set, which becomes part of the graph that is run. The text is as it was written.
    void checkSecret(std::string_view text, const std::string& path, const ParameterSpec& spec) {
        for (bool first = true; !text.empty(); first = false) {
            const std::size_t begin = std::min(text.find("${"), text.size());
            const std::string_view plain = text.substr(0, begin);
            const bool scheme =
                first && spec.type == ParameterType::TextMap && begin < text.size() && isScheme(plain);
            if (!plain.empty() && !scheme) return refuseLiteral(path);
            const std::size_t end = text.find('}', begin);
            if (end == std::string_view::npos) return; // ends here, or is told as what it is
            const std::string_view name = text.substr(begin + 2, end - begin - 2);
            const auto found = values_.find(name);
            if (found != values_.end() && !found->second.value.is_null() && !variableIn(found->second.value))
                return problem("MR1408",
                               "`" + path + "` is a secret, and `${" + std::string(name) +
                                   "}` has a value that is written down",
                               "let that value be ${env:NAME}, and set NAME where it runs");
            text.remove_prefix(end + 1);
        }
    }

    void refuseLiteral(const std::string& path) {
        problem("MR1408", "`" + path + "` is a secret and must not be written down",
                "write ${env:NAME} and set NAME where it runs");
    }

    std::string ownerId() const { return node_ != nullptr ? node_->id() : edge_->id(); }

    static std::string textOf(const json::value& value) {
        return value.is_string() ? std::string(value.get_string()) : flatJson(value);
    }

    std::string resolveExpression(std::string_view text) {
        std::string result;
        char quote = '\0';
        forEachPart(
            text,
            [&](std::string_view plain) {
                for (const char c : plain) {
                    if (quote == '\0' && (c == '\'' || c == '"')) {
                        quote = c;
                    } else if (c == quote) {
                        quote = '\0';
                    }
                }
                result += plain;
            },
            [&](const Replacement& replacement) {
                if (quote != '\0') {
                    result += doubled(textOf(replacement.value), quote);
                    return;
                }
                const auto literal = sqlLiteral(replacement.value, replacement.type);
                if (literal) {
                    result += *literal;
                } else {
                    problem("MR1407", "this graph parameter cannot stand in an expression");
                }
            });
        return result;
    }

    /// A reference that leads nowhere has been reported and stands for nothing.
    template <class Plain, class Reference>
    void forEachPart(std::string_view text, Plain plain, Reference reference) {
        while (!text.empty()) {
            const std::size_t begin = text.find("${");
            plain(text.substr(0, begin));
            if (begin == std::string_view::npos) return;
            const std::size_t end = text.find('}', begin);
            if (end == std::string_view::npos) {
                problem("MR1405", "`${` without its `}`", "write ${name} for a graph parameter");
                return;
            }
            if (const auto found = lookUp(text.substr(begin + 2, end - begin - 2))) reference(*found);
            text.remove_prefix(end + 1);
        }
    }

    std::optional<Replacement> lookUp(std::string_view name) {
        if (name.starts_with(kEnvironment))
            return lookUpEnvironment(std::string(name.substr(kEnvironment.size())));
        const auto found = values_.find(name);
        if (found == values_.end()) {
            problem("MR1404", "there is no graph parameter `" + std::string(name) + "`",
                    names_.empty() ? "the graph has no parameters" : suggestion(name, names_));
            return std::nullopt;
        }
        if (found->second.value.is_null()) {
            if (!faulty_[found->first]) {
                problem("MR1406", "graph parameter `" + found->first + "` has no value",
                        "give it a default or set it with --set " + found->first + "=...");
            }
            giveUp();
            return std::nullopt;
        }
        // The value of a parameter may be that of a variable, so that several nodes can share a secret.
        if (const auto variable = variableIn(found->second.value)) {
            auto value = lookUpEnvironment(*variable);
            if (value) value->overridden = found->second.overridden;
            return value;
        }
        return found->second;
    }

    std::optional<Replacement> lookUpEnvironment(const std::string& name) {
        if (!state_.options.environment) {
            problem("MR1406", "environment variables cannot be read here: ${env:" + name + "}");
            return std::nullopt;
        }
        const auto value = state_.options.environment(name);
        if (!value) {
            problem("MR1406", "the environment variable " + name + " is not set", "set it before the start");
            return std::nullopt;
        }
        if (!isValidUtf8(*value)) {
            problem("MR1406", "the environment variable " + name + " is not valid UTF-8");
            return std::nullopt;
        }
        return Replacement{json::value(*value), TypeId::String, true, false};
    }

    void problem(const char* code, std::string message, std::string hint = {}) {
        giveUp();
        if (node_ != nullptr) {
            state_.error(*node_, code, std::move(message), std::move(hint)).parameter = *path_;
        } else {
            state_.error(*edge_, code, std::move(message), std::move(hint)).parameter = *path_;
        }
    }

    void giveUp() {
        failed_ = true;
        if (node_ == nullptr) return;
        node_->usable = false;
        node_->unresolved.insert(*path_);
    }

    void countFromCurrentFolder(std::string_view path) {
        if (node_ != nullptr) node_->currentFolderPaths.emplace(path);
    }

    PlanningState& state_;
    NodeState* node_ = nullptr;       ///< what is being resolved: a node,
    const GraphEdge* edge_ = nullptr; ///< or a wire
    bool failed_ = false;
    const std::string* path_ = nullptr;
    std::vector<std::string> names_;
    std::map<std::string, Replacement, std::less<>> values_;
    std::map<std::string, bool, std::less<>> faulty_;
};

} // namespace

void substitute(PlanningState& state) {
    Substitution substitution(state);
    substitution.checkParameters();
    for (NodeState& node : state.nodes)
        substitution.run(node);
    for (const GraphEdge& edge : state.document.edges)
        state.wireSettings.push_back(substitution.run(edge));
}

} // namespace millrace::planning
