// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace millrace {
class Backend;
class Experimenter;
class GraphTester;
class Registry;
class RunStore;
} // namespace millrace

namespace millrace::ui {

/// What the window works with; made by the program, outlives the window.
struct StudioServices {
    const Registry* registry = nullptr;
    Backend* backend = nullptr;                 ///< null = graphs can be drawn, not run
    Backend* simulator = nullptr;               ///< null = graphs cannot be simulated
    RunStore* runStore = nullptr;               ///< null = no history
    const GraphTester* tester = nullptr;        ///< null = tests of graphs cannot be run
    const Experimenter* experimenter = nullptr; ///< null = there are no experiments
    QString examplesFolder;                     ///< *.mill beside their data; empty = none
    QString exampleCopies;  ///< where opened examples are copied to; empty = a folder in the user's documents
    QString autosaveFolder; ///< empty = the user's data folder
};

} // namespace millrace::ui
