// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/look_up/look_up_service.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace millrace::ui {

class BusyMark;

/// "Test connection" of a node, and what came of it. The answer goes when the node's parameters change.
class ConnectionRow : public QWidget {
    Q_OBJECT
public:
    ConnectionRow(GraphSession& session, LookUpService& service, QWidget* parent = nullptr);

    /// Another node: what was said of the one before goes, and is no longer waited for.
    void showNode(const QString& path);

private:
    void press();
    void take(const LookUpAnswer& answer);
    void forget();
    void refresh();
    bool isAsking() const;

    LookUpService& service_;
    QString path_;
    std::optional<LookUpAnswer> answer_;
    QPushButton* test_;
    BusyMark* busy_;
    QLabel* words_;
    QPushButton* cancel_;
    QLabel* mark_;
    QLabel* line_;
    QLabel* hint_;
};

} // namespace millrace::ui
