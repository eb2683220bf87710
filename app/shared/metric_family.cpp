// SPDX-License-Identifier: Apache-2.0
#include "app/shared/metric_family.h"

#include <fmt/format.h>

namespace millrace {

std::string escapedLabel(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\\' || c == '"') out += '\\';
        if (c == '\n')
            out += "\\n";
        else
            out += c;
    }
    return out;
}

MetricFamily::MetricFamily(std::string& out, std::string_view name, Type type, std::string_view unit,
                           std::string_view help)
    : out_(out), name_("millrace_" + std::string(name)) {
    const bool isTime = unit == "ns" || unit == "us" || unit == "ms" || unit == "s";
    if (isTime) scale_ = unit == "ns" ? 1e-9 : unit == "us" ? 1e-6 : unit == "ms" ? 1e-3 : 1;
    if (isTime && !name_.ends_with("_seconds")) name_ += "_seconds";
    if (type == Type::Counter) name_ += "_total";
    const char* const word = type == Type::Counter ? "counter" : type == Type::Gauge ? "gauge" : "summary";
    out_ += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name_, help, name_, word);
}

void MetricFamily::sample(const std::string& labels, double value) {
    out_ += fmt::format("{}{{{}}} {}\n", name_, labels, value * scale_);
}

void MetricFamily::summary(const std::string& labels, const HistogramSnapshot& histogram) {
    for (const double q : {0.5, 0.95, 0.99})
        out_ += fmt::format("{}{{{},quantile=\"{}\"}} {}\n", name_, labels, q,
                            static_cast<double>(histogram.quantile(q)) * scale_);
    out_ += fmt::format("{}_sum{{{}}} {}\n", name_, labels,
                        histogram.mean() * static_cast<double>(histogram.count()) * scale_);
    out_ += fmt::format("{}_count{{{}}} {}\n", name_, labels, histogram.count());
}

} // namespace millrace
