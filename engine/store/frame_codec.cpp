// SPDX-License-Identifier: Apache-2.0
#include "engine/store/frame_codec.h"

#include "engine/metrics/frame_counters.h"

#include "engine/base/varint.h"

#include <bit>

namespace millrace {

namespace {

/// Since 2 a frame has its highest resident size; since 3 its nodes count what was put in by hand, and its
/// wires say whether they are held; since 4 its nodes have what their clients measured. Before, these were
/// not stored and read as 0, or none.
constexpr char kLayoutVersion = 4;
constexpr std::int64_t kFusedFlag = 1, kHeldFlag = 2;

class Writer {
public:
    void unsignedInt(std::uint64_t value) { appendVarint(bytes, value); }
    void integer(std::int64_t value) {
        unsignedInt((static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
    }
    void real(double value) { unsignedInt(std::bit_cast<std::uint64_t>(value)); }
    void text(const std::string& value) {
        unsignedInt(value.size());
        bytes += value;
    }
    void histogram(const std::optional<HistogramSnapshot>& snapshot) {
        integer(snapshot ? 1 : 0);
        if (!snapshot) return;
        std::uint64_t size = 0;
        for (auto at = snapshot->buckets(); !at.atEnd(); at.next())
            ++size;
        unsignedInt(size);
        std::uint32_t previous = 0;
        for (auto at = snapshot->buckets(); !at.atEnd(); at.next()) {
            unsignedInt(at.bucket - previous);
            unsignedInt(at.count);
            previous = at.bucket;
        }
    }

    std::string bytes;
};

class Reader {
public:
    explicit Reader(std::string_view bytes) : bytes_(bytes) {}

    std::uint64_t unsignedInt() {
        const auto value = takeVarint(bytes_);
        failed_ = failed_ || !value;
        return value.value_or(0);
    }
    std::int64_t integer() {
        const std::uint64_t raw = unsignedInt();
        return static_cast<std::int64_t>(raw >> 1) ^ -static_cast<std::int64_t>(raw & 1);
    }
    double real() { return std::bit_cast<double>(unsignedInt()); }
    std::string text() {
        const std::size_t size = length();
        std::string value(bytes_.substr(0, size));
        bytes_.remove_prefix(size);
        return value;
    }
    /// A count of things of at least one byte each, hence never more than the bytes left.
    std::size_t length() {
        const std::uint64_t value = unsignedInt();
        if (value <= bytes_.size()) return static_cast<std::size_t>(value);
        failed_ = true;
        return 0;
    }
    std::optional<HistogramSnapshot> histogram() {
        if (integer() == 0) return std::nullopt;
        HistogramSnapshot snapshot;
        std::uint32_t bucket = 0;
        for (std::size_t n = length(); n > 0 && !failed_; --n) {
            bucket += static_cast<std::uint32_t>(unsignedInt());
            const std::uint64_t count = unsignedInt();
            if (bucket >= HistogramLayout::kBuckets)
                failed_ = true;
            else
                snapshot.add(bucket, count);
        }
        return snapshot;
    }
    bool failed() const { return failed_; }
    bool atEnd() const { return bytes_.empty(); }

private:
    std::string_view bytes_;
    bool failed_ = false;
};

void writeNode(Writer& out, const NodeMetrics& node) {
    forEachCounter(node, [&](std::int64_t value) { out.integer(value); });
    out.integer(node.injectedIn);
    out.integer(node.injectedOut);
    out.integer(node.subtasks);
    out.integer(node.activeSubtasks);
    out.integer(node.watermark ? 1 : 0);
    if (node.watermark) out.integer(*node.watermark);
    out.integer(node.progress ? 1 : 0);
    if (node.progress) out.real(*node.progress);
    out.unsignedInt(node.portRecords.size());
    for (const std::int64_t records : node.portRecords)
        out.integer(records);
    out.histogram(node.latency);
    out.unsignedInt(node.client.size());
    for (const ClientMetric& metric : node.client) {
        out.text(infoOf(metric.metric).name);
        out.text(metric.label);
        out.integer(metric.value);
    }
}

/// By name, so that the catalogue may change; one that this version does not know is passed over.
std::vector<ClientMetric> readClientMetrics(Reader& in) {
    std::vector<ClientMetric> metrics;
    for (std::size_t n = in.length(); n > 0 && !in.failed(); --n) {
        const std::string name = in.text();
        std::string label = in.text();
        const std::int64_t value = in.integer();
        for (const MetricInfo& info : metricCatalogue()) {
            if (info.scope == MetricScope::Client && name == info.name)
                metrics.push_back({info.metric, std::move(label), value});
        }
    }
    return metrics;
}

NodeMetrics readNode(Reader& in, char layout) {
    NodeMetrics node;
    forEachCounter(node, [&](std::int64_t& value) { value = in.integer(); });
    if (layout >= 3) node.injectedIn = in.integer(), node.injectedOut = in.integer();
    node.subtasks = static_cast<int>(in.integer());
    node.activeSubtasks = static_cast<int>(in.integer());
    if (in.integer() != 0) node.watermark = in.integer();
    if (in.integer() != 0) node.progress = in.real();
    node.portRecords.resize(in.length());
    for (std::int64_t& records : node.portRecords)
        records = in.integer();
    node.latency = in.histogram();
    if (layout >= 4) node.client = readClientMetrics(in);
    return node;
}

} // namespace

std::string encodeFrame(const MetricsFrame& frame) {
    Writer out;
    out.bytes.push_back(kLayoutVersion);
    out.integer(frame.elapsedNs);
    out.integer(frame.wallClock);
    out.integer(static_cast<int>(frame.state));
    out.real(frame.cpuSeconds);
    out.integer(frame.residentBytes);
    out.integer(frame.maxResidentBytes);
    out.real(frame.observerCost);
    out.integer(frame.bottleneck ? static_cast<std::int64_t>(*frame.bottleneck) : -1);
    out.unsignedInt(frame.nodes.size());
    for (const NodeMetrics& node : frame.nodes)
        writeNode(out, node);
    out.unsignedInt(frame.edges.size());
    for (const EdgeMetrics& edge : frame.edges) {
        forEachEdgeCounter(edge, [&](std::int64_t value) { out.integer(value); });
        out.integer((edge.fused ? kFusedFlag : 0) | (edge.held ? kHeldFlag : 0));
        out.text(edge.blockedBy);
    }
    return std::move(out.bytes);
}

std::optional<MetricsFrame> decodeFrame(std::string_view blob) {
    if (blob.empty() || blob.front() < 1 || blob.front() > kLayoutVersion) return std::nullopt;
    Reader in(blob.substr(1));
    MetricsFrame frame;
    frame.elapsedNs = in.integer();
    frame.wallClock = in.integer();
    const std::int64_t state = in.integer();
    if (state < 0 || state >= static_cast<std::int64_t>(kRunStateCount)) return std::nullopt;
    frame.state = static_cast<RunState>(state);
    frame.cpuSeconds = in.real();
    frame.residentBytes = in.integer();
    if (blob.front() >= 2) frame.maxResidentBytes = in.integer();
    frame.observerCost = in.real();
    const std::int64_t bottleneck = in.integer();
    for (std::size_t n = in.length(); n > 0 && !in.failed(); --n)
        frame.nodes.push_back(readNode(in, blob.front()));
    for (std::size_t n = in.length(); n > 0 && !in.failed(); --n) {
        EdgeMetrics& edge = frame.edges.emplace_back();
        forEachEdgeCounter(edge, [&](std::int64_t& value) { value = in.integer(); });
        const std::int64_t flags = in.integer();
        edge.fused = (flags & kFusedFlag) != 0;
        edge.held = (flags & kHeldFlag) != 0;
        edge.blockedBy = in.text();
    }
    if (in.failed() || !in.atEnd()) return std::nullopt;
    if (bottleneck >= 0 && static_cast<std::size_t>(bottleneck) < frame.nodes.size())
        frame.bottleneck = static_cast<std::size_t>(bottleneck);
    return frame;
}

} // namespace millrace
