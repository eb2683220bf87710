// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/metrics/metrics_frame.h"

#include <optional>
#include <string>
#include <string_view>

namespace millrace {

/// A metrics frame as a compact blob: LEB128 integers (zigzag), histograms sparse. The first byte is the
/// layout's version: blobs of every older layout can be read. Service-time and wait-time histograms are left
/// out: the history shows rates, shares and latency.
std::string encodeFrame(const MetricsFrame& frame);
/// Nothing when the blob is cut, corrupt or of a newer layout; never reads out of bounds.
std::optional<MetricsFrame> decodeFrame(std::string_view blob);

} // namespace millrace
