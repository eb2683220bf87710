// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/experimenter.h"
#include "ui/experiment/experiment_words.h"

#include <QAbstractTableModel>

namespace millrace::ui {

/// The points of an experiment, one per row: settings, figures with their intervals, against the one before.
class ExperimentTable : public QAbstractTableModel {
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;

    void setWords(ExperimentWords words) { words_ = std::move(words); }
    /// Null: nothing. Must stay until the next call.
    void show(const ExperimentOutcome* outcome);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    int settings() const;
    bool isKnee(std::size_t point) const;

    const ExperimentOutcome* outcome_ = nullptr;
    ExperimentWords words_;
};

/// The points as comma-separated values (RFC 4180): names of the settings, then mean and half width of each
/// figure in records/s and microseconds.
QString csvOf(const ExperimentOutcome& outcome);

} // namespace millrace::ui
