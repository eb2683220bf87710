// SPDX-License-Identifier: Apache-2.0
#include "engine/operator/latest_rows.h"

#include <vector>

namespace millrace {

void LatestRows::add(RecordBatch batch, std::size_t keep) {
    rows_ += batch.rows();
    batches_.push_back(std::move(batch));
    while (rows_ > keep) {
        const std::size_t surplus = rows_ - keep, front = batches_.front().rows();
        if (front <= surplus) {
            batches_.pop_front();
            rows_ -= front;
        } else {
            // Copied, so that one row does not hold on to a large batch.
            batches_.front() = batches_.front().slice(surplus, front - surplus).flattened();
            rows_ -= surplus;
        }
    }
}

RecordBatch LatestRows::table() {
    RecordBatch all = concatenate(std::vector<RecordBatch>(batches_.begin(), batches_.end()));
    batches_.assign(1, all);
    return all;
}

} // namespace millrace
