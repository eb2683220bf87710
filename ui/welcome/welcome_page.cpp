// SPDX-License-Identifier: Apache-2.0
#include "ui/welcome/welcome_page.h"

#include "ui/document/recent_files.h"
#include "ui/settings/theme.h"
#include "ui/welcome/graph_card.h"

#include <QEvent>
#include <QFileInfo>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace millrace::ui {
namespace {

constexpr int kStartWidth = 280, kCardColumns = 3, kRecentShown = 6, kPageWidth = 1120;

QLabel* caps(const QString& text) {
    auto* label = new QLabel(text.toUpper());
    label->setProperty("role", "caps");
    return label;
}

QPushButton* rowButton(const QString& text, const char* name, const char* icon) {
    auto* button = new QPushButton(text);
    button->setObjectName(name);
    button->setProperty("role", "row");
    button->setIconSize({16, 16});
    button->setAutoDefault(true); // Enter presses it
    const auto tint = [button, icon] {
        button->setIcon(Theme::instance().icon(icon, Theme::instance().tokens().accent));
    };
    QObject::connect(&Theme::instance(), &Theme::changed, button, tint);
    tint();
    return button;
}

} // namespace

WelcomePage::WelcomePage(QWidget& over, const Registry& registry, const QString& examplesFolder)
    : QWidget(over.parentWidget()),
      over_(over),
      registry_(registry),
      examplesFolder_(examplesFolder),
      recent_(new QVBoxLayout) {
    setObjectName("welcomePage");
    setAccessibleName(tr("Welcome"));
    auto* title = new QLabel(tr("Welcome to Millrace"));
    title->setProperty("role", "display");
    auto* subtitle = new QLabel(tr("Draw a pipeline, run it for real, and watch where it waits."));
    subtitle->setProperty("role", "muted");
    auto* content = new QWidget;
    content->setProperty("role", "bare");
    content->setMaximumWidth(kPageWidth);
    auto* grid = new QGridLayout(content);
    grid->setContentsMargins(36, 32, 36, 32);
    grid->setHorizontalSpacing(40);
    grid->setVerticalSpacing(4);
    grid->addWidget(title, 0, 0, 1, 2);
    grid->addWidget(subtitle, 1, 0, 1, 2);
    grid->setRowMinimumHeight(2, 18);
    grid->addWidget(startColumn(), 3, 0, Qt::AlignTop);
    grid->addWidget(graphColumn(), 3, 1, Qt::AlignTop);
    grid->setColumnStretch(1, 1);
    grid->setRowStretch(4, 1);
    auto* middle = new QWidget;
    middle->setProperty("role", "bare");
    auto* centring = new QHBoxLayout(middle);
    centring->setContentsMargins(0, 0, 0, 0);
    centring->addStretch(1);
    centring->addWidget(content, 100);
    centring->addStretch(1);
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(middle);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);
    over_.installEventFilter(this);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
    hide();
}

QWidget* WelcomePage::startColumn() {
    auto* column = new QWidget;
    column->setProperty("role", "bare");
    column->setFixedWidth(kStartWidth);
    auto* layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addWidget(caps(tr("Start")));
    layout->addSpacing(4);
    auto* tour = rowButton(tr("Take the tour: build a first pipeline"), "welcomeTour", "play");
    auto* blank = rowButton(tr("New graph"), "welcomeNew", "new");
    auto* file = rowButton(tr("Open a file…"), "welcomeOpen", "open");
    for (QPushButton* button : {tour, blank, file})
        layout->addWidget(button);
    layout->addSpacing(18);
    layout->addWidget(caps(tr("Recent")));
    layout->addSpacing(4);
    recent_->setSpacing(2);
    layout->addLayout(recent_);
    layout->addStretch(1);
    connect(tour, &QPushButton::clicked, this, &WelcomePage::tourRequested);
    connect(blank, &QPushButton::clicked, this, &WelcomePage::newRequested);
    connect(file, &QPushButton::clicked, this, &WelcomePage::openRequested);
    return column;
}

QWidget* WelcomePage::graphColumn() {
    auto* column = new QWidget;
    column->setProperty("role", "bare");
    auto* layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    const auto shelf = [&](const QString& head, const QString& folder, const char* prefix, auto signal) {
        const std::vector<ShelvedGraph> graphs = readShelf(folder);
        if (graphs.empty()) return;
        layout->addWidget(caps(head));
        auto* grid = new QGridLayout;
        grid->setSpacing(12);
        int at = 0;
        for (const ShelvedGraph& graph : graphs) {
            auto* card = new GraphCard(graph, registry_, column);
            card->setObjectName(prefix + QFileInfo(graph.path).completeBaseName());
            connect(card, &QPushButton::clicked, this, [this, signal, path = graph.path] {
                Q_EMIT(this->*signal)(path);
            });
            grid->addWidget(card, at / kCardColumns, at % kCardColumns);
            ++at;
        }
        for (int i = 0; i < kCardColumns; ++i)
            grid->setColumnStretch(i, 1);
        layout->addLayout(grid);
        layout->addSpacing(14);
    };
    shelf(tr("Examples that run"), examplesFolder_, "example_", &WelcomePage::exampleChosen);
    shelf(tr("Templates"), kTemplateFolder, "template_", &WelcomePage::templateChosen);
    return column;
}

void WelcomePage::fillRecent() {
    while (QLayoutItem* item = recent_->takeAt(0)) {
        if (item->widget()) item->widget()->deleteLater();
        delete item;
    }
    const QStringList files = RecentFiles::list().mid(0, kRecentShown);
    for (const QString& file : files) {
        const QFileInfo info(file);
        auto* button = rowButton(info.fileName(), "recentFile", "recent");
        button->setToolTip(file);
        button->setAccessibleDescription(info.absolutePath());
        recent_->addWidget(button);
        connect(button, &QPushButton::clicked, this, [this, file] { Q_EMIT recentChosen(file); });
    }
    if (!files.isEmpty()) return;
    auto* none = new QLabel(tr("None yet"));
    none->setProperty("role", "muted");
    none->setContentsMargins(10, 0, 0, 0);
    recent_->addWidget(none);
}

void WelcomePage::open() {
    fillRecent();
    place();
    over_.setEnabled(false);
    show();
    raise();
    if (auto* first = findChild<QPushButton*>("welcomeTour")) first->setFocus();
}

void WelcomePage::leave() {
    if (isHidden()) return;
    hide();
    over_.setEnabled(true);
}

void WelcomePage::place() { setGeometry(over_.geometry()); }

bool WelcomePage::eventFilter(QObject* watched, QEvent* event) {
    if (watched == &over_ && (event->type() == QEvent::Resize || event->type() == QEvent::Move)) place();
    return QWidget::eventFilter(watched, event);
}

void WelcomePage::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape)
        Q_EMIT newRequested();
    else
        QWidget::keyPressEvent(event);
}

void WelcomePage::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), Theme::instance().tokens().canvas);
}

} // namespace millrace::ui
