// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/group_colors.h"

#include "ui/settings/theme.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPixmap>

namespace millrace::ui {
namespace {

QString tr(const char* text) { return QCoreApplication::translate("millrace::ui", text); }

} // namespace

std::vector<GroupColor> groupColors() {
    const Tokens& t = Theme::instance().tokens();
    return {{"", tr("Plain"), t.faint},
            {"blue", tr("Blue"), t.stage},
            {"green", tr("Green"), t.source},
            {"teal", tr("Teal"), t.io},
            {"violet", tr("Violet"), t.concurrency}};
}

QColor groupColor(const QString& name) {
    const Tokens& t = Theme::instance().tokens();
    if (name == QLatin1String("blue")) return t.stage;
    if (name == QLatin1String("green")) return t.source;
    if (name == QLatin1String("teal")) return t.io;
    if (name == QLatin1String("violet")) return t.concurrency;
    return t.faint;
}

QIcon swatch(const QColor& color) {
    QPixmap picture(36, 36);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawEllipse(3, 3, 30, 30);
    picture.setDevicePixelRatio(2);
    return QIcon(picture);
}

} // namespace millrace::ui
