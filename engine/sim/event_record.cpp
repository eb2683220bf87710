// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/event_record.h"

#include <fmt/format.h>
#include <istream>
#include <ostream>

namespace millrace::sim {

namespace {

constexpr const char* kTitle = "# millrace events 1";
constexpr const char* kEnd = "# end";          ///< nothing happens any more
constexpr const char* kEnough = "# and so on"; ///< as many as a record keeps
constexpr int kLinesBefore = 2;                ///< title and seed

const char* nameOf(EventKind kind) {
    switch (kind) {
        case EventKind::WorkDone: return "work_done";
        case EventKind::CoresDone: return "cores_done";
        case EventKind::SiteCoresDone: return "site_cores_done";
        case EventKind::SliceOver: return "slice_over";
        case EventKind::LinkSent: return "link_sent";
        case EventKind::LinkTurned: return "link_turned";
        case EventKind::LinkArrival: return "link_arrival";
        case EventKind::OperationDone: return "operation_done";
        case EventKind::Timer: return "timer";
        case EventKind::SourceDue: return "source_due";
        case EventKind::LinkAgain: return "link_again";
        case EventKind::LockForced: return "lock_forced";
        case EventKind::LockLeft: return "lock_left";
        case EventKind::HandedOver: return "handed_over";
    }
    return "";
}

std::string seedLine(const SimModel& model) { return fmt::format("# seed {}", model.seed); }

/// The events of a simulation one after the other, as lines.
class EventLines {
public:
    explicit EventLines(const std::shared_ptr<const SimModel>& model) : simulation_(model, 0) {}

    /// The event that happens now; empty: nothing happens any more.
    std::string next() {
        simulation_.run(INT64_MAX, 0); // what is left to do at this instant
        const Event* const event =
            simulation_.progress() == Progress::Going ? simulation_.nextEvent() : nullptr;
        if (!event) return {};
        std::string line =
            fmt::format("{} {} {}", event->time, nameOf(event->kind()), simulation_.subjectOf(*event));
        const std::uint64_t before = simulation_.events();
        simulation_.run(INT64_MAX, 1);
        return simulation_.events() > before ? line : std::string(); // else the end comes before it
    }

private:
    Simulation simulation_;
};

} // namespace

std::string Simulation::subjectOf(const Event& event) const {
    const SimModel& model = *model_;
    const auto task = [&](std::uint32_t index, std::uint32_t op) {
        const std::string& node = model.plan->vertices[model.ops[op].vertex].node;
        return model.chains[tasks_[index].chain].workers > 1
                   ? fmt::format("{}[{}]", node, tasks_[index].subtask)
                   : node;
    };
    const auto link = [&](std::uint32_t index) {
        return fmt::format("{} -> {}", model.links[index].settings.from, model.links[index].settings.to);
    };
    switch (event.kind()) {
        case EventKind::WorkDone:
        case EventKind::SourceDue:
        case EventKind::HandedOver: return task(event.a, model.chains[tasks_[event.a].chain].ops.begin);
        case EventKind::OperationDone:
        case EventKind::Timer: return task(opStates_[event.a].task, opStates_[event.a].op);
        case EventKind::SiteCoresDone: return model.sites[event.a].settings.name;
        case EventKind::SliceOver:
            return fmt::format("{}[{}]", model.sites[event.a >> kSliceCoreBits].settings.name,
                               event.a & ((1u << kSliceCoreBits) - 1));
        case EventKind::LinkSent: return event.a == kNone ? "links" : link(event.a);
        case EventKind::LinkTurned: return link(event.a);
        case EventKind::LinkArrival:
        case EventKind::LinkAgain: return model.plan->edges[model.edges[event.a].planEdge].id;
        case EventKind::LockForced:
        case EventKind::LockLeft: return "interpreter";
        case EventKind::CoresDone: break;
    }
    return kLocalSite;
}

std::uint64_t recordEvents(const std::shared_ptr<const SimModel>& model, std::ostream& out,
                           std::uint64_t most, const std::function<bool()>& cancelled) {
    out << kTitle << '\n' << seedLine(*model) << '\n';
    EventLines lines(model);
    std::uint64_t events = 0;
    for (; events < most; ++events) {
        const std::string line = lines.next();
        if (line.empty()) {
            out << kEnd << '\n';
            return events;
        }
        out << line << '\n';
        if (events % 4096 == 0 && cancelled && cancelled()) return events + 1;
    }
    out << kEnough << '\n';
    return events;
}

Result<EventVerification> verifyEvents(const std::shared_ptr<const SimModel>& model, std::istream& in,
                                       const std::function<bool()>& cancelled) {
    Diagnostics problems;
    std::string line;
    if (!std::getline(in, line) || line != kTitle) {
        problems
            .error("MR4761", "this is no record of events", "make one: millrace simulate GRAPH --record FILE")
            .line = 1;
        return problems;
    }
    if (!std::getline(in, line) || line != seedLine(*model)) {
        problems
            .error("MR4761", "the events were recorded with another seed, not " + std::to_string(model->seed),
                   "give the same --seed")
            .line = 2;
        return problems;
    }
    EventVerification verified;
    EventLines lines(model);
    while (!(cancelled && verified.events % 4096 == 0 && cancelled())) {
        const bool read = static_cast<bool>(std::getline(in, line));
        const bool ends = read && line == kEnd;
        if (read && line == kEnough) break;
        // A line without its end is half a line.
        if (!ends && (!read || in.eof())) {
            // Records were once without a last line if they were full.
            if (!read && verified.events >= kRecordedEvents) break;
            problems
                .error("MR4761",
                       fmt::format("the record breaks off after {} events; those are as recorded",
                                   verified.events),
                       "its last line would be `# end` or `# and so on`: record it again, or fetch all of it")
                .line = kLinesBefore + static_cast<int>(verified.events) + 1;
            return problems;
        }
        const std::string now = lines.next();
        if (ends ? now.empty() : line == now) {
            if (ends) break;
            ++verified.events;
            continue;
        }
        verified.divergence = EventDivergence{verified.events + 1, ends ? std::string() : line, now,
                                              kLinesBefore + static_cast<int>(verified.events) + 1};
        break;
    }
    return verified;
}

} // namespace millrace::sim
