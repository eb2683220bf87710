// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/canvas/live_values.h"

namespace millrace::ui {

class ShownBody;

/// The numbers of a run by the ids of the shown body: those of its nodes in this very instance, and for an
/// instance in it what its nodes do together. Rate and counts of an instance are those of its ports; shares
/// are over all workers inside; a bottleneck inside is one of the instance.
LiveValues liveInBody(const LiveValues& run, const ShownBody& body);

} // namespace millrace::ui
