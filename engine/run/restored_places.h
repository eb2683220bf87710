// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <string>
#include <vector>

namespace millrace {

/// From where a source goes on in a thing that it reads: a topic (of which it may have several partitions), a
/// file, the records that it makes.
struct RestoredPlace {
    enum class Unit { Offset, Line, Record };
    std::string node;
    std::string what; ///< "positions", or "positions[3]" where it is one partition alone; "in.csv"
    Unit unit = Unit::Offset;
    std::int64_t first = 0, last = 0; ///< the next to be read: the lowest and the highest of its parts
    std::size_t parts = 0;            ///< partitions, or workers
    bool operator==(const RestoredPlace&) const = default;
};

/// What a run can tell that goes on from a checkpoint; a Run that can is one of these, too.
class TellsPlaces {
public:
    virtual ~TellsPlaces() = default;
    /// In the order of the graph; thread-safe. Nothing before it has found its checkpoint.
    virtual std::vector<RestoredPlace> restoredPlaces() const = 0;
};

/// The places in what the workers of a node say of their states (NodeKind::describeState), those of one topic
/// together.
std::vector<RestoredPlace> placesIn(const std::string& node,
                                    const std::vector<boost::json::object>& figuresOfWorkers);

/// "`source`: 6 partitions of positions from offsets 10240 to 10311 on"
std::string toText(const RestoredPlace& place);
/// All of them in a line, the first few where they are many. Empty: none are known.
std::string toText(const std::vector<RestoredPlace>& places);

} // namespace millrace
