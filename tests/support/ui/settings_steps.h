// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/ui/studio_fixture.h"
#include "ui/settings/settings_dialog.h"

#include <functional>

namespace millrace::test {

/// Opens the settings, does something there, and closes them.
void inSettings(StudioFixture& studio, const std::function<void()>& open,
                const std::function<void(ui::SettingsDialog&)>& what);

} // namespace millrace::test
