// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/theme.h"

#include "ui/settings/studio_style.h"
#include "ui/settings/style_sheet.h"
#include "ui/settings/theme_choice.h"

#include <QApplication>
#include <QFile>
#include <QFontDatabase>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>
#include <QSettings>
#include <QSvgRenderer>
#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace millrace::ui {
namespace {

bool highContrast = false;       ///< the dark theme is the one with high contrast
bool highContrastWanted = false; ///< by the next Theme::apply

Tokens darkTokens() {
    Tokens t;
    t.canvas = "#15181d", t.gridDot = "#262b33";
    t.panel = "#1b1f26", t.raised = "#232831", t.hairline = "#2e3540";
    t.text = "#e7eaf0", t.muted = "#939dad", t.faint = "#616b7b";
    t.accent = "#35b3c7", t.onAccent = "#06222a";
    t.source = "#3fb68b", t.stage = "#5b9df0", t.concurrency = "#a285f0", t.sink = "#e0975a",
    t.onSpot = "#0d1319";
    t.busy = "#5b9df0", t.idle = "#39414e", t.outputFull = "#e3a53a", t.onOutputFull = "#241602";
    t.lock = "#a285f0", t.io = "#4fb3bf", t.bad = "#ef6a5b", t.onBad = "#2a0a06", t.good = "#3fb68b";
    t.shadow = QColor(0, 0, 0, 90);
    return t;
}

Tokens lightTokens() {
    Tokens t;
    t.canvas = "#f5f6f8", t.gridDot = "#dfe3e9";
    t.panel = "#ffffff", t.raised = "#f3f5f8", t.hairline = "#dce1e8";
    t.text = "#1b222d", t.muted = "#5c6777", t.faint = "#8b95a5";
    t.accent = "#0b7688", t.onAccent = "#ffffff";
    t.source = "#16845c", t.stage = "#2b6cc4", t.concurrency = "#6f4bd1", t.sink = "#a65816",
    t.onSpot = "#ffffff";
    t.busy = "#2b6cc4", t.idle = "#d5dbe3", t.outputFull = "#c98209", t.onOutputFull = "#1f1300";
    t.lock = "#6f4bd1", t.io = "#1a7f8c", t.bad = "#c9382a", t.onBad = "#ffffff", t.good = "#16845c";
    t.shadow = QColor(27, 34, 45, 36);
    return t;
}

/// Not a filter: black and white with the state colours lightened until each has 7:1 on every surface.
Tokens highContrastTokens() {
    Tokens t = darkTokens();
    t.canvas = "#000000", t.gridDot = "#3c3c3c";
    t.panel = "#000000", t.raised = "#161616", t.hairline = "#aab4c2";
    t.text = "#ffffff", t.muted = "#e2e8f0", t.faint = "#b9c2cf";
    t.accent = "#52e4ff", t.onAccent = "#000000";
    t.source = "#63f0b2", t.stage = "#93c8ff", t.concurrency = "#d0bbff", t.sink = "#ffc187",
    t.onSpot = "#000000";
    t.busy = "#93c8ff", t.idle = "#4c5462", t.outputFull = "#ffcc3d", t.onOutputFull = "#000000";
    t.lock = "#d0bbff", t.io = "#74eaf7", t.bad = "#ff9d8f", t.onBad = "#000000", t.good = "#63f0b2";
    t.shadow = QColor(0, 0, 0, 0);
    return t;
}

QString firstInstalled(const QStringList& wishes, QFontDatabase::SystemFont fallback) {
    const QStringList families = QFontDatabase::families();
    for (const QString& wish : wishes) {
        if (families.contains(wish)) return wish;
    }
    return QFontDatabase::systemFont(fallback).family();
}

QPalette paletteOf(const Tokens& t) {
    QPalette p;
    p.setColor(QPalette::Window, t.panel);
    p.setColor(QPalette::WindowText, t.text);
    p.setColor(QPalette::Base, t.raised);
    p.setColor(QPalette::AlternateBase, t.panel);
    p.setColor(QPalette::Text, t.text);
    p.setColor(QPalette::Button, t.raised);
    p.setColor(QPalette::ButtonText, t.text);
    p.setColor(QPalette::BrightText, t.bad);
    p.setColor(QPalette::Highlight, t.accent);
    p.setColor(QPalette::HighlightedText, t.onAccent);
    p.setColor(QPalette::Link, t.accent);
    p.setColor(QPalette::LinkVisited, t.accent);
    p.setColor(QPalette::PlaceholderText, t.muted);
    p.setColor(QPalette::ToolTipBase, t.raised);
    p.setColor(QPalette::ToolTipText, t.text);
    p.setColor(QPalette::Light, t.hairline);
    p.setColor(QPalette::Mid, t.hairline);
    p.setColor(QPalette::Dark, t.hairline);
    p.setColor(QPalette::Shadow, t.canvas);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        p.setColor(QPalette::Disabled, role, t.faint);
    }
    return p;
}

} // namespace

Theme& Theme::instance() {
    static Theme theme;
    return theme;
}

Theme::Theme()
    : tokens_(darkTokens()),
      sans_(firstInstalled({"Inter", "Inter Variable", "Noto Sans", "DejaVu Sans"},
                           QFontDatabase::GeneralFont)),
      mono_(firstInstalled({"JetBrains Mono", "DejaVu Sans Mono"}, QFontDatabase::FixedFont)) {}

void Theme::apply(Mode mode, bool remember) {
    mode_ = mode;
    highContrast = std::exchange(highContrastWanted, false);
    tokens_ = tokensOf(currentTheme());
    QPixmapCache::clear();
    // Fusion draws every control from the palette alone, the same on all platforms.
    if (!qApp->property("millraceStyled").toBool()) {
        QApplication::setStyle(new StudioStyle);
        qApp->setProperty("millraceStyled", true);
    }
    QApplication::setPalette(paletteOf(tokens_));
    QApplication::setFont(font(TextRole::Body));
    qApp->setStyleSheet(styleSheet(*this));
    if (remember) QSettings().setValue("theme", nameOf(currentTheme()));
    Q_EMIT changed();
}

Theme::Mode Theme::remembered() { return rememberedTheme() == ThemeChoice::Light ? Mode::Light : Mode::Dark; }

ThemeChoice currentTheme() {
    if (Theme::instance().mode() == Theme::Mode::Light) return ThemeChoice::Light;
    return highContrast ? ThemeChoice::HighContrast : ThemeChoice::Dark;
}

void applyTheme(ThemeChoice choice, bool remember) {
    highContrastWanted = choice == ThemeChoice::HighContrast;
    Theme::instance().apply(choice == ThemeChoice::Light ? Theme::Mode::Light : Theme::Mode::Dark, remember);
}

ThemeChoice rememberedTheme() { return themeNamed(QSettings().value("theme").toString()); }

ThemeChoice themeNamed(const QString& name) {
    if (name == "light") return ThemeChoice::Light;
    return name == "contrast" ? ThemeChoice::HighContrast : ThemeChoice::Dark;
}

QString nameOf(ThemeChoice choice) {
    switch (choice) {
        case ThemeChoice::Light: return QStringLiteral("light");
        case ThemeChoice::HighContrast: return QStringLiteral("contrast");
        case ThemeChoice::Dark: break;
    }
    return QStringLiteral("dark");
}

Tokens tokensOf(ThemeChoice choice) {
    switch (choice) {
        case ThemeChoice::Light: return lightTokens();
        case ThemeChoice::HighContrast: return highContrastTokens();
        case ThemeChoice::Dark: break;
    }
    return darkTokens();
}

QColor Theme::category(Category category) const {
    switch (category) {
        case Category::Source: return tokens_.source;
        case Category::Stage: return tokens_.stage;
        case Category::Concurrency: return tokens_.concurrency;
        case Category::Sink: return tokens_.sink;
    }
    return tokens_.stage;
}

QFont Theme::font(TextRole role) const {
    // Cards ask hundreds of times a frame, and the families stay the same while the program runs.
    static std::array<std::optional<QFont>, static_cast<std::size_t>(TextRole::MonoSmall) + 1> made;
    std::optional<QFont>& known = made[static_cast<std::size_t>(role)];
    if (known) return *known;
    const bool mono = role == TextRole::Mono || role == TextRole::MonoSmall;
    QFont f(mono ? mono_ : sans_);
    f.setStyleHint(mono ? QFont::Monospace : QFont::SansSerif);
    f.setHintingPreference(QFont::PreferNoHinting);
    switch (role) {
        case TextRole::Body: f.setPixelSize(13); break;
        case TextRole::Title:
            f.setPixelSize(13);
            f.setWeight(QFont::DemiBold);
            break;
        case TextRole::Heading:
        case TextRole::Figure:
            f.setPixelSize(16);
            f.setWeight(QFont::DemiBold);
            break;
        case TextRole::Label: f.setPixelSize(12); break;
        case TextRole::LabelStrong:
            f.setPixelSize(12);
            f.setWeight(QFont::DemiBold);
            break;
        case TextRole::Secondary: f.setPixelSize(11); break;
        case TextRole::Caps:
            f.setPixelSize(11);
            f.setWeight(QFont::DemiBold);
            f.setLetterSpacing(QFont::AbsoluteSpacing, 0.5);
            f.setCapitalization(QFont::AllUppercase);
            break;
        case TextRole::Mono: f.setPixelSize(12); break;
        case TextRole::MonoSmall: f.setPixelSize(11); break;
    }
    known = f;
    return f;
}

QString Theme::sansFamilies() const { return "\"" + sans_ + "\""; }
QString Theme::monoFamilies() const { return "\"" + mono_ + "\""; }

QPixmap Theme::pixmap(const QString& name, const QColor& color, int size, qreal devicePixelRatio) const {
    const QString key =
        QString("mr/%1/%2/%3/%4").arg(name, color.name(QColor::HexArgb)).arg(size).arg(devicePixelRatio);
    QPixmap result;
    if (QPixmapCache::find(key, &result)) return result;
    QFile file(":/icons/" + name + ".svg");
    if (!file.open(QIODevice::ReadOnly)) {
        file.setFileName(":/icons/node.svg");
        if (!file.open(QIODevice::ReadOnly)) return {};
    }
    QByteArray svg = file.readAll();
    svg.replace("currentColor", color.name(QColor::HexRgb).toLatin1());
    QSvgRenderer renderer(svg);
    const int pixels = std::max(1, qRound(size * devicePixelRatio));
    result = QPixmap(pixels, pixels);
    result.fill(Qt::transparent);
    QPainter painter(&result);
    painter.setOpacity(color.alphaF());
    renderer.render(&painter, QRectF(0, 0, pixels, pixels));
    painter.end();
    result.setDevicePixelRatio(devicePixelRatio);
    QPixmapCache::insert(key, result);
    return result;
}

QIcon Theme::icon(const QString& name) const {
    QIcon icon;
    for (const qreal ratio : {1.0, 2.0}) {
        icon.addPixmap(pixmap(name, tokens_.text, 18, ratio), QIcon::Normal);
        icon.addPixmap(pixmap(name, tokens_.faint, 18, ratio), QIcon::Disabled);
    }
    return icon;
}

QIcon Theme::icon(const QString& name, const QColor& color) const {
    QIcon icon;
    for (const qreal ratio : {1.0, 2.0}) {
        const QPixmap picture = pixmap(name, color, 18, ratio);
        for (const auto mode : {QIcon::Normal, QIcon::Disabled, QIcon::Active, QIcon::Selected}) {
            icon.addPixmap(picture, mode);
        }
    }
    return icon;
}

QColor withAlpha(QColor color, double alpha) {
    color.setAlphaF(static_cast<float>(alpha));
    return color;
}

QColor mixed(const QColor& a, const QColor& b, double share) {
    const auto mix = [share](float x, float y) { return static_cast<float>(x + (y - x) * share); };
    return QColor::fromRgbF(mix(a.redF(), b.redF()), mix(a.greenF(), b.greenF()), mix(a.blueF(), b.blueF()));
}

} // namespace millrace::ui
