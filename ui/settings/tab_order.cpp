// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/tab_order.h"

#include <QApplication>
#include <QWidget>
#include <algorithm>
#include <vector>

namespace millrace::ui {
namespace {

constexpr const char* kLastInRow = "lastInRow";

bool takesTab(const QWidget& widget) {
    return widget.isVisible() && widget.isEnabled() && !widget.focusProxy() &&
           (widget.focusPolicy() & Qt::TabFocus) == Qt::TabFocus;
}

struct Field {
    QWidget* widget;
    QRect place;
};

QRect placeIn(const QWidget& area, const QWidget& widget) {
    const QRect place(widget.mapTo(&area, QPoint(0, 0)), widget.size());
    if (!widget.property(kLastInRow).toBool()) return place;
    const QWidget* row = widget.parentWidget();
    return {place.left(), row->mapTo(&area, QPoint(0, row->height() - 1)).y(), place.width(), 1};
}

/// Line after line, and from left to right in each.
std::vector<Field> byPlace(const QWidget& area) {
    std::vector<Field> fields;
    for (QWidget* widget : area.findChildren<QWidget*>()) {
        if (takesTab(*widget)) fields.push_back({widget, placeIn(area, *widget)});
    }
    std::stable_sort(fields.begin(), fields.end(), [](const Field& a, const Field& b) {
        return a.place.center().y() < b.place.center().y();
    });
    for (auto line = fields.begin(); line != fields.end();) {
        const auto end = std::find_if(line, fields.end(), [line](const Field& other) {
            const int first = line->place.center().y(), y = other.place.center().y();
            return y > line->place.bottom() || first < other.place.top();
        });
        std::stable_sort(line, end,
                         [](const Field& a, const Field& b) { return a.place.left() < b.place.left(); });
        line = end;
    }
    return fields;
}

} // namespace

QWidget* nextByPlace(QWidget& area, bool forward) {
    const std::vector<Field> fields = byPlace(area);
    const auto at = std::find_if(fields.begin(), fields.end(), [](const Field& field) {
        return field.widget == QApplication::focusWidget();
    });
    if (at != fields.end()) {
        if (forward && at + 1 != fields.end()) return (at + 1)->widget;
        if (!forward && at != fields.begin()) return (at - 1)->widget;
    }
    const auto step = [forward](QWidget* widget) {
        return forward ? widget->nextInFocusChain() : widget->previousInFocusChain();
    };
    for (QWidget* other = step(&area); other != &area; other = step(other)) {
        if (!area.isAncestorOf(other) && other->window() == area.window() && takesTab(*other)) return other;
    }
    return nullptr;
}

void putLastInRow(QWidget& widget) { widget.setProperty(kLastInRow, true); }

} // namespace millrace::ui
