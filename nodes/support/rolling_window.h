// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nodes/support/aggregate_pane.h"
#include "nodes/support/row_store.h"

#include <optional>

namespace millrace {

/// The aggregates of each record over the last `size` records of its key. Keeps the arguments of those
/// records, not the records. Results do not depend on how the stream is cut into batches. Not thread-safe.
///
/// Nothing is ever taken out of an aggregate, so nothing drifts. The window of a key is cut in two (the two
/// stacks of K. Tangwongsan, M. Hirzel, S. Schneider, K.-L. Wu: General incremental sliding-window
/// aggregation, VLDB 2015). The newer part has one aggregate that grows with each record. In the older part
/// every record has the aggregate from itself up to the cut, so dropping the oldest is to look at the next.
/// When the older part is used up, the cut moves to the end of the window: O(1) per record in the long run,
/// O(size) for the one that moves the cut. Aggregates that grow with their values (of DISTINCT) are computed
/// anew for each record.
class RollingWindow {
public:
    RollingWindow(const AggregateProgram& program, std::vector<DataType> keyTypes, std::size_t size,
                  bool includeCurrent);

    /// One column per call of the program, one value per row. `rows` is the length of the batch `input` was
    /// computed for, which has no selection.
    RecordBatch::Columns add(const AggregateInput& input, std::size_t rows);

    /// Writes down what load() on a new window of the same program, size and choice brings back.
    void save(ByteWriter& to) const;
    void load(ByteReader& from);

private:
    struct Call {
        std::unique_ptr<AggregateState> results; ///< by row of the batch
        std::unique_ptr<AggregateState> older;   ///< by slot: from its record up to the cut; null: anew
        std::unique_ptr<AggregateState> newer;   ///< by group of keys: from the cut on
        std::size_t firstColumn = 0;             ///< of its arguments in the store
        std::size_t columnCount = 0;
        std::optional<std::size_t> filterColumn;
    };
    /// The kept records of one key: slots of the store, oldest first.
    struct Group {
        std::vector<std::uint32_t> slots;
        std::size_t released = 0; ///< slots before it are the store's again
        std::size_t begin = 0;    ///< the window of the latest record is slots [begin, end)
        std::size_t cut = 0;
        std::size_t end = 0;
    };
    /// The window of one row, as places in the group's slots.
    struct Step {
        std::uint32_t group;
        std::size_t oldEnd; ///< the end of the window before of the same key
        std::size_t begin, cut, end;
        bool cutMoved;
    };

    void keepRows(const AggregateInput& input, std::size_t rows);
    void slide(Call& call);
    void cutAnew(Call& call, const Step& step, std::span<const ColumnPtr> arguments);
    void computeAnew(Call& call);
    bool counts(const Call& call, std::uint32_t slot) const;
    void forgetOld();
    void saveGroups(ByteWriter& to) const;
    void loadGroups(ByteReader& from);
    RecordBatch::Columns keysOf(std::size_t groups) const;

    SchemaPtr keySchema_;
    std::size_t size_;
    bool includeCurrent_;
    GroupTable table_;
    std::vector<Call> calls_;
    std::unique_ptr<RowStore> store_;
    std::vector<Group> groups_;
    // Of the current batch:
    std::vector<Step> steps_;
    std::vector<std::uint32_t> groupOf_;
    std::vector<std::uint32_t> slots_;
    std::vector<std::uint32_t> targets_;
};

} // namespace millrace
