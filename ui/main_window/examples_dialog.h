// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/registry.h"
#include "ui/welcome/graph_shelf.h"

#include <QDialog>
#include <QString>

class QLabel;
class QListWidget;
class QTextBrowser;

namespace millrace::ui {

class GraphPreview;

/// The installed examples, or the templates of the program, with their notes and a picture of the graph.
class ExamplesDialog : public QDialog {
    Q_OBJECT
public:
    enum class Purpose { OpenExample, NewFromTemplate };
    ExamplesDialog(const QString& folder, const Registry& registry, QWidget* parent,
                   Purpose purpose = Purpose::OpenExample);
    QString chosenPath() const;

private:
    const ShelvedGraph* chosen() const;
    void showExample();

    std::vector<ShelvedGraph> shelf_;
    QListWidget* list_;
    QLabel* title_;
    QTextBrowser* notes_;
    GraphPreview* preview_;
};

} // namespace millrace::ui
