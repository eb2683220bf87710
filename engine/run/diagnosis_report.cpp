// SPDX-License-Identifier: Apache-2.0
#include "engine/run/diagnosis_report.h"

#include "engine/metrics/diagnosis.h"

#include <boost/json/array.hpp>

namespace millrace {
namespace {

const char* remedyName(Remedy remedy) {
    switch (remedy) {
        case Remedy::MoreWorkers: return "more_workers";
        case Remedy::OwnTask: return "own_task";
        case Remedy::LargerBatches: return "larger_batches";
        case Remedy::RelieveLock: return "relieve_lock";
        case Remedy::Overlap: return "overlap";
        case Remedy::MoreCores: return "more_cores";
    }
    return "";
}

boost::json::object wireReport(const Plan& plan, const WireDiagnosis& wire) {
    boost::json::object json{{"wire", plan.edges[wire.edge].id},
                             {"present", wire.present},
                             {"fill", wire.fill},
                             {"rate", wire.rate},
                             {"wait_s", wire.waitSeconds}};
    if (wire.measuredSeconds) json["measured_wait_s"] = *wire.measuredSeconds;
    return json;
}

boost::json::array suggestionsReport(const Diagnosis& diagnosis) {
    boost::json::array all;
    for (const Suggestion& suggestion : diagnosis.suggestions) {
        boost::json::object one{{"remedy", remedyName(suggestion.remedy)}, {"gain", suggestion.gain}};
        if (suggestion.remedy == Remedy::MoreWorkers) one["workers"] = suggestion.value;
        if (suggestion.remedy == Remedy::LargerBatches) one["records_per_batch"] = suggestion.value;
        all.push_back(std::move(one));
    }
    return all;
}

} // namespace

boost::json::object diagnosisReport(const Plan& plan, const MetricsFrame& frame, int cores) {
    MetricsFrame start, whole = frame;
    start.nodes.resize(frame.nodes.size());
    start.edges.resize(frame.edges.size());
    std::vector<WireEnds> wires;
    for (const PlanEdge& edge : plan.edges)
        wires.push_back({edge.from, edge.to});
    whole.bottleneck = findBottleneck(wires, start, frame);
    const std::optional<Diagnosis> found = diagnose(plan, start, whole, cores);
    if (!found) return {};
    boost::json::array task;
    for (const std::size_t v : found->task)
        task.push_back(boost::json::string(plan.vertices[v].node));
    boost::json::object json{{"bottleneck", plan.vertices[found->bottleneck].node},
                             {"task", std::move(task)},
                             {"workers", found->workers},
                             {"use", found->use},
                             {"ready", found->ready},
                             {"own_use", found->ownUse},
                             {"lock", found->lock},
                             {"io", found->io},
                             {"arrival_rate", found->arrivalRate},
                             {"throughput", found->throughput},
                             {"service_rate", found->serviceRate},
                             {"work_share", found->workShare},
                             {"amdahl_twice", found->amdahlTwice},
                             {"twice_as_fast", found->twiceAsFast},
                             {"at_most", found->atMost},
                             {"queue_is_no_remedy", found->queueIsNoRemedy},
                             {"suggestions", suggestionsReport(*found)}};
    if (found->wire) json["queue"] = wireReport(plan, *found->wire);
    if (found->next) json["next"] = plan.vertices[*found->next].node;
    return json;
}

} // namespace millrace
