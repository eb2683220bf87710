// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/verb_table.h"
#include "engine/base/result.h"

#include <optional>
#include <string_view>

namespace millrace::cli {

/// The verb and its arguments, or MR5101 (with the nearest name) for wrong usage. No verb at all gives
/// `help`.
struct Invocation {
    const VerbSpec* verb = nullptr;
    Arguments arguments;
};
Result<Invocation> parseArguments(const std::vector<std::string>& words);

/// The whole text as a finite number.
std::optional<double> numberIn(std::string_view text);

/// Values of checked options. Errors MR5102 name the option.
Result<std::optional<std::uint64_t>> integerOption(const Arguments& arguments, const std::string& name);
Result<std::optional<std::int64_t>> durationOption(const Arguments& arguments,
                                                   const std::string& name); ///< nanoseconds
Result<std::optional<std::int64_t>> sizeOption(const Arguments& arguments,
                                               const std::string& name); ///< bytes

} // namespace millrace::cli
