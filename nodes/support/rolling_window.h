// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nodes/support/aggregate_pane.h"
#include "nodes/support/row_store.h"

#include <optional>

namespace millrace {

/// The aggregates of each record over the last `size` records of its key. Keeps the arguments of those
/// records, not the records. Results do not depend on how the stream is cut into batches. Not thread-safe.
///
/// A call whose results stay exact when values are taken out again (whole numbers and DECIMAL) slides: O(1)
/// per record. Others are computed anew from the kept values for each record, which leaves no drift at all;
/// DOUBLE windows longer than 1,024 records slide, and are computed anew after every 1,024 values taken out.
class RollingWindow {
public:
    RollingWindow(const AggregateProgram& program, std::vector<DataType> keyTypes, std::size_t size,
                  bool includeCurrent);

    /// One column per call of the program, one value per row. `rows` is the length of the batch `input` was
    /// computed for, which has no selection.
    RecordBatch::Columns add(const AggregateInput& input, std::size_t rows);

private:
    enum class Method { Slide, SlideAndRenew, Renew };
    struct Call {
        DataType type;
        std::unique_ptr<AggregateState> state; ///< sliding: by group of keys; renewing: by row of the batch
        Method method = Method::Renew;
        std::size_t firstColumn = 0; ///< of its arguments in the store
        std::size_t columnCount = 0;
        std::optional<std::size_t> filterColumn;
        std::vector<std::uint32_t> removed; ///< by group, since the group was last computed anew
    };
    /// The kept records of one key: slots of the store, oldest first.
    struct Group {
        std::vector<std::uint32_t> slots;
        std::size_t begin = 0; ///< the window of the latest record is slots [begin, end)
        std::size_t end = 0;
    };
    /// The window of one row, and the one before of the same key, as places in the group's slots.
    struct Step {
        std::uint32_t group;
        std::size_t oldBegin, oldEnd, begin, end;
    };

    static Method methodOf(const AggregateProgram::Call& call, const AggregateState& state, std::size_t size);
    void keepRows(const AggregateInput& input, std::size_t rows);
    ColumnPtr slide(Call& call);
    ColumnPtr renewEach(Call& call);
    void renewGroup(Call& call, const Step& step);
    bool counts(const Call& call, std::uint32_t slot) const;
    void forgetOld();

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
