// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/registry.h"

#include <QDialog>
#include <vector>

class QLabel;
class QListView;
class QPushButton;
class QTextBrowser;

namespace millrace::ui {

class KindListModel;
class SearchField;
class SpotLabel;

/// The reference of all node kinds, written by their descriptors: searchable down to the words of the help,
/// each with an example to put onto the canvas. Stays open beside the window.
class HelpWindow : public QDialog {
    Q_OBJECT
public:
    HelpWindow(const Registry& registry, QWidget* parent);

    /// Shows this kind, or, with an unknown name, what was shown last.
    void openAt(const std::string& kind);
    const NodeKind* shown() const { return shown_; }

    /// Kinds whose name, title, summary, parameters or help hold the words, best first; all for no words.
    static std::vector<const NodeKind*> search(const Registry& registry, const QString& words);

Q_SIGNALS:
    void exampleRequested(const QString& kind); ///< put it onto the canvas

private:
    void refresh();
    void showKind(const NodeKind* kind);

    const Registry& registry_;
    SearchField* search_;
    QListView* list_;
    KindListModel* model_;
    SpotLabel* spot_;
    QLabel *title_, *name_;
    QTextBrowser* text_;
    QPushButton *paste_, *copy_;
    const NodeKind* shown_ = nullptr;
};

} // namespace millrace::ui
