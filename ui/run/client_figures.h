// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/metrics/metrics.h"

#include <QString>
#include <QWidget>
#include <map>
#include <vector>

QT_BEGIN_NAMESPACE
class QGridLayout;
class QLabel;
QT_END_NAMESPACE

namespace millrace::ui {

/// What the client library of a connector measures, for the Metrics tab: how far the node is behind, what
/// waits in the client, and how long each broker takes to answer. Hidden for nodes without such a library.
class ClientFigures : public QWidget {
    Q_OBJECT
public:
    explicit ClientFigures(QWidget* parent = nullptr);
    void update(const std::vector<ClientMetric>& metrics);

private:
    struct Row {
        QLabel *name, *value;
    };
    void set(const QString& name, const QString& tip, const QString& text);

    QGridLayout* grid_;
    std::map<QString, Row> rows_;
};

} // namespace millrace::ui
