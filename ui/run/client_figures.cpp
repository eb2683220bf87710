// SPDX-License-Identifier: Apache-2.0
#include "ui/run/client_figures.h"

#include "ui/settings/number_text.h"

#include <QGridLayout>
#include <QLabel>
#include <algorithm>
#include <optional>

namespace millrace::ui {

namespace {

/// Of all partitions or brokers; nothing where none told.
std::optional<std::int64_t> sumOf(const std::vector<ClientMetric>& metrics, Metric metric) {
    std::optional<std::int64_t> sum;
    for (const ClientMetric& each : metrics)
        if (each.metric == metric) sum = sum.value_or(0) + each.value;
    return sum;
}

} // namespace

ClientFigures::ClientFigures(QWidget* parent) : QWidget(parent), grid_(new QGridLayout(this)) {
    setObjectName("clientFigures");
    grid_->setContentsMargins(0, 0, 0, 0);
    grid_->setVerticalSpacing(6);
    grid_->setColumnStretch(0, 1);
    hide();
}

void ClientFigures::set(const QString& name, const QString& tip, const QString& text) {
    auto found = rows_.find(name);
    if (found == rows_.end()) {
        const Row row{new QLabel(name, this), new QLabel(this)};
        row.name->setProperty("role", "label");
        row.value->setAlignment(Qt::AlignRight);
        row.value->setAccessibleName(name);
        row.value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        for (QLabel* label : {row.name, row.value})
            label->setToolTip(tip);
        grid_->addWidget(row.name, grid_->rowCount(), 0);
        grid_->addWidget(row.value, grid_->rowCount() - 1, 1);
        found = rows_.emplace(name, row).first;
    }
    const Row& row = found->second;
    row.name->show();
    row.value->show();
    if (row.value->text() != text) row.value->setText(text);
}

void ClientFigures::update(const std::vector<ClientMetric>& metrics) {
    setVisible(!metrics.empty());
    if (metrics.empty()) return;
    std::vector<QString> told;
    const auto tell = [&](const QString& name, const QString& tip, const QString& text) {
        set(name, tip, text);
        told.push_back(name);
    };
    if (const auto lag = sumOf(metrics, Metric::Lag))
        tell(tr("Lag"), tr("Messages of all partitions that are there and have not been read yet"),
             countText(*lag));
    if (const auto waiting = sumOf(metrics, Metric::ClientQueue))
        tell(tr("In the client"),
             tr("Messages fetched and not read yet, or written and not acknowledged yet"),
             countText(*waiting));
    for (const ClientMetric& each : metrics)
        if (each.metric == Metric::RoundTrip)
            tell(tr("Round trip %1").arg(QString::fromStdString(each.label)),
                 tr("Shortest time this broker took to answer in the last seconds. Longer ones hold what a "
                    "fetch waits for messages."),
                 durationText(static_cast<double>(each.value) * 1e-6).text());
    for (auto& [name, row] : rows_) {
        if (std::find(told.begin(), told.end(), name) != told.end()) continue;
        row.name->hide(); // a broker of another node
        row.value->hide();
    }
}

} // namespace millrace::ui
