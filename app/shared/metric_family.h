// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/metrics/histogram.h"

#include <string>
#include <string_view>

namespace millrace {

/// The value of a label, with what the format wants escaped.
std::string escapedLabel(std::string_view text);

/// Appends one metric family in the Prometheus text exposition format 0.0.4: the head, then its samples.
class MetricFamily {
public:
    enum class Type { Counter, Gauge, Summary };
    /// `name` goes without prefix and suffixes; `unit` as in the catalogue of metrics: times become seconds,
    /// other units stay and are part of no name. `out` must outlive the object.
    MetricFamily(std::string& out, std::string_view name, Type type, std::string_view unit,
                 std::string_view help);

    void sample(const std::string& labels, double value);
    void summary(const std::string& labels, const HistogramSnapshot& histogram);

private:
    std::string& out_;
    std::string name_;
    double scale_ = 1;
};

} // namespace millrace
