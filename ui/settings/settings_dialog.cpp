// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/settings_dialog.h"

#include "ui/settings/preferences.h"
#include "ui/settings/shortcuts_page.h"
#include "ui/settings/theme_choice.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QTabWidget>
#include <QVBoxLayout>
#include <algorithm>

namespace millrace::ui {
namespace {

constexpr int kListHeight = 540;
constexpr int kScales[] = {100, 125, 150, 175, 200, 250, 300};

QLabel* note(const QString& text) {
    auto* label = new QLabel(text);
    label->setProperty("role", "secondary");
    label->setWordWrap(true);
    return label;
}

} // namespace

SettingsDialog::SettingsDialog(Shortcuts& shortcuts, QWidget* parent)
    : QDialog(parent), pages_(new QTabWidget(this)) {
    setObjectName("settingsDialog");
    setWindowTitle(tr("Settings"));
    resize(680, kListHeight);
    pages_->setObjectName("settingsPages");
    pages_->setAccessibleName(tr("Settings"));
    pages_->addTab(generalPage(), tr("General"));
    pages_->addTab(new ShortcutsPage(shortcuts, this), tr("Keys"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->button(QDialogButtonBox::Close)->setIcon({});
    buttons->button(QDialogButtonBox::Close)->setText(tr("Close"));
    buttons->button(QDialogButtonBox::Close)->setAutoDefault(false);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::accept);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 10, 16, 14);
    layout->setSpacing(12);
    layout->addWidget(pages_, 1);
    layout->addWidget(buttons);
    connect(pages_, &QTabWidget::currentChanged, this, &SettingsDialog::fitPage);
}

void SettingsDialog::showEvent(QShowEvent* event) {
    fitPage();
    QDialog::showEvent(event);
}

void SettingsDialog::fitPage() {
    layout()->activate();
    const QWidget& page = *pages_->currentWidget();
    const QLayout& rows = *page.layout();
    const int wanted =
        rows.hasHeightForWidth() ? rows.heightForWidth(page.width()) : rows.sizeHint().height();
    // A list takes what it gets; a form has an end.
    resize(width(), pages_->currentIndex() == General ? height() - page.height() + wanted : kListHeight);
}

void SettingsDialog::showPage(Page page) { pages_->setCurrentIndex(page); }

QWidget* SettingsDialog::generalPage() {
    auto* page = new QWidget;
    auto* form = new QFormLayout(page);
    form->setContentsMargins(0, 16, 0, 0);
    form->setHorizontalSpacing(20);
    form->setVerticalSpacing(12);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);

    auto* theme = new QComboBox;
    theme->setObjectName("themeChoice");
    theme->addItem(tr("Dark"), static_cast<int>(ThemeChoice::Dark));
    theme->addItem(tr("Light"), static_cast<int>(ThemeChoice::Light));
    theme->addItem(tr("High contrast"), static_cast<int>(ThemeChoice::HighContrast));
    const auto follow = [theme] {
        const QSignalBlocker quiet(theme);
        theme->setCurrentIndex(theme->findData(static_cast<int>(currentTheme())));
    };
    follow();
    connect(&Theme::instance(), &Theme::changed, theme, follow);
    connect(theme, &QComboBox::currentIndexChanged, this,
            [theme] { applyTheme(static_cast<ThemeChoice>(theme->currentData().toInt()), true); });
    form->addRow(tr("Theme"), theme);

    auto* language = new QComboBox;
    language->setObjectName("languageChoice");
    language->addItem(tr("As the system says"), QString());
    language->addItem(QStringLiteral("English"), QStringLiteral("en"));
    language->addItem(QStringLiteral("Deutsch"), QStringLiteral("de"));
    language->setCurrentIndex(std::max(0, language->findData(preferences::language())));
    auto* later = note(tr("Language and size change with the next start of the program."));
    connect(language, &QComboBox::currentIndexChanged, this,
            [language] { preferences::setLanguage(language->currentData().toString()); });
    form->addRow(tr("Language"), language);

    auto* scale = new QComboBox;
    scale->setObjectName("scaleChoice");
    for (const int percent : kScales)
        scale->addItem(tr("%1 %").arg(percent), percent);
    scale->setCurrentIndex(std::max(0, scale->findData(preferences::scalePercent())));
    connect(scale, &QComboBox::currentIndexChanged, this,
            [scale] { preferences::setScalePercent(scale->currentData().toInt()); });
    form->addRow(tr("Size of text and controls"), scale);
    form->addRow(QString(), later);

    auto* motion = new QCheckBox(tr("Reduce motion"));
    motion->setObjectName("reduceMotion");
    motion->setChecked(!Theme::instance().motion());
    connect(motion, &QCheckBox::toggled, this, &preferences::setReducedMotion);
    form->addRow(QString(), motion);
    form->addRow(QString(), note(tr("Nothing slides or fades, and the text cursor does not blink.")));
    return page;
}

} // namespace millrace::ui
