// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/registry.h"

#include <QWidget>

class QLineEdit;
class QListView;

namespace millrace::ui {

class KindListModel;

/// All node kinds by category, with a search field. A kind is dragged onto the canvas, or added by double
/// click or Enter.
class PalettePanel : public QWidget {
    Q_OBJECT
public:
    explicit PalettePanel(const Registry& registry, QWidget* parent = nullptr);
    void focusSearch();

Q_SIGNALS:
    void kindChosen(const QString& kind);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void refresh();

    const Registry& registry_;
    QLineEdit* search_;
    QListView* list_;
    KindListModel* model_;
};

} // namespace millrace::ui
