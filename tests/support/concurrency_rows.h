// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTest>

namespace millrace::test {

/// Data rows for a test that must not depend on how a graph is run: executors x workers x batch sizes, in
/// columns `executor` (QString), `workers` and `batch` (int).
inline void addConcurrencyRows() {
    QTest::addColumn<QString>("executor");
    QTest::addColumn<int>("workers");
    QTest::addColumn<int>("batch");
    for (const char* executor : {"pool", "threads"}) {
        for (const int workers : {1, 3}) {
            for (const int batch : {1, 2, 1024})
                QTest::addRow("%s x %d, batches of %d", executor, workers, batch)
                    << executor << workers << batch;
        }
    }
}

} // namespace millrace::test
