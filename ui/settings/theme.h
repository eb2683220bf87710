// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/node_kind.h"

#include <QColor>
#include <QFont>
#include <QIcon>
#include <QObject>
#include <QPixmap>

namespace millrace::ui {

/// The colours of one theme. The only place in the program where a colour is written down (theme.cpp).
struct Tokens {
    QColor canvas, gridDot;
    QColor panel, raised, hairline;
    QColor text, muted, faint;
    QColor accent, onAccent;
    QColor source, stage, concurrency, sink, onSpot;
    QColor busy, idle, outputFull, onOutputFull, lock, io, bad, onBad, good;
    QColor shadow;
};

enum class TextRole {
    Body,        ///< 13
    Title,       ///< 13, semi-bold
    Heading,     ///< 16, semi-bold
    Label,       ///< 12
    LabelStrong, ///< 12, semi-bold
    Secondary,   ///< 11
    Caps,        ///< 11, semi-bold, letter-spaced: section heads
    Figure,      ///< 16, semi-bold: the rate on a card
    Mono,        ///< 12, expressions
    MonoSmall    ///< 10.5, chips
};

/// Sizes in device-independent pixels, shared by layouts and painters.
namespace metric {
inline constexpr int kSpace = 4;
inline constexpr int kCardRadius = 10;
inline constexpr int kControlRadius = 7;
inline constexpr int kChipRadius = 5;
inline constexpr int kControlHeight = 30;
inline constexpr int kDockTabHeight = 34;
inline constexpr int kTopBarHeight = 48;
inline constexpr int kStatusLineHeight = 26;
inline constexpr int kGrid = 20;
inline constexpr int kMotionMs = 120;
} // namespace metric

/// Colours, type and icons of the running program. One instance, on the GUI thread; widgets that paint
/// themselves repaint on changed().
class Theme : public QObject {
    Q_OBJECT
public:
    enum class Mode { Dark, Light };

    static Theme& instance();

    Mode mode() const { return mode_; }
    bool isDark() const { return mode_ == Mode::Dark; }
    /// Sets palette, style sheet and fonts of the application; remembered for the next start when `remember`.
    void apply(Mode mode, bool remember = false);
    /// The mode chosen last time; dark at the first start.
    static Mode remembered();

    const Tokens& tokens() const { return tokens_; }
    QColor category(Category category) const;
    QFont font(TextRole role) const;
    /// "Inter, ..." as a style sheet wants it.
    QString sansFamilies() const;
    QString monoFamilies() const;

    /// Icon `name` of resources/icons in one colour; sharp at every device pixel ratio. An unknown name gives
    /// the generic `node` icon.
    QPixmap pixmap(const QString& name, const QColor& color, int size, qreal devicePixelRatio = 1.0) const;
    QIcon icon(const QString& name) const;                      ///< text colour; muted when disabled
    QIcon icon(const QString& name, const QColor& color) const; ///< one colour in every state

    /// False with "reduce motion": animations then jump to their end.
    bool motion() const { return motion_; }
    void setMotion(bool on) { motion_ = on; }

Q_SIGNALS:
    void changed();

private:
    Theme();

    Mode mode_ = Mode::Dark;
    Tokens tokens_;
    QString sans_, mono_;
    bool motion_ = true;
};

/// `color` with its opacity replaced.
QColor withAlpha(QColor color, double alpha);
/// `a` mixed with `b`; share 0 gives a, 1 gives b. For surfaces that must stay opaque.
QColor mixed(const QColor& a, const QColor& b, double share);

} // namespace millrace::ui
