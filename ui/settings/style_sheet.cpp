// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/style_sheet.h"

#include "ui/settings/theme.h"

#include <QDir>
#include <QFileInfo>
#include <QSaveFile>
#include <QStandardPaths>

namespace millrace::ui {
namespace {

// Names in @braces@ are replaced by tokens. Heights leave 1 px of border on both sides.
constexpr const char* kSheet = R"(
* { outline: none; }
QWidget { color: @text@; font-family: @sans@; font-size: 13px; }
QMainWindow, QDialog, QWidget[role="panel"] { background: @panel@; }
QWidget[role="canvas"] { background: @canvas@; }
QLabel { background: transparent; }
QLabel[role="muted"] { color: @muted@; font-size: 12px; }
QLabel[role="secondary"] { color: @muted@; font-size: 11px; }
QLabel[role="label"] { color: @muted@; font-size: 12px; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="display"] { font-size: 24px; font-weight: 600; }
QLabel[role="file"] { color: @muted@; font-size: 13px; }
QToolButton[role="logo"] { font-size: 14px; font-weight: 600; padding: 0 8px 0 4px; min-height: 30px; }
QLabel[role="heading"] { font-size: 16px; font-weight: 600; }
QLabel[role="caps"] { color: @muted@; font-size: 11px; font-weight: 600; }
QLabel[role="error"] { color: @bad@; font-size: 12px; }
QLabel[role="warning"] { color: @warningText@; font-size: 12px; }
QLabel[role="keys"] { color: @muted@; border: 1px solid @hairline@; border-radius: 4px; padding: 0 4px; font-family: @mono@; font-size: 11px; }
QLabel[role="tag"] { color: @tagText@; background: @tagBack@; border-radius: 4px; padding: 1px 5px; font-size: 11px; }
QLabel[role="badge"] { color: @text@; border: 1px solid @hairlineStrong@; border-radius: 5px; padding: 1px 6px; font-size: 11px; }
QLabel[role="tagQuiet"] { color: @muted@; padding: 1px 0; font-size: 11px; }
QFrame[role="card"] { background: @panel@; border: 1px solid @hairline@; border-radius: 10px; }
QFrame[role="popup"] { background: @panel@; border: 1px solid @hairlineStrong@; border-radius: 10px; }
QFrame[role="floating"] { background: @panel@; border: 1px solid @hairline@; border-radius: 7px; }
QFrame[role="floating"][drop="true"] { border-color: @accent@; background: @selected@; }
QFrame[role="popup"] QListView { background: transparent; }
QFrame[role="hairline"] { background: @hairline@; border: none; max-height: 1px; min-height: 1px; }
QFrame[role="vhairline"] { background: @hairline@; border: none; max-width: 1px; min-width: 1px; }

QPushButton { background: @raised@; border: 1px solid @hairline@; border-radius: 7px; padding: 0 12px; min-height: 28px; }
QPushButton:hover { background: @hover@; }
QPushButton:pressed { background: @hairline@; }
QPushButton:focus { border-color: @accent@; }
QPushButton:disabled { color: @faint@; }
QPushButton:default { border-color: @accent@; }
QPushButton[role="primary"] { background: @accent@; color: @onAccent@; border: 1px solid @accent@; font-weight: 600; padding: 0 14px; }
QPushButton[role="primary"]:hover { background: @accentHover@; border-color: @accentHover@; }
QPushButton[role="primary"]:disabled { background: @raised@; color: @faint@; border-color: @hairline@; }
QPushButton[role="link"] { background: transparent; border: none; color: @accent@; padding: 0 2px; min-height: 18px; font-size: 12px; }
QPushButton[role="link"]:hover { text-decoration: underline; }
QPushButton[role="small"] { min-height: 24px; padding: 0 10px; font-size: 12px; }

QPushButton[role="row"] { background: transparent; border: 1px solid transparent; text-align: left; padding: 0 10px; min-height: 32px; }
QPushButton[role="row"]:hover { background: @raised@; }
QPushButton[role="row"]:focus { border-color: @accent@; }
QPushButton[role="card"] { background: @panel@; border: 1px solid @hairline@; border-radius: 10px; padding: 0; min-height: 216px; }
QPushButton[role="card"]:hover { background: @raised@; border-color: @hairlineStrong@; }
QPushButton[role="card"]:focus { border: 2px solid @accent@; }
QPushButton[role="link"]:focus { text-decoration: underline; border-bottom: 1px solid @accent@; }
QPushButton[role="primary"]:focus { border: 2px solid @text@; }

QToolButton { background: transparent; border: 1px solid transparent; border-radius: 7px; padding: 0; }
QToolButton:hover { background: @hover@; }
QToolButton:pressed, QToolButton:checked { background: @raised@; border-color: @hairline@; }
QToolButton:focus { border-color: @accent@; }
QToolButton::menu-indicator { image: none; width: 0; }
QToolButton[role="crumb"], QToolButton[role="strong"] { padding: 0 6px; min-height: 22px; font-size: 12px; }
QToolButton[role="crumb"] { color: @muted@; }
QToolButton[role="crumb"]:hover { color: @text@; }
QToolButton[role="strong"] { font-weight: 600; }
QToolButton[role="box"] { background: @raised@; border: 1px solid @hairline@; min-height: 28px; min-width: 28px; }
QToolButton[role="box"]:hover { background: @hover@; }
QToolButton[role="box"]:disabled { background: transparent; }
QToolButton[role="box"]:checked { border-color: @accent@; }
QToolButton[role="switch"] { background: @raised@; border: 1px solid @hairline@; min-height: 28px; padding: 0 10px; }
QToolButton[role="switch"]:hover { background: @hover@; }
QToolButton[role="switch"]:checked { color: @accent@; border-color: @accent@; }
QToolButton[role="switch"]:disabled { background: transparent; color: @faint@; }
QToolButton[role="switch"]:checked:disabled { color: @accent@; }
QFrame[role="segments"] { background: @raised@; border: 1px solid @hairline@; border-radius: 7px; }
QToolButton[role="segment"] { background: transparent; border: none; border-radius: 5px; color: @muted@; padding: 0 12px; min-height: 24px; max-height: 24px; }
QToolButton[role="segment"]:hover { background: @hover@; }
QToolButton[role="segment"]:checked { background: @accent@; color: @onAccent@; font-weight: 600; }
QToolButton[role="segment"]:disabled { color: @faint@; }
QToolButton[role="segment"]:checked:disabled { color: @onAccent@; }
QToolButton[role="dock"] { background: @raised@; border: 1px solid @hairline@; padding: 0 10px; min-height: 24px; max-height: 24px; }
QToolButton[role="dock"]:hover { background: @hover@; }
QToolButton[role="dock"]:checked { color: @accent@; border-color: @accent@; }
QToolButton[role="dock"]:disabled { background: transparent; color: @faint@; }
QToolButton[role="live"] { color: @muted@; padding: 0 6px; }
QToolButton[role="live"]:checked { color: @accent@; background: transparent; border-color: transparent; }
QToolButton[role="search"] { background: @raised@; border: 1px solid @hairline@; color: @muted@; text-align: left; }
QToolButton[role="search"]:hover { background: @hover@; }
QToolButton[role]:focus { border-color: @accent@; }
QToolButton[role="live"]:checked:focus { border-color: @accent@; }

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QComboBox, QDateTimeEdit {
  background: @raised@; border: 1px solid @hairline@; border-radius: 7px; padding: 0 8px; min-height: 28px;
  selection-background-color: @accent@; selection-color: @onAccent@; }
QPlainTextEdit, QTextEdit { padding: 4px 5px; min-height: 0; }
QLineEdit:hover, QComboBox:hover, QPlainTextEdit:hover, QTextEdit:hover { border-color: @hairlineStrong@; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus { border-color: @accent@; }
QLineEdit:disabled, QComboBox:disabled { color: @faint@; }
QLineEdit[role="mono"], QPlainTextEdit[role="mono"], QTextEdit[role="mono"] { font-family: @mono@; font-size: 12px; }
QLineEdit[state="error"], QPlainTextEdit[state="error"], QTextEdit[state="error"], QComboBox[state="error"], QFrame[state="error"] { border-color: @bad@; }
QLineEdit[role="title"] { background: transparent; border: 1px solid transparent; font-size: 14px; font-weight: 600; padding: 0 4px; min-height: 24px; }
QLineEdit[role="title"]:hover { border-color: @hairline@; }
QLineEdit[role="title"]:focus { background: @raised@; border-color: @accent@; }
QLineEdit[role="bare"], QPlainTextEdit[role="bare"] { background: transparent; border: none; padding: 0 2px; min-height: 22px; }
QTextBrowser { background: transparent; border: none; padding: 0; }

QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: url("@chevronDown@"); width: 14px; height: 14px; }
QComboBox QAbstractItemView, QListView[role="popup"], QTreeView[role="popup"], QListWidget[role="popup"] {
  background: @raised@; border: 1px solid @hairline@; border-radius: 7px; padding: 4px; selection-background-color: @selected@; selection-color: @text@; }
QComboBox QAbstractItemView::item, QListView[role="popup"]::item { min-height: 26px; padding: 0 6px; border-radius: 5px; }
QComboBox QAbstractItemView::item:selected, QListView[role="popup"]::item:selected { background: @selected@; color: @text@; }

QCheckBox { spacing: 8px; background: transparent; }
QCheckBox::indicator { width: 16px; height: 16px; border: 1px solid @hairlineStrong@; border-radius: 4px; background: @raised@; }
QCheckBox::indicator:checked { background: @accent@; border-color: @accent@; image: url("@check@"); }
QRadioButton { spacing: 8px; background: transparent; }
QRadioButton::indicator { width: 14px; height: 14px; border: 1px solid @hairlineStrong@; border-radius: 8px; background: @raised@; }
QRadioButton::indicator:checked { width: 6px; height: 6px; border: 5px solid @accent@; background: @onAccent@; }
QCheckBox::indicator:indeterminate { background: @faint@; border-color: @hairlineStrong@; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: @idle@; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: @accent@; }
QSlider::handle:horizontal { width: 14px; height: 14px; margin: -5px 0; border-radius: 7px; background: @accent@; }

QPlainTextEdit[role="notes"] { min-height: 84px; max-height: 84px; }
QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab { color: @muted@; background: transparent; padding: 0 1px; margin-right: 15px; height: 32px; font-size: 12px; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: @text@; border-bottom-color: @accent@; }
QTabBar::tab:hover { color: @text@; }
QTabBar::tab:selected:focus { color: @accent@; }
QCheckBox:focus { color: @accent@; }
QSlider::handle:horizontal:focus { background: @text@; }
QTabWidget::pane { border: none; border-top: 1px solid @hairline@; }

QMenu { background: @raised@; border: 1px solid @hairline@; border-radius: 7px; padding: 5px; }
QMenu::item { padding: 5px 26px 5px 10px; border-radius: 5px; background: transparent; }
QMenu::item:selected { background: @selected@; }
QMenu::item:disabled { color: @faint@; }
QMenu::separator { height: 1px; background: @hairline@; margin: 5px 8px; }
QMenu::icon { padding-left: 8px; }
QMenu::indicator { width: 14px; height: 14px; left: 8px; }
QMenu::right-arrow { image: url("@chevronRight@"); width: 14px; height: 14px; }
QToolTip { background: @raised@; color: @text@; border: 1px solid @hairlineStrong@; padding: 4px 6px; font-size: 12px; }

QScrollArea, QAbstractScrollArea[role="bare"] { background: transparent; border: none; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollArea > QWidget > QWidget[role="bare"] { background: transparent; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 2px; }
QScrollBar::handle { background: @scroll@; border-radius: 3px; min-height: 28px; min-width: 28px; }
QScrollBar::handle:hover { background: @faint@; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page { background: none; border: none; width: 0; height: 0; }
QSplitter::handle { background: @hairline@; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }

QTableView, QTreeView, QListView { background: @panel@; alternate-background-color: @panel@; border: none; gridline-color: @hairline@;
  selection-background-color: @selected@; selection-color: @text@; }
QTableView::item, QTreeView::item, QListView::item { padding: 2px 8px; border: none; }
QTableView::item:selected, QTreeView::item:selected, QListView::item:selected { background: @selected@; color: @text@; }
QHeaderView { background: @panel@; border: none; border-bottom: 1px solid @hairline@; }
QHeaderView::section { background: @panel@; color: @muted@; border: none; padding: 5px 11px; font-size: 12px; font-weight: 600; }
QTableCornerButton::section { background: @panel@; border: none; }
QProgressBar { background: @idle@; border: none; border-radius: 3px; max-height: 6px; text-align: center; }
QProgressBar::chunk { background: @accent@; border-radius: 3px; }
QMessageBox QLabel { min-width: 280px; }
)";

/// Style sheets take pictures by file name only, so tinted copies are kept in the cache folder.
QString tintedFile(const Theme& theme, const QString& icon, const QColor& color) {
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::CacheLocation) + "/icons";
    QDir().mkpath(folder);
    const QString path = folder + "/" + icon + "-" + color.name(QColor::HexRgb).mid(1) + ".png";
    if (QFileInfo::exists(path)) return path;
    // Whole or not at all: another studio may be starting, too.
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && theme.pixmap(icon, color, 28).save(&file, "PNG")) file.commit();
    return path;
}

} // namespace

QString styleSheet(const Theme& theme) {
    const Tokens& t = theme.tokens();
    QString sheet = kSheet;
    const auto put = [&sheet](const char* name, const QString& value) {
        sheet.replace(QString("@%1@").arg(name), value);
    };
    const auto color = [&put](const char* name, const QColor& value) {
        put(name, value.name(QColor::HexRgb));
    };
    put("sans", theme.sansFamilies());
    put("mono", theme.monoFamilies());
    color("canvas", t.canvas);
    color("panel", t.panel);
    color("raised", t.raised);
    color("hairline", t.hairline);
    color("hairlineStrong", mixed(t.hairline, t.text, 0.18));
    color("hover", mixed(t.raised, t.text, 0.06));
    color("selected", mixed(t.raised, t.accent, 0.22));
    color("scroll", mixed(t.panel, t.text, 0.16));
    color("text", t.text);
    color("muted", t.muted);
    color("faint", t.faint);
    color("accent", t.accent);
    color("accentHover", mixed(t.accent, t.text, 0.12));
    color("onAccent", t.onAccent);
    color("tagText", theme.isDark() ? mixed(t.accent, t.text, 0.15) : mixed(t.accent, t.text, 0.1));
    color("tagBack", mixed(t.panel, t.accent, theme.isDark() ? 0.24 : 0.16));
    color("warningText", theme.isDark() ? t.outputFull : mixed(t.outputFull, t.text, 0.4));
    color("bad", t.bad);
    color("idle", t.idle);
    put("chevronDown", tintedFile(theme, "chevron_down", t.muted));
    put("chevronRight", tintedFile(theme, "chevron_right", t.muted));
    put("check", tintedFile(theme, "check", t.onAccent));
    return sheet;
}

} // namespace millrace::ui
