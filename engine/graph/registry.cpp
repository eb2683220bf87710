// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/registry.h"

#include "engine/base/text.h"

#include <set>

namespace millrace {

namespace {

/// Looks for slips of whoever wrote a descriptor, at start, rather than when somebody uses the node.
class DescriptorCheck {
public:
    explicit DescriptorCheck(const NodeKind& kind) : kind_(kind) {}

    Diagnostics run() {
        if (!isIdentifier(kind_.name)) fail("its name is not of the form [a-z][a-z0-9_]*");
        if (kind_.title.empty()) fail("it has no title");
        if (!kind_.bind) fail("it has no bind function");
        if (kind_.category == Category::Source && !kind_.inputs.empty()) fail("it is a source with an input");
        if (kind_.category == Category::Sink && kind_.inputs.empty()) fail("it is a sink without an input");
        checkPorts(kind_.inputs, "input");
        checkPorts(kind_.outputs, "output");
        checkSpecs(kind_.params, "", nullptr);
        return std::move(diagnostics_);
    }

private:
    void fail(const std::string& why) {
        diagnostics_.error("MR1202", "node kind `" + kind_.name + "` is inconsistent: " + why);
    }

    void checkPorts(const std::vector<PortSpec>& ports, const std::string& what) {
        std::set<std::string> seen;
        for (const PortSpec& port : ports) {
            if (!isIdentifier(port.name)) fail(what + " `" + port.name + "` is no identifier");
            if (!seen.insert(port.name).second) fail(what + " `" + port.name + "` is declared twice");
        }
    }

    static bool declares(const std::vector<ParameterSpec>& specs, std::string_view name) {
        for (const ParameterSpec& spec : specs) {
            if (spec.name == name) return true;
        }
        return false;
    }

    void checkSpecs(const std::vector<ParameterSpec>& specs, const std::string& prefix,
                    const std::vector<ParameterSpec>* top) {
        std::set<std::string> seen;
        for (const ParameterSpec& spec : specs) {
            const std::string path = prefix + spec.name;
            if (!isIdentifier(spec.name)) fail("parameter `" + path + "` is no identifier");
            if (!seen.insert(spec.name).second) fail("parameter `" + path + "` is declared twice");
            if (spec.type == ParameterType::Choice && spec.choices.empty())
                fail("`" + path + "` has no choices");
            if (spec.minimum && spec.maximum && *spec.minimum > *spec.maximum)
                fail("`" + path + "` has an empty range");
            const bool nested =
                spec.type == ParameterType::ObjectList || spec.type == ParameterType::ObjectMap;
            if (nested && spec.fields.empty()) fail("`" + path + "` has no fields");
            checkVisibility(spec, path, specs, top != nullptr ? *top : specs);
            checkSpecs(spec.fields, path + ".", top != nullptr ? top : &specs);
            if (spec.defaultValue.is_null()) continue;
            const auto checked = checkParams({{spec.name, spec.defaultValue}}, {spec}, "");
            if (!checked) fail("the default of `" + path + "` is wrong: " + checked.error().items[0].message);
        }
    }

    void checkVisibility(const ParameterSpec& spec, const std::string& path,
                         const std::vector<ParameterSpec>& siblings, const std::vector<ParameterSpec>& top) {
        for (std::string_view rest = spec.visibleWhen; !rest.empty();) {
            const std::size_t comma = rest.find(',');
            const std::string_view condition = rest.substr(0, comma);
            const std::string_view name = condition.substr(0, condition.find_first_of("!=."));
            if (!declares(siblings, name) && !declares(top, name)) {
                fail("`" + path + "` depends on `" + std::string(name) + "`, which does not exist");
            }
            if (comma == std::string_view::npos) break;
            rest.remove_prefix(comma + 1);
        }
    }

    const NodeKind& kind_;
    Diagnostics diagnostics_;
};

} // namespace

Result<void> Registry::add(NodeKind kind) {
    if (find(kind.name) != nullptr) {
        Diagnostics taken;
        taken.error("MR1201", "node kind `" + kind.name + "` exists already");
        return taken;
    }
    Diagnostics problems = DescriptorCheck(kind).run();
    if (problems.hasErrors()) return problems;
    kinds_.push_back(std::make_unique<const NodeKind>(std::move(kind)));
    return {};
}

const NodeKind* Registry::find(std::string_view name) const {
    for (const auto& kind : kinds_) {
        if (kind->name == name) return kind.get();
    }
    return nullptr;
}

std::vector<std::string> Registry::names() const {
    std::vector<std::string> names;
    names.reserve(kinds_.size());
    for (const auto& kind : kinds_)
        names.push_back(kind->name);
    return names;
}

} // namespace millrace
