// SPDX-License-Identifier: Apache-2.0
#include "ui/main_window/top_bar.h"

#include "ui/main_window/window_actions.h"
#include "ui/settings/theme.h"

#include <QFontMetrics>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QInputDialog>
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
      runVerb_(new QToolButton(this)),
      simulateVerb_(new QToolButton(this)),
      cores_(new QToolButton(this)),
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

    auto* verbs = new QFrame(this);
    verbs->setObjectName("verbs");
    verbs->setProperty("role", "segments");
    auto* verbRow = new QHBoxLayout(verbs);
    verbRow->setContentsMargins(2, 2, 2, 2);
    verbRow->setSpacing(2);
    for (QToolButton* verb : {runVerb_, simulateVerb_}) {
        verb->setProperty("role", "segment");
        verb->setCheckable(true);
        verb->setFocusPolicy(Qt::TabFocus);
        verbRow->addWidget(verb);
    }
    runVerb_->setObjectName("verbRun");
    runVerb_->setText(tr("Run"));
    runVerb_->setToolTip(tr("Run the graph for real (F7 changes over)"));
    simulateVerb_->setObjectName("verbSimulate");
    simulateVerb_->setText(tr("Simulate"));
    simulateVerb_->setToolTip(actions.simulate->toolTip());
    connect(runVerb_, &QToolButton::clicked, this, [this] {
        runVerb_->setChecked(!simulates_); // the switch follows what comes of it
        if (simulates_) actions_.simulate->trigger();
    });
    connect(simulateVerb_, &QToolButton::clicked, this, [this] {
        simulateVerb_->setChecked(simulates_);
        if (!simulates_) actions_.simulate->trigger();
    });
    const auto follow = [this] {
        runVerb_->setEnabled(actions_.simulate->isEnabled() || !simulates_);
        simulateVerb_->setEnabled(actions_.simulate->isEnabled() || simulates_);
    };
    connect(actions.simulate, &QAction::changed, this, follow);
    cores_->setObjectName("simulatedCores");
    cores_->setProperty("role", "switch");
    cores_->setToolTip(tr("Cores of the machine that is simulated"));
    cores_->setPopupMode(QToolButton::InstantPopup);
    cores_->setFocusPolicy(Qt::TabFocus);
    auto* coresMenu = new QMenu(cores_);
    connect(coresMenu, &QMenu::aboutToShow, this, &TopBar::fillCores);
    cores_->setMenu(coresMenu);

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
    middle->addWidget(verbs);
    middle->addWidget(main_);
    middle->addWidget(stop_);
    safe_->setToolButtonStyle(Qt::ToolButtonTextOnly);
    safe_->setProperty("role", "switch");
    middle->addWidget(cores_);
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
    verbs->setVisible(actions.simulate->isVisible());
    connect(actions.simulate, &QAction::changed, verbs,
            [this, verbs] { verbs->setVisible(actions_.simulate->isVisible()); });
    setSimulates(false, 1);
}

void TopBar::setSimulates(bool on, double cores) {
    simulates_ = on;
    simulatedCores_ = cores;
    runVerb_->setChecked(!on);
    simulateVerb_->setChecked(on);
    const bool one = cores == 1;
    cores_->setText((one ? tr("1 core") : tr("%1 cores").arg(cores)) + QStringLiteral(" ▾"));
    cores_->setVisible(on);
    // A simulation neither reads nor writes anything.
    safe_->setVisible(!on);
    keep_->setVisible(!on);
    refreshIcons();
}

void TopBar::fillCores() {
    QMenu* menu = cores_->menu();
    menu->clear();
    for (const int count : {1, 2, 4, 8, 16, 32, 64, 128}) {
        QAction* choice = menu->addAction(count == 1 ? tr("1 core") : tr("%1 cores").arg(count));
        choice->setCheckable(true);
        choice->setChecked(simulatedCores_ == count);
        connect(choice, &QAction::triggered, this, [this, count] { Q_EMIT coresChosen(count); });
    }
    menu->addSeparator();
    connect(menu->addAction(tr("Another number…")), &QAction::triggered, this, &TopBar::askForCores);
}

void TopBar::askForCores() {
    bool chosen = false;
    const double cores =
        QInputDialog::getDouble(window(), tr("Cores"), tr("Effective cores of the machine, such as 3.5:"),
                                simulatedCores_, 0.1, 100'000, 1, &chosen);
    if (chosen) Q_EMIT coresChosen(cores);
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
    QString text = simulates_ ? tr("Simulate") : tr("Run");
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
