// SPDX-License-Identifier: Apache-2.0
#include "ui/run/checkpoint_rows.h"

#include "ui/run/figure_grid.h"
#include "ui/settings/number_text.h"

#include <QLabel>
#include <algorithm>

namespace millrace::ui {

CheckpointRows::CheckpointRows(QWidget* parent) : QWidget(parent) {
    setObjectName("checkpointRows");
    auto* grid = new FigureGrid;
    setLayout(grid);
    epoch_ = grid->addFigure(tr("Last checkpoint"), tr("Its number"));
    epoch_->setObjectName("checkpointEpoch");
    state_ = grid->addFigure(tr("State"), tr("Size of what the workers of this node wrote for it"));
    state_->setObjectName("checkpointState");
    alignment_ =
        grid->addFigure(tr("Alignment"), tr("Longest wait of a worker from its first barrier to its last"));
    alignment_->setObjectName("checkpointAlignment");
    snapshot_ = grid->addFigure(tr("Snapshot"), tr("Longest time that a worker took to write its state"));
    snapshot_->setObjectName("checkpointSnapshot");
    spilled_ =
        grid->addFigure(tr("Spilled"), tr("What waited for barriers in files, too much for the memory"));
    spilled_->setObjectName("checkpointSpilled");
    hide();
}

void CheckpointRows::update(const CheckpointRecord* last, const QString& node) {
    const std::string id = node.toStdString();
    const CheckpointRecord::Node* found = nullptr;
    if (last) {
        const auto at = std::find_if(last->nodes.begin(), last->nodes.end(),
                                     [&id](const CheckpointRecord::Node& each) { return each.node == id; });
        if (at != last->nodes.end()) found = &*at;
    }
    setVisible(found != nullptr);
    if (!found) return;
    const auto seconds = [](MonotonicNs ns) { return durationText(static_cast<double>(ns) * 1e-9).text(); };
    const auto bytes = [](std::int64_t size) { return bytesText(static_cast<double>(size)).text(); };
    epoch_->setText(QString::number(last->epoch));
    state_->setText(bytes(found->stateBytes));
    alignment_->setText(seconds(found->alignNs));
    snapshot_->setText(seconds(found->snapshotNs));
    spilled_->setText(bytes(found->spilledBytes));
}

} // namespace millrace::ui
