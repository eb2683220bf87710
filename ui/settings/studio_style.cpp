// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/studio_style.h"

#include "ui/settings/theme.h"

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QFileDialog>
#include <QHeaderView>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QTextEdit>
#include <QTreeView>
#include <utility>

namespace millrace::ui {
namespace {

bool isControl(const QWidget& widget) {
    return qobject_cast<const QAbstractButton*>(&widget) || qobject_cast<const QLineEdit*>(&widget) ||
           qobject_cast<const QPlainTextEdit*>(&widget) || qobject_cast<const QTextEdit*>(&widget) ||
           qobject_cast<const QComboBox*>(&widget) || qobject_cast<const QAbstractSpinBox*>(&widget) ||
           (qobject_cast<const QAbstractSlider*>(&widget) && !qobject_cast<const QScrollBar*>(&widget)) ||
           (qobject_cast<const QAbstractScrollArea*>(&widget) && widget.focusPolicy() != Qt::NoFocus);
}

/// Qt's file dialog measures its columns by samples of its own, in which a date of today does not fit.
void fitColumns(QTreeView& files) {
    QHeaderView& header = *files.header();
    if (header.count() == 0) return;
    header.setStretchLastSection(false);
    header.setSectionResizeMode(QHeaderView::ResizeToContents);
    header.setSectionResizeMode(0, QHeaderView::Stretch);
}

QString placeholderOf(const QWidget& widget) {
    if (const auto* line = qobject_cast<const QLineEdit*>(&widget)) return line->placeholderText();
    if (const auto* text = qobject_cast<const QPlainTextEdit*>(&widget)) return text->placeholderText();
    if (const auto* text = qobject_cast<const QTextEdit*>(&widget)) return text->placeholderText();
    if (const auto* combo = qobject_cast<const QComboBox*>(&widget)) return combo->placeholderText();
    return {};
}

} // namespace

StudioStyle::StudioStyle() : QProxyStyle(QStringLiteral("Fusion")) {}

QString spokenName(const QWidget& control) {
    if (const auto* button = qobject_cast<const QAbstractButton*>(&control);
        button && !button->text().isEmpty())
        return {}; // its text is its name
    // A field inside a named one is part of that: "Path", and what tells it apart from its neighbours.
    QString within;
    for (const QWidget* up = control.parentWidget(); up && !up->isWindow(); up = up->parentWidget()) {
        within = up->accessibleName();
        if (!within.isEmpty()) break;
    }
    QString own = control.toolTip().section('\n', 0, 0);
    if (own.contains('<')) own.clear();
    if (own.isEmpty() || own.size() > 60) own = placeholderOf(control);
    if (own.isEmpty()) return within;
    return within.isEmpty() || within == own ? own : within + ": " + own;
}

void StudioStyle::polish(QWidget* widget) {
    QProxyStyle::polish(widget);
    if (isControl(*widget) && widget->accessibleName().isEmpty())
        widget->setAccessibleName(spokenName(*widget));
    if (qobject_cast<QTreeView*>(widget)) widget->installEventFilter(this);
}

bool StudioStyle::eventFilter(QObject* watched, QEvent* event) {
    // Once it is shown: its columns are not there while the dialog is made.
    if (event->type() == QEvent::Show)
        if (auto* files = qobject_cast<QTreeView*>(watched);
            files != nullptr && qobject_cast<QFileDialog*>(files->window()) != nullptr)
            fitColumns(*files);
    return QProxyStyle::eventFilter(watched, event);
}

int StudioStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                           QStyleHintReturn* returned) const {
    if (hint == SH_Widget_Animation_Duration && !Theme::instance().motion()) return 0;
    if (hint == SH_DialogButtonBox_ButtonsHaveIcons) return 0;
    return QProxyStyle::styleHint(hint, option, widget, returned);
}

namespace {

/// Name and colour of the studio's icon for one of Qt's; no name = Qt's own does.
std::pair<QString, QColor> ownIcon(QStyle::StandardPixmap which) {
    const Tokens& t = Theme::instance().tokens();
    switch (which) {
        case QStyle::SP_FileDialogToParent:
        case QStyle::SP_ArrowUp: return {"up", t.text};
        case QStyle::SP_ArrowDown: return {"down", t.text};
        case QStyle::SP_FileDialogBack:
        case QStyle::SP_ArrowBack:
        case QStyle::SP_ArrowLeft: return {"chevron_left", t.text};
        case QStyle::SP_ArrowForward:
        case QStyle::SP_ArrowRight: return {"chevron_right", t.text};
        case QStyle::SP_FileDialogNewFolder: return {"folder_new", t.text};
        case QStyle::SP_FileDialogListView: return {"list", t.text};
        case QStyle::SP_FileDialogDetailedView: return {"details", t.text};
        case QStyle::SP_DirIcon:
        case QStyle::SP_DirOpenIcon:
        case QStyle::SP_DirClosedIcon:
        case QStyle::SP_DirLinkIcon: return {"folder", t.muted};
        case QStyle::SP_DirHomeIcon:
        case QStyle::SP_DesktopIcon: return {"home", t.muted};
        case QStyle::SP_ComputerIcon: return {"computer", t.muted};
        case QStyle::SP_DriveHDIcon:
        case QStyle::SP_DriveNetIcon:
        case QStyle::SP_DriveCDIcon:
        case QStyle::SP_DriveDVDIcon:
        case QStyle::SP_DriveFDIcon: return {"drive", t.muted};
        case QStyle::SP_FileIcon:
        case QStyle::SP_FileLinkIcon: return {"file", t.muted};
        case QStyle::SP_TrashIcon: return {"trash", t.muted};
        case QStyle::SP_LineEditClearButton: return {"close", t.muted};
        case QStyle::SP_MessageBoxInformation: return {"info", t.accent};
        case QStyle::SP_MessageBoxQuestion: return {"question", t.accent};
        case QStyle::SP_MessageBoxWarning: return {"warning", t.text};
        case QStyle::SP_MessageBoxCritical: return {"error", t.bad};
        default: return {};
    }
}

} // namespace

QIcon StudioStyle::standardIcon(StandardPixmap which, const QStyleOption* option,
                                const QWidget* widget) const {
    const auto [name, color] = ownIcon(which);
    if (name.isEmpty()) return QProxyStyle::standardIcon(which, option, widget);
    const Theme& theme = Theme::instance();
    QIcon icon;
    for (const int size : {16, 24, 32, 48}) {
        for (const qreal ratio : {1.0, 2.0}) {
            icon.addPixmap(theme.pixmap(name, color, size, ratio), QIcon::Normal);
            icon.addPixmap(theme.pixmap(name, theme.tokens().faint, size, ratio), QIcon::Disabled);
        }
    }
    return icon;
}

QPixmap StudioStyle::standardPixmap(StandardPixmap which, const QStyleOption* option,
                                    const QWidget* widget) const {
    const auto [name, color] = ownIcon(which);
    if (name.isEmpty()) return QProxyStyle::standardPixmap(which, option, widget);
    return Theme::instance().pixmap(name, color, 32, widget ? widget->devicePixelRatioF() : 1.0);
}

} // namespace millrace::ui
