// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_diff.h"
#include "engine/graph/registry.h"

#include <QDialog>

QT_BEGIN_NAMESPACE
class QCheckBox;
class QLabel;
class QTreeWidget;
class QToolButton;
QT_END_NAMESPACE

namespace millrace::ui {

class GraphCompareCanvas;

/// What differs between two graphs: a list of the changes beside both graphs over each other. A change leads
/// to its place; B blinks between before, after and both.
class GraphCompareDialog : public QDialog {
    Q_OBJECT
public:
    struct Side {
        QString name; ///< as shown: "fleet.mill (saved)"
        GraphDocument document;
    };
    GraphCompareDialog(Side before, Side after, const Registry& registry, QWidget* parent = nullptr);

    int changeCount() const { return static_cast<int>(changes_.size()); }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void compare();
    void blink();

    Side before_, after_;
    std::vector<GraphChange> changes_;
    QLabel* summary_;
    QTreeWidget* list_;
    GraphCompareCanvas* canvas_;
    QCheckBox* moves_;
    QToolButton* blink_;
};

} // namespace millrace::ui
