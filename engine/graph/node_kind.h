// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"
#include "engine/data/schema.h"
#include "engine/graph/external_target.h"
#include "engine/graph/params.h"
#include "engine/operator/operator.h"
#include "engine/operator/service_model.h"
#include "engine/operator/source.h"

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace millrace {

// Read this file first when you add a node: a node kind is one NodeKind value, made by one function in one
// file under nodes/, named in nodes/node_list.def. Everything else (palette, inspector, file checks, command
// line, help) reads it from here.

enum class Category { Source, Stage, Concurrency, Sink };
const char* categoryName(Category category); ///< "source", "stage", "concurrency", "sink"

/// What flows out of an output port. Rejected and Late outputs may stay unconnected; what leaves through them
/// is counted all the same. Rejected outputs have the rejectedSchema(), Late ones the columns of the input.
enum class PortRole { Data, Rejected, Late };

struct PortSpec {
    std::string name;
    std::string help = {};
    PortRole role = PortRole::Data;
    bool operator==(const PortSpec&) const = default;
};

/// What bind() is given: checked parameters and the schemas that arrive.
struct BindContext {
    std::string node;
    const Params& params;
    std::vector<SchemaPtr>
        inputs; ///< one per input port (several wires into a port have equal schemas); never null
    std::vector<bool> inputBounded; ///< whether each input ends by itself
    std::function<std::string(const std::string&)>
        resolvePath;          ///< path in the graph file -> path for the file system
    Diagnostics& diagnostics; ///< warnings and notes; errors may go here or into the Result
};

/// A node bound to parameters and input schemas: what the planner puts into the plan. Immutable, shared by
/// threads.
struct BoundNode {
    std::vector<PortSpec> outputPorts; ///< in the order operators number them
    std::vector<SchemaPtr> outputs;    ///< schema per output port

    /// Exactly one of the two is set. Called once per subtask, and again for a hot change of parameters (see
    /// Operator::adoptSettings).
    std::function<std::unique_ptr<Operator>()> makeOperator = {};
    std::function<std::unique_ptr<Source>()> makeSource = {};

    bool bounded = true; ///< sources: the input ends by itself
    /// Sources: several workers divide the input among them, and what comes out differs in its order only.
    bool divisible = false;
    /// Sources: several instances of the graph divide the input among them; see OperatorContext::instance.
    bool sharedByInstances = false;
    /// Sources: others that come and go share its input, and are told how far it has come (a consumer group).
    /// Also in a run without checkpoints snapshot() and commit() are called then, for what the sinks have let
    /// out, and attend() while it is not read.
    bool sharesInGroup = false;
    /// Sources that instances share: records equal in these columns go to the same instance. None: any may
    /// get any.
    std::vector<std::string> partitionedBy = {};
    /// Stages: columns that go out as they came in, by the name they have then and the name they had.
    std::vector<std::pair<std::string, std::string>> keptColumns = {};
    /// Keyed stages: workers that each see any share of the records of a key can put their states together;
    /// see OperatorContext::mergesStates.
    bool mergesStates = false;
    /// Keeps operations in flight on the event loop of its task (OperatorContext::eventLoop) instead of
    /// waiting for them.
    bool asynchronous = false;
    std::vector<std::string> key =
        {};             ///< keyed stage: with several workers its input is hash-partitioned by these columns
    int maxWorkers = 0; ///< 0 = any number; 1 for operators that must see every record
    /// Results depend on the order in which the records of a key arrive (rolling): stages with several
    /// workers before it then keep the order, unless the graph says otherwise.
    bool orderSensitive = false;
    bool fusible = true; ///< false: always has a queue in front (queue, batch over threads)
    /// Queue nodes: capacity in records and overflow policy ("block", ...) of the wires into the node that
    /// set none themselves.
    std::int64_t queueCapacity = 0; ///< 0 = none
    std::string queueOverflow = {}; ///< empty = none
    bool filters = false;           ///< records that come in and do not go out were filtered on purpose

    /// Takes records of one input only as long as the others keep up (barrier): where its inputs come from
    /// one split, full wires may hold up the very records it waits for.
    bool joinsInputs = false;
    /// Nodes that join inputs: records they take from one input before the others must follow. 0: they need
    /// not wait for ever.
    std::int64_t joinCapacity = 0;
    /// Keeps records while the watermark rises; see Operator::earliestKept.
    bool holdsBackTime = false;
    /// How many records it may keep from those behind it while others come in, if nothing but records makes
    /// it move: 0 for most; kAnyNumber where what comes in need not go out (filter, split) or only at the end
    /// (sort). Who waits behind it for the counterpart of a record may wait in vain.
    static constexpr std::int64_t kAnyNumber = INT64_MAX;
    std::int64_t mayKeep = 0;
    double expectedBytes =
        0; ///< sources: size of the input where it is known, for the progress bar; see Source::progress
    std::vector<ExternalTarget> targets = {}; ///< what it reads and writes outside of the graph
    StateRule state = StateRule::Unknown;     ///< whether it can take part in checkpoints
    /// Sinks: their own commit() is what decides an epoch (a Kafka transaction). It comes before that of all
    /// others; a run goes on from the epoch the sink names. They are opened without a restored state.
    bool decidesEpochs = false;
    /// Sinks: in a run without checkpoints nobody sees what has come before the run ends in order.
    bool showsAtEnd = false;
    /// Sinks that write outside: what they promise in a run with checkpoints, and why not more.
    std::optional<DeliveryGuarantee> delivery = {};
    std::string deliveryReason = {};
    /// What the simulator makes of it.
    ServiceModel service = {};
};

/// Something a parameter could be set to, as the world outside says.
struct FoundValue {
    std::string title;        ///< "positions"
    std::string about;        ///< "6 partitions, 1,204 messages"
    boost::json::value value; ///< of the parameter; with ParameterSpec::LookUp::Several: one of them
};

/// Parameters of a node whose connection is to be tried, outside of any run.
struct LookUpContext {
    std::string node;
    const Params& params; ///< resolved; of those that are required any may be missing
    std::function<std::string(const std::string&)> resolvePath;
    const Clock& clock;
    std::stop_token stop; ///< whoever asked no longer wants to know: return soon, whatever it is
};

/// A kind of node.
struct NodeKind {
    std::string name;  ///< "csv_source"
    std::string title; ///< "CSV file"
    Category category = Category::Stage;
    std::string icon;    ///< file name (without .svg) under resources/icons
    std::string summary; ///< one line for palette and kinds list
    std::string help;    ///< Markdown: what it does, what happens to bad records, performance
    boost::json::object example =
        {}; ///< a graph fragment {"nodes":..., "edges":...} that works, to paste from the help
    std::vector<ParameterSpec> params;
    std::vector<PortSpec> inputs;  ///< none for sources
    std::vector<PortSpec> outputs; ///< none for sinks without dead letters; see outputsOf for kinds whose
                                   ///< ports depend on parameters
    /// Data outputs carry the columns of the first input whatever the parameters say: what follows a faulty
    /// node of this kind can be checked all the same.
    bool keepsColumns = false;
    /// For kinds such as split: ports from raw (unchecked) parameters; must not fail.
    std::function<std::vector<PortSpec>(const boost::json::object& rawParams)> outputsOf = {};
    std::function<Result<BoundNode>(BindContext&)> bind;
    /// What a subtask wrote in snapshot(), for people (`millrace state`): figures by what they are about,
    /// such as {"positions[0]": {"offset": 12}}. Throws MR4611 where the bytes are no such state. Null: there
    /// is nothing to say.
    std::function<boost::json::object(std::string_view state)> describeState = {};

    // Of kinds that connect to something, for whoever draws the graph. Both block for seconds: not for the
    // thread of a window. They change nothing outside.
    /// Connects and says in a line what answered. Null: there is nothing to try.
    std::function<Result<std::string>(const LookUpContext&)> tryConnection = {};
    /// What a parameter with ParameterSpec::lookUp could be set to.
    std::function<Result<std::vector<FoundValue>>(const LookUpContext&, const std::string& parameter)>
        lookUp = {};

    std::vector<PortSpec> outputPorts(const boost::json::object& rawParams) const {
        return outputsOf ? outputsOf(rawParams) : outputs;
    }
};

} // namespace millrace
