// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/document/instance_kind.h"

#include <QWidget>

class QLineEdit;
class QListView;

namespace millrace::ui {

class KindListModel;

/// All node kinds by category, and the subgraphs of the document, with a search field. A kind is dragged onto
/// the canvas, or added by double click or Enter.
class PalettePanel : public QWidget {
    Q_OBJECT
public:
    explicit PalettePanel(const GraphSession& session, QWidget* parent = nullptr);
    void focusSearch();

Q_SIGNALS:
    void kindChosen(const QString& kind);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void refresh();
    void follow(); ///< the subgraphs that may be placed may be others now
    std::vector<const NodeKind*> hits() const;

    const GraphSession& session_;
    std::vector<NodeKindPtr> instances_; ///< what the list shows of the document
    QLineEdit* search_;
    QListView* list_;
    KindListModel* model_;
};

} // namespace millrace::ui
