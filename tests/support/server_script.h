// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

namespace millrace::test {

/// The machine lacks what a server needs; says what.
struct LacksServer : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Runs one of the scripts of tests/integration (`kafka-broker`) and returns what it says. Throws
/// LacksServer, or std::runtime_error where it fails although all is there; what else it says stands on
/// stderr. `argument`: what follows the folder; `setting`: of the environment, as NAME=VALUE.
std::string runServerScript(const std::string& script, const std::string& verb,
                            const std::filesystem::path& folder, const std::string& argument = {},
                            const std::string& setting = {});

/// A new folder for temporary files, named after that.
std::filesystem::path newServerFolder(const std::string& name);

} // namespace millrace::test
