// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/node_kind.h"

#include <QWidget>

namespace millrace::ui {

/// The colour spot with a kind's icon, as on its card.
class SpotLabel : public QWidget {
    Q_OBJECT
public:
    explicit SpotLabel(QWidget* parent = nullptr, int size = 24);
    void setKind(const NodeKind* kind); ///< null = unknown
    void setIcon(const QString& icon, const QColor& color);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString icon_;
    Category category_ = Category::Stage;
    QColor color_;
    bool unknown_ = true;
};

} // namespace millrace::ui
