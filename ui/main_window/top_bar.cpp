// SPDX-License-Identifier: Apache-2.0
#include "ui/main_window/top_bar.h"

#include "ui/main_window/window_actions.h"
#include "ui/settings/theme.h"

#include <QFontMetrics>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>
#include <algorithm>

namespace millrace::ui {
namespace {

QToolButton* box(QAction* action, const char* name, QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setObjectName(name);
    button->setProperty("role", "box");
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonIconOnly);
    button->setIconSize({16, 16});
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

} // namespace

TopBar::TopBar(const WindowActions& actions, QMenu* menu, QWidget* parent)
    : QWidget(parent),
      actions_(actions),
      logo_(new QToolButton(this)),
      file_(new QLabel(this)),
      undo_(box(actions.undo, "undo", this)),
      redo_(box(actions.redo, "redo", this)),
      stop_(box(actions.stop, "stop", this)),
      safe_(box(actions.safeRun, "safeRun", this)),
      keep_(box(actions.keepCheckpoints, "keepCheckpoints", this)),
      search_(new QToolButton(this)),
      theme_(box(actions.theme, "theme", this)),
      main_(new QPushButton(this)) {
    setObjectName("topBar");
    setProperty("role", "panel");
    setAttribute(Qt::WA_StyledBackground);
    setFixedHeight(metric::kTopBarHeight);
    logo_->setObjectName("menuButton");
    logo_->setText(tr("Millrace"));
    logo_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    logo_->setIconSize({22, 22});
    logo_->setProperty("role", "logo");
    logo_->setMenu(menu);
    logo_->setPopupMode(QToolButton::InstantPopup);
    logo_->setToolTip(tr("Menu"));
    logo_->setFocusPolicy(Qt::TabFocus);
    file_->setObjectName("fileName");
    file_->setProperty("role", "file");

    main_->setObjectName("runButton");
    main_->setProperty("role", "primary");
    main_->setIconSize({16, 16});
    main_->setMinimumWidth(96);
    main_->setFocusPolicy(Qt::TabFocus);
    connect(main_, &QPushButton::clicked, this,
            [this] { (state_ == RunState::Running ? actions_.pause : actions_.run)->trigger(); });

    search_->setObjectName("commandSearch");
    search_->setProperty("role", "search");
    search_->setAccessibleName(tr("Find or run a command"));
    search_->setFocusPolicy(Qt::TabFocus);
    auto* searchRow = new QHBoxLayout(search_);
    searchRow->setContentsMargins(9, 0, 7, 0);
    searchRow->setSpacing(7);
    auto* glass = new QLabel(search_);
    glass->setObjectName("glass");
    glass->setFixedWidth(16); // of its picture, which the theme brings
    auto* words = new QLabel(tr("Find or run a command"), search_);
    words->setProperty("role", "muted");
    auto* keys = new QLabel("Ctrl+K", search_);
    keys->setProperty("role", "keys");
    for (QLabel* label : {glass, words, keys}) {
        label->setAttribute(Qt::WA_TransparentForMouseEvents);
    }
    searchRow->addWidget(glass);
    searchRow->addWidget(words, 1);
    searchRow->addWidget(keys, 0, Qt::AlignVCenter);
    // Wide enough for the words in every language, with the font of the style sheet.
    for (QLabel* label : {glass, words, keys})
        label->ensurePolished();
    search_->setFixedSize(std::max(242, searchRow->sizeHint().width()), 30);
    connect(search_, &QToolButton::clicked, this, &TopBar::searchRequested);

    auto* left = new QHBoxLayout;
    left->setSpacing(6);
    left->addWidget(logo_);
    left->addWidget(file_);
    left->addSpacing(14);
    left->addWidget(undo_);
    left->addWidget(redo_);
    left->addStretch(1);
    auto* middle = new QHBoxLayout;
    middle->setSpacing(8);
    middle->addWidget(main_);
    middle->addWidget(stop_);
    safe_->setToolButtonStyle(Qt::ToolButtonTextOnly);
    safe_->setProperty("role", "switch");
    middle->addWidget(safe_);
    keep_->setProperty("role", "box");
    middle->addWidget(keep_);
    auto* right = new QHBoxLayout;
    right->setSpacing(8);
    right->addStretch(1);
    right->addWidget(search_);
    right->addWidget(theme_);
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(8, 0, 12, 0);
    grid->setHorizontalSpacing(12);
    grid->addLayout(left, 0, 0);
    grid->addLayout(middle, 0, 1);
    grid->addLayout(right, 0, 2);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(2, 1);
    connect(&Theme::instance(), &Theme::changed, this, &TopBar::refreshIcons);
    refreshIcons();
}

void TopBar::setDocument(const QString& name, bool dirty, const QString& toolTip) {
    const QString elided =
        QFontMetrics(Theme::instance().font(TextRole::Body)).elidedText(name, Qt::ElideMiddle, 200);
    file_->setText(dirty ? elided + QStringLiteral(" •") : elided);
    file_->setToolTip(dirty ? tr("%1\nhas unsaved changes").arg(toolTip) : toolTip);
}

void TopBar::setRunState(RunState state) {
    state_ = state;
    refreshIcons();
}

void TopBar::refreshIcons() {
    const Theme& theme = Theme::instance();
    const Tokens& t = theme.tokens();
    logo_->setIcon(theme.icon("logo", t.accent));
    if (auto* glass = search_->findChild<QLabel*>("glass"))
        glass->setPixmap(theme.pixmap("search", t.muted, 15, devicePixelRatioF()));
    const bool busy =
        state_ == RunState::Preparing || state_ == RunState::Draining || state_ == RunState::Stopping;
    main_->setEnabled(!busy);
    const char* icon = "play";
    QString text = tr("Run");
    if (state_ == RunState::Running) icon = "pause", text = tr("Pause");
    if (state_ == RunState::Paused) text = tr("Resume");
    if (state_ == RunState::Preparing) text = tr("Starting");
    if (state_ == RunState::Draining) text = tr("Draining");
    if (state_ == RunState::Stopping) text = tr("Stopping");
    main_->setText(text);
    main_->setToolTip((state_ == RunState::Running ? actions_.pause : actions_.run)->toolTip());
    main_->setIcon(theme.icon(icon, busy ? t.faint : t.onAccent));
}

} // namespace millrace::ui
