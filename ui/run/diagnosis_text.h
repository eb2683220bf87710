// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/metrics/diagnosis.h"
#include "ui/run/run_shape.h"

#include <QString>
#include <QStringList>
#include <vector>

namespace millrace::ui {

/// A diagnosis in words and numbers, for the "Why is it slow?" card. Plain text but for `suggestions`, where
/// figures are bold.
struct DiagnosisText {
    struct Number {
        QString name, value, note;
    };
    std::vector<Number> numbers;
    QStringList suggestions; ///< the best first
    QString warning;         ///< what would not help; may be empty
};
DiagnosisText textOf(const Diagnosis& diagnosis, const RunShape& shape);

} // namespace millrace::ui
