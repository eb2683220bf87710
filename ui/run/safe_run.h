// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/plan/plan.h"

#include <QSet>
#include <QString>

namespace millrace::ui {

/// Ids of the nodes in whose places a plan of a safe run has buffers; none in any other plan.
QSet<QString> capturedNodes(const Plan& plan);

} // namespace millrace::ui
