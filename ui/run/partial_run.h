// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_document.h"
#include "ui/document/planning_service.h"

#include <QObject>
#include <QString>

QT_BEGIN_NAMESPACE
class QMenu;
QT_END_NAMESPACE

namespace millrace::ui {

class BannerColumn;
class MainWindow;
class RunController;

/// The document without what does not lead to `node`; what the node sends ends in tables, so
/// that it can be looked at.
GraphDocument partUpTo(const GraphDocument& document, const Registry& registry, const std::string& node);

/// Runs a graph up to one node, on a copy of the document.
class PartialRun : public QObject {
    Q_OBJECT
public:
    PartialRun(MainWindow& window, RunController& runs, BannerColumn& banners);
    void runUpTo(const QString& node);

private:
    void planned(const Planning& planning);
    void fillContextMenu(QMenu& menu);
    void showBanner();

    MainWindow& window_;
    RunController& runs_;
    BannerColumn& banners_;
    PlanningService planner_;
    QString node_; ///< the run up to it is being planned, or on
};

} // namespace millrace::ui
