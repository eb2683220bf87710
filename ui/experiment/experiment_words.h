// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <functional>
#include <string>

namespace millrace::ui {

/// What people call the settings and nodes of an experiment, by their names in the file.
struct ExperimentWords {
    std::function<QString(const std::string&)> setting = QString::fromStdString; ///< "Price: workers"
    std::function<QString(const std::string&)> node = QString::fromStdString;    ///< "Price"
};

} // namespace millrace::ui
