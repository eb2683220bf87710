// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QIcon>
#include <QProxyStyle>

namespace millrace::ui {

/// Fusion, which draws every control from the palette alone, without motion where the user wants none, with
/// the studio's own icons in the dialogs that Qt brings along, columns there that hold what they show, and
/// with a name for screen readers on every control that was not given one.
class StudioStyle : public QProxyStyle {
    Q_OBJECT
public:
    StudioStyle();
    using QProxyStyle::polish;
    void polish(QWidget* widget) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* returned) const override;
    QIcon standardIcon(StandardPixmap which, const QStyleOption* option,
                       const QWidget* widget) const override;
    QPixmap standardPixmap(StandardPixmap which, const QStyleOption* option,
                           const QWidget* widget) const override;
};

/// What a control without an accessible name is called: its place holder, tool tip, text beside it or the
/// name of the field it is part of; empty = nothing is known.
QString spokenName(const QWidget& control);

} // namespace millrace::ui
