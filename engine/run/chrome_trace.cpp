// SPDX-License-Identifier: Apache-2.0
#include "engine/base/text.h"
#include "engine/run/trace.h"

#include <fmt/format.h>
#include <algorithm>
#include <optional>

namespace millrace {

namespace {

std::string quoted(std::string_view text) {
    std::string json;
    appendJsonString(json, text);
    return json;
}

/// Microseconds with the nanoseconds as fraction: exact, unlike a double.
std::string micros(MonotonicNs ns) {
    const MonotonicNs size = ns < 0 ? -ns : ns;
    return fmt::format("{}{}.{:03}", ns < 0 ? "-" : "", size / 1'000, size % 1'000);
}

class ChromeTrace {
public:
    ChromeTrace(const Trace& trace, const Plan& plan) : trace_(trace), plan_(plan) {
        for (const TraceTask& task : trace_.tasks)
            taskNames_.push_back(nameOf(task, plan_));
    }

    std::string write() {
        for (const TraceLane& lane : trace_.lanes) {
            slices_.push_back(slicesOf(lane, trace_.until));
            if (lane.lost > 0) knownSince_ = std::max(knownSince_, lane.from);
        }
        findTurns();
        for (std::size_t lane = 0; lane < trace_.lanes.size(); ++lane) {
            addSlices(lane);
            addEvents(lane);
        }
        std::stable_sort(lines_.begin(), lines_.end(),
                         [](const Line& a, const Line& b) { return a.at < b.at; });
        std::string json = fmt::format(
            "{{\"displayTimeUnit\":\"ns\",\"otherData\":{{\"graph\":{}}},\n"
            "\"traceEvents\":[\n",
            quoted(plan_.name));
        json += fmt::format(R"({{"ph":"M","pid":1,"tid":0,"name":"process_name","args":{{"name":{}}}}})",
                            quoted(plan_.name.empty() ? "millrace" : plan_.name));
        for (std::size_t lane = 0; lane < trace_.lanes.size(); ++lane)
            addLaneName(json, lane);
        for (const Line& line : lines_) {
            json += ",\n";
            json += line.text;
        }
        return json + "\n]}\n";
    }

private:
    struct Line {
        MonotonicNs at;
        std::string text;
    };
    struct Turn {
        MonotonicNs from;
        std::size_t lane;
    };

    /// Every track counts from 1; 0 is the process itself.
    static std::size_t trackOf(std::size_t lane) { return lane + 1; }

    void addLaneName(std::string& json, std::size_t index) const {
        const TraceLane& lane = trace_.lanes[index];
        if (lane.events.empty()) return;
        json += fmt::format(
            ",\n"
            R"({{"ph":"M","pid":1,"tid":{},"name":"thread_name","args":{{"name":{},"lost_events":{}}}}})",
            trackOf(index), quoted(lane.name), lane.lost);
        json += fmt::format(
            ",\n"
            R"({{"ph":"M","pid":1,"tid":{0},"name":"thread_sort_index","args":{{"sort_index":{0}}}}})",
            trackOf(index));
    }
    void add(MonotonicNs at, std::string text) { lines_.push_back({at, std::move(text)}); }
    std::string head(const char* phase, std::size_t lane, MonotonicNs at) const {
        return fmt::format(R"({{"ph":"{}","pid":1,"tid":{},"ts":{})", phase, trackOf(lane),
                           micros(at - trace_.begin));
    }

    std::string taskName(std::uint32_t task) const {
        return task < taskNames_.size() ? taskNames_[task] : "?";
    }
    const std::string* wire(std::uint32_t edge) const {
        return edge < plan_.edges.size() ? &plan_.edges[edge].id : nullptr;
    }

    void findTurns() {
        turns_.resize(trace_.tasks.size());
        for (std::size_t lane = 0; lane < slices_.size(); ++lane) {
            for (const TraceSlice& slice : slices_[lane]) {
                if (slice.kind == TraceSlice::Kind::Turn && !slice.cutFront && slice.task < turns_.size())
                    turns_[slice.task].push_back({slice.from, lane});
            }
        }
        for (auto& turns : turns_)
            std::stable_sort(turns.begin(), turns.end(),
                             [](const Turn& a, const Turn& b) { return a.from < b.from; });
    }

    void addSlices(std::size_t lane) {
        for (const TraceSlice& slice : slices_[lane]) {
            std::string text = head("X", lane, slice.from);
            text += fmt::format(R"(,"dur":{},"name":{},"cat":"{}","args":{{{}}}}})",
                                micros(slice.to - slice.from), quoted(nameOfSlice(slice)),
                                categoryOf(slice.kind), argumentsOf(slice));
            add(slice.from, std::move(text));
        }
    }
    std::string nameOfSlice(const TraceSlice& slice) const {
        using Kind = TraceSlice::Kind;
        switch (slice.kind) {
            case Kind::Turn: return taskName(slice.task);
            case Kind::Operator:
                return slice.subject < plan_.vertices.size() ? plan_.vertices[slice.subject].node : "?";
            case Kind::LockWait:
                return slice.subject < trace_.resources.size()
                           ? "waits for lock " + trace_.resources[slice.subject]
                           : "waits for a lock";
            case Kind::IoWait: return "waits";
            case Kind::Search: return "looks for work";
            case Kind::Sleep: return "sleeps";
        }
        return "?";
    }
    static const char* categoryOf(TraceSlice::Kind kind) {
        using Kind = TraceSlice::Kind;
        switch (kind) {
            case Kind::Turn: return "turn";
            case Kind::Operator: return "node";
            case Kind::LockWait: return "lock";
            case Kind::IoWait: return "io";
            default: return "idle";
        }
    }
    std::string argumentsOf(const TraceSlice& slice) const {
        std::string args;
        const auto put = [&args](std::string_view key, const std::string& json) {
            args += fmt::format("{}\"{}\":{}", args.empty() ? "" : ",", key, json);
        };
        if (slice.kind == TraceSlice::Kind::Turn) {
            put("ended", slice.cutBack ? "\"still on\"" : quoted(nameOf(slice.ended)));
            if (const std::string* id = wire(slice.subject)) put("wire", quoted(*id));
            if (!slice.cutBack) put("records", std::to_string(slice.records));
            if (slice.task < trace_.tasks.size())
                put("subtask", std::to_string(trace_.tasks[slice.task].subtask));
        }
        if (slice.cutFront) put("began_earlier", "true");
        return args;
    }

    void addEvents(std::size_t lane) {
        std::size_t next = 0; // slices that begin at or before the event
        const TraceSlice* turn = nullptr;
        const auto& slices = slices_[lane];
        for (const TraceEvent& event : trace_.lanes[lane].events) {
            if (event.kind == TraceKind::WireDepth) addDepth(event);
            if (event.kind != TraceKind::HandsOff) continue;
            for (; next < slices.size() && slices[next].from <= event.at; ++next)
                if (slices[next].kind == TraceSlice::Kind::Turn) turn = &slices[next];
            addHandOff(lane, event, turn && event.at <= turn->to);
        }
    }
    void addDepth(const TraceEvent& event) {
        const std::string* id = wire(event.subject);
        if (!id) return;
        add(event.at, fmt::format(R"({{"ph":"C","pid":1,"ts":{},"name":{},"args":{{"records":{}}}}})",
                                  micros(event.at - trace_.begin), quoted(*id), event.amount));
    }
    void addHandOff(std::size_t lane, const TraceEvent& event, bool insideTurn) {
        std::string because = quoted(nameOf(static_cast<HandOff>(event.why)));
        if (const std::string* id = wire(event.subject)) because += ",\"wire\":" + quoted(*id);
        add(event.at, head("i", lane, event.at) +
                          fmt::format(R"(,"s":"t","name":{},"cat":"hand-off","args":{{"because":{}}}}})",
                                      quoted("wakes " + taskName(event.task)), because));
        // Arrows hang on slices: one from where there is none would be dropped by viewers.
        const std::optional<Turn> woken = insideTurn ? turnAfter(event) : std::nullopt;
        if (!woken) return;
        const std::string rest = fmt::format(R"(,"id":{},"name":"hand-off","cat":"hand-off"}})", ++arrows_);
        add(event.at, head("s", lane, event.at) + rest);
        add(woken->from, head("f", woken->lane, woken->from) + ",\"bp\":\"e\"" + rest);
    }
    /// The turn that a hand-off led to. Where some lane has lost events, that may be unknown.
    std::optional<Turn> turnAfter(const TraceEvent& event) const {
        if (event.task >= turns_.size() || event.at < knownSince_) return std::nullopt;
        const auto& turns = turns_[event.task];
        const auto found = std::partition_point(turns.begin(), turns.end(),
                                                [&](const Turn& turn) { return turn.from < event.at; });
        return found == turns.end() ? std::nullopt : std::optional(*found);
    }

    const Trace& trace_;
    const Plan& plan_;
    std::vector<std::string> taskNames_;
    std::vector<std::vector<TraceSlice>> slices_; ///< per lane
    std::vector<std::vector<Turn>> turns_;        ///< per task, by their beginning
    MonotonicNs knownSince_ = INT64_MIN;
    std::vector<Line> lines_;
    std::uint64_t arrows_ = 0;
};

} // namespace

std::string chromeTraceJson(const Trace& trace, const Plan& plan) { return ChromeTrace(trace, plan).write(); }

} // namespace millrace
