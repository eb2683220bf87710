// SPDX-License-Identifier: Apache-2.0
#include "tests/support/saved_runs.h"

#include "engine/base/random.h"

namespace millrace::test {

std::string exactText(const std::vector<RecordBatch>& batches) {
    std::string text;
    for (const RecordBatch& selected : batches) {
        const RecordBatch batch = selected.flattened();
        std::size_t mark = 0;
        for (std::size_t row = 0; row < batch.rows(); ++row) {
            for (std::size_t c = 0; c < batch.schema()->size(); ++c)
                text += toText(batch.column(c).valueAt(row), batch.schema()->field(c).type) + "|";
            if (batch.lateMarks && mark < batch.lateMarks->size() && (*batch.lateMarks)[mark].row == row)
                text += "late " + std::to_string((*batch.lateMarks)[mark++].watermark);
            text += "\n";
        }
    }
    return text;
}

std::string thrownCode(const std::function<void()>& act) {
    try {
        act();
    } catch (const DiagnosticError& error) {
        return error.diagnostics().items.front().code;
    }
    return {};
}

std::string readDamaged(const std::string& state, const std::function<void(const std::string& bytes)>& open) {
    const std::size_t step = 1 + state.size() / 60;
    for (std::size_t size = 0; size < state.size(); size += step) {
        const std::string code = thrownCode([&] { open(state.substr(0, size)); });
        if (code != "MR4611")
            return "the first " + std::to_string(size) + " of " + std::to_string(state.size()) +
                   " bytes gave `" + code + "`";
    }
    if (thrownCode([&] { open(state + '\0'); }) != "MR4611") return "a byte too many was taken";
    Random random(state.size());
    for (int i = 0; i < 120 && !state.empty(); ++i) {
        std::string damaged = state;
        damaged[random.below(state.size())] ^= static_cast<char>(1 + random.below(255));
        thrownCode([&] { open(damaged); });
    }
    return {};
}

} // namespace millrace::test
