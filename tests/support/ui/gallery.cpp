// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/gallery.h"

#include "ui/settings/theme_choice.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDir>
#include <QLabel>
#include <QPainter>
#include <QSet>
#include <QTest>
#include <vector>

namespace millrace::test {
namespace {

struct Variant {
    QSize size;
    ui::ThemeChoice theme;
    QString name;
};

std::vector<Variant> wantedVariants() {
    const QString wish = qEnvironmentVariable("MILLRACE_PICTURES", "1366x768-dark");
    const QStringList names = wish.split(',');
    std::vector<Variant> wanted;
    for (const QSize size : {QSize(1366, 768), QSize(1920, 1080), QSize(3840, 2160)}) {
        for (const auto theme :
             {ui::ThemeChoice::Dark, ui::ThemeChoice::Light, ui::ThemeChoice::HighContrast}) {
            const QString name =
                QString("%1x%2-%3").arg(size.width()).arg(size.height()).arg(ui::nameOf(theme));
            if (wish == "all" || names.contains(name)) wanted.push_back({size, theme, name});
        }
    }
    return wanted;
}

/// Layouts within layouts ask for their sizes one after the other, each in a turn of the event loop; on a
/// slow machine one wait is one turn.
void settle() {
    for (int turn = 0; turn < 10; ++turn)
        QTest::qWait(5);
}

/// Where a window that lies over another one is to be drawn: where it stands, or in the middle.
QPoint placeOver(const QWidget& below, const QWidget& above) {
    const QPoint at = above.pos() - below.pos();
    if (!above.windowFlags().testFlag(Qt::Dialog) || QRect(at, above.size()).left() > 0) return at;
    return below.rect().center() - above.rect().center();
}

} // namespace

QStringList textCutOff(const QWidget& window) {
    QStringList cut;
    for (const QWidget* part : window.findChildren<QWidget*>()) {
        if (!part->isVisible() || part->visibleRegion().isEmpty() || part->window() != window.window())
            continue;
        const auto* label = qobject_cast<const QLabel*>(part);
        const auto* button = qobject_cast<const QAbstractButton*>(part);
        if (label && label->wordWrap() && !label->text().isEmpty() &&
            label->height() + 1 < label->heightForWidth(label->width()))
            cut << "height of " + label->text();
        const bool wide = (label && !label->wordWrap() && !label->text().isEmpty()) ||
                          (button && !button->text().isEmpty());
        if (wide && part->width() + 1 < part->minimumSizeHint().width())
            cut << (label ? label->text() : button->text()) +
                       QString(" (%1 < %2)").arg(part->width()).arg(part->minimumSizeHint().width());
    }
    return cut;
}

Gallery::Gallery(QWidget& window) : window_(window) {}

void Gallery::take(const QString& name, const std::function<void()>& arrange) {
    const QSize sizeBefore = window_.size();
    for (const Variant& variant : wantedVariants()) {
        if (window_.size() != variant.size) window_.resize(variant.size);
        if (ui::currentTheme() != variant.theme) ui::applyTheme(variant.theme);
        settle();
        if (arrange) arrange();
        settle();
        takeOne(name + "-" + variant.name);
    }
    if (window_.size() != sizeBefore) window_.resize(sizeBefore);
    if (ui::currentTheme() != ui::ThemeChoice::Dark) ui::applyTheme(ui::ThemeChoice::Dark);
}

void Gallery::takeOne(const QString& name) {
    // Figures of a run that came in the very last turn have their room yet to find.
    for (int turn = 0; turn < 10; ++turn)
        QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
    QPixmap picture = window_.grab();
    QStringList cut = textCutOff(window_);
    {
        QPainter painter(&picture);
        for (QWidget* above : QApplication::topLevelWidgets()) {
            if (above == &window_ || !above->isVisible() || above->width() < 8) continue;
            painter.drawPixmap(placeOver(window_, *above), above->grab());
            cut << textCutOff(*above);
        }
    }
    const QImage image = picture.toImage();
    QSet<QRgb> colours;
    for (int x = 0; x < image.width(); x += 7)
        for (int y = 0; y < image.height(); y += 7)
            colours.insert(image.pixel(x, y));
    QVERIFY2(colours.size() > 20, "an empty window has few colours");
    const QString folder = QString(MILLRACE_BINARY_DIR) + "/screenshots";
    QVERIFY(QDir().mkpath(folder));
    QVERIFY(picture.save(folder + "/" + name + ".png"));
    QVERIFY2(cut.isEmpty(), qPrintable(name + ": " + cut.join("\n")));
}

} // namespace millrace::test
