// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/row_key.h"

namespace millrace {

void makeRowKey(const RecordBatch& batch, std::size_t row, const std::vector<std::size_t>& columns,
                std::string& out) {
    out.clear();
    for (const std::size_t c : columns) {
        const Column& column = batch.column(c);
        const bool null = column.isNull(row);
        out.push_back(null ? '\0' : '\1');
        if (null) continue;
        const std::size_t width = valueWidth(column.type().id());
        if (column.type().isText()) {
            const StringRef text = column.strings()[row];
            out.append(reinterpret_cast<const char*>(&text.size), sizeof text.size);
            out.append(text.view());
        } else {
            out.append(reinterpret_cast<const char*>(column.valuesBuffer()->data()) + row * width, width);
        }
    }
}

} // namespace millrace
