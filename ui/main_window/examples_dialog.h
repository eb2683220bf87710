// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/registry.h"

#include <QDialog>
#include <QString>

class QLabel;
class QListWidget;
class QTextBrowser;

namespace millrace::ui {

class GraphPreview;

/// The installed examples with their notes and a picture of the graph.
class ExamplesDialog : public QDialog {
    Q_OBJECT
public:
    ExamplesDialog(const QString& folder, const Registry& registry, QWidget* parent);
    QString chosenPath() const;

private:
    void showExample();

    QListWidget* list_;
    QLabel* title_;
    QTextBrowser* notes_;
    GraphPreview* preview_;
};

} // namespace millrace::ui
