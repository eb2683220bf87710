// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/diagnostic.h"
#include "engine/graph/parameter_spec.h"

#include <boost/json/value.hpp>
#include <functional>
#include <string>

namespace millrace {

/// What a JSON value is, in words for people who write files by hand.
std::string jsonKindName(const boost::json::value& value);

/// Checks single values of parameters and words what is wrong with them; lists, maps and objects of them are
/// checked in params_check.cpp. Each check gives back the value as the node will see it, also after
/// reporting.
class ParamValueCheck {
public:
    /// `node` must outlive the check.
    explicit ParamValueCheck(const std::string& node) : node_(node) {}

    /// What was found so far.
    Diagnostics diagnostics;

    /// Text, numbers, choices, quantities, times: everything but lists, maps and objects.
    boost::json::value check(const boost::json::value& value, const ParameterSpec& spec,
                             const std::string& path);

    void error(const char* code, const std::string& path, std::string message, std::string hint = {});
    void wrongType(const boost::json::value& value, const ParameterSpec& spec, const std::string& path,
                   std::string hint);
    /// The value in back-ticks for a message, unless it is a secret.
    static std::string quoted(const boost::json::value& value, const ParameterSpec& spec);

private:
    boost::json::value checkText(const boost::json::value& value, const ParameterSpec& spec,
                                 const std::string& path);
    boost::json::value checkInteger(const boost::json::value& value, const ParameterSpec& spec,
                                    const std::string& path);
    boost::json::value checkNumber(const boost::json::value& value, const ParameterSpec& spec,
                                   const std::string& path);
    template <class Parse, class Format>
    boost::json::value checkQuantity(const boost::json::value& value, const ParameterSpec& spec,
                                     const std::string& path, Parse parse, Format format,
                                     const char* example);
    boost::json::value checkChoice(const boost::json::value& value, const ParameterSpec& spec,
                                   const std::string& path);
    boost::json::value checkTimestamp(const boost::json::value& value, const ParameterSpec& spec,
                                      const std::string& path);
    void checkRange(double number, const ParameterSpec& spec, const std::string& path,
                    const std::function<std::string(double)>& text);

    const std::string& node_;
};

} // namespace millrace
