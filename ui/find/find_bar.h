// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/find/node_query.h"

#include <QFrame>
#include <vector>

class QHBoxLayout;
class QLabel;
class QListWidget;
class QToolButton;

namespace millrace::ui {

class CanvasView;
class SavedGraph;
class SearchField;

/// Find in the graph and its subgraphs: names, kinds and parameter values, and filters. Enter shows the body
/// of the chosen node, centres and selects it and leaves the bar open; next() and previous() go round, also
/// while it is closed.
class FindBar : public QFrame {
    Q_OBJECT
public:
    explicit FindBar(CanvasView& view);

    void open();
    void next() { step(1); }
    void previous() { step(-1); }
    const std::vector<NodeMatch>& matches() const { return matches_; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void refresh();
    void followRun();
    std::vector<NodeMatch> matching(const NodeQuery& query) const;
    void showCounts();
    void step(int by);
    void goToCurrent();
    void toggleFilter(const QString& filter, bool on);
    bool passes(const QString& filter, const NodePlace& place) const;
    void place();
    void dismiss();

    CanvasView& view_;
    SavedGraph* saved_;
    SearchField* search_;
    QLabel* count_;
    QToolButton *previous_, *next_, *close_;
    std::vector<QToolButton*> filters_;
    QLabel* empty_;
    QListWidget* list_;
    std::vector<NodeMatch> matches_;
    bool visited_ = false; ///< the current match was gone to: F3 goes on to the next one
};

} // namespace millrace::ui
