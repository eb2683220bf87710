// SPDX-License-Identifier: Apache-2.0
#include "ui/run/banner_column.h"

#include "ui/canvas/canvas_view.h"

#include <QVBoxLayout>

namespace millrace::ui {

BannerColumn::BannerColumn(CanvasView& view) {
    setObjectName("banners");
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    view.setBanner(this);
    QWidget::hide();
}

void BannerColumn::show(const QString& name, int place, QWidget* banner) {
    hide(name);
    int index = 0;
    for (const Entry& entry : entries_)
        if (entry.place < place) ++index;
    entries_.insert(name, {place, banner});
    static_cast<QVBoxLayout*>(layout())->insertWidget(index, banner);
    banner->show();
    QWidget::show();
}

void BannerColumn::hide(const QString& name) {
    const Entry entry = entries_.take(name);
    if (!entry.widget) return;
    layout()->removeWidget(entry.widget);
    entry.widget->hide();
    entry.widget->deleteLater(); // its own button may have asked for this
    if (entries_.isEmpty()) QWidget::hide();
    updateGeometry();
}

QWidget* BannerColumn::banner(const QString& name) const { return entries_.value(name).widget; }

} // namespace millrace::ui
