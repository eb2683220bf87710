// SPDX-License-Identifier: Apache-2.0
#include "ui/run/checkpoint_rows.h"

#include "ui/settings/number_text.h"

#include <QGridLayout>
#include <QLabel>
#include <algorithm>

namespace millrace::ui {

CheckpointRows::CheckpointRows(QWidget* parent) : QWidget(parent) {
    setObjectName("checkpointRows");
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(0, 1);
    epoch_ = addRow(tr("Last checkpoint"), tr("Its number"));
    epoch_->setObjectName("checkpointEpoch");
    state_ = addRow(tr("State"), tr("Size of what the workers of this node wrote for it"));
    state_->setObjectName("checkpointState");
    alignment_ = addRow(tr("Alignment"), tr("Longest wait of a worker from its first barrier to its last"));
    alignment_->setObjectName("checkpointAlignment");
    snapshot_ = addRow(tr("Snapshot"), tr("Longest time that a worker took to write its state"));
    snapshot_->setObjectName("checkpointSnapshot");
    spilled_ = addRow(tr("Spilled"), tr("What waited for barriers in files, too much for the memory"));
    spilled_->setObjectName("checkpointSpilled");
    hide();
}

QLabel* CheckpointRows::addRow(const QString& label, const QString& tip) {
    auto* grid = static_cast<QGridLayout*>(layout());
    auto* name = new QLabel(label);
    name->setProperty("role", "label");
    name->setToolTip(tip);
    auto* value = new QLabel;
    value->setAlignment(Qt::AlignRight);
    value->setToolTip(tip);
    value->setAccessibleName(label);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    const int row = grid->rowCount();
    grid->addWidget(name, row, 0);
    grid->addWidget(value, row, 1);
    return value;
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
