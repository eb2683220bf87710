// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/graph_picture.h"

#include "ui/canvas/canvas_areas.h"
#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/wire_item.h"
#include "ui/document/graph_session.h"
#include "ui/settings/theme.h"
#include "ui/settings/theme_choice.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QImage>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QStyleOptionGraphicsItem>
#include <QSvgGenerator>
#include <algorithm>
#include <cmath>
#include <vector>

namespace millrace::ui {
namespace {

constexpr qreal kMargin = 24, kPixelsPerUnit = 2;
/// Larger pictures would not fit into memory.
constexpr qreal kMostPixels = 120e6;

QString tr(const char* text) { return QCoreApplication::translate("millrace::ui", text); }

Diagnostics refusal(const char* code, const QString& message) {
    Diagnostics diagnostics;
    diagnostics.error(code, message.toStdString());
    return diagnostics;
}

/// What is drawn, from the back to the front and in the order of the document, so that the same graph gives
/// the same file.
std::vector<QGraphicsItem*> itemsOf(const CanvasScene& canvas, bool selectionOnly) {
    const GraphBody& body = canvas.session().document();
    std::vector<QGraphicsItem*> items;
    const auto wanted = [&](const QGraphicsItem* item) {
        return item && (!selectionOnly || item->isSelected());
    };
    const auto add = [&](QGraphicsItem* item) {
        if (wanted(item)) items.push_back(item);
    };
    for (const GraphGroup& group : body.groups)
        add(canvas.areas().group(QString::fromStdString(group.id)));
    for (const StickyNote& note : body.stickyNotes)
        add(canvas.areas().note(QString::fromStdString(note.id)));
    for (const GraphEdge& edge : body.edges) {
        WireItem* wire = canvas.wire(QString::fromStdString(edge.id()));
        if (wire && wanted(canvas.node(QString::fromStdString(edge.from.node))) &&
            wanted(canvas.node(QString::fromStdString(edge.to.node))))
            items.push_back(wire);
    }
    std::stable_sort(items.begin(), items.end(), [](const QGraphicsItem* a, const QGraphicsItem* b) {
        return a->zValue() < b->zValue();
    });
    for (const GraphNode& node : body.nodes)
        add(canvas.node(QString::fromStdString(node.id)));
    return items;
}

void draw(QPainter& painter, const std::vector<QGraphicsItem*>& items, const QRectF& area,
          const PictureOptions& options) {
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing |
                           QPainter::SmoothPixmapTransform);
    if (options.ground != PictureOptions::Ground::None)
        painter.fillRect(QRectF({}, area.size()), Theme::instance().tokens().canvas);
    painter.translate(-area.topLeft());
    QStyleOptionGraphicsItem option;
    option.state = QStyle::State_Enabled;
    for (QGraphicsItem* item : items) {
        painter.save();
        painter.translate(item->pos());
        item->paint(&painter, &option, nullptr);
        painter.restore();
    }
    for (const QGraphicsItem* item : items) {
        const auto* wire = dynamic_cast<const WireItem*>(item);
        if (wire) wire->paintLabels(painter);
    }
}

/// The colours of another theme for as long as it lives.
class BorrowedTheme {
public:
    explicit BorrowedTheme(ThemeChoice choice) : before_(currentTheme()) {
        if (choice != before_) applyTheme(choice);
    }
    ~BorrowedTheme() {
        if (currentTheme() != before_) applyTheme(before_);
    }
    BorrowedTheme(const BorrowedTheme&) = delete;
    BorrowedTheme& operator=(const BorrowedTheme&) = delete;

private:
    ThemeChoice before_;
};

} // namespace

Result<void> writePicture(CanvasScene& canvas, const QString& path, const PictureOptions& options) {
    const std::vector<QGraphicsItem*> items = itemsOf(canvas, options.selectionOnly);
    if (items.empty()) return refusal("MR7120", tr("There is nothing to draw."));
    const QString ending = QFileInfo(path).suffix().toLower();
    if (ending != "svg" && ending != "png" && ending != "pdf")
        return refusal("MR7121", tr("A picture is a file ending in .svg, .png or .pdf."));
    QRectF area;
    for (const QGraphicsItem* item : items)
        area = area.united(item->sceneBoundingRect());
    area = area.adjusted(-kMargin, -kMargin, kMargin, kMargin).toAlignedRect();
    const bool light = options.ground == PictureOptions::Ground::Light;
    const BorrowedTheme theme(light ? ThemeChoice::Light : currentTheme());
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return refusal("MR7122", tr("%1 cannot be written: %2").arg(path, file.errorString()));
    QPainter painter;
    const QString title = QString::fromStdString(canvas.session().document().name);
    if (ending == "svg") {
        QSvgGenerator generator;
        generator.setOutputDevice(&file);
        generator.setSize(area.size().toSize());
        generator.setViewBox(QRectF({}, area.size()));
        generator.setResolution(96);
        generator.setTitle(title);
        painter.begin(&generator);
        draw(painter, items, area, options);
        painter.end();
    } else if (ending == "pdf") {
        QPdfWriter writer(&file);
        writer.setResolution(72);
        writer.setPageSize(QPageSize(area.size(), QPageSize::Point, {}, QPageSize::ExactMatch));
        writer.setPageMargins(QMarginsF());
        writer.setTitle(title);
        painter.begin(&writer);
        draw(painter, items, area, options);
        painter.end();
    } else {
        const qreal pixels = area.width() * area.height() * kPixelsPerUnit * kPixelsPerUnit;
        const qreal scale = kPixelsPerUnit * std::min(1.0, std::sqrt(kMostPixels / pixels));
        QImage image((area.size() * scale).toSize(), QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::transparent);
        painter.begin(&image);
        painter.scale(scale, scale);
        draw(painter, items, area, options);
        painter.end();
        image.save(&file, "PNG");
    }
    if (!file.commit())
        return refusal("MR7122", tr("%1 cannot be written: %2").arg(path, file.errorString()));
    return {};
}

} // namespace millrace::ui
