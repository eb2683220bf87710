// SPDX-License-Identifier: Apache-2.0
#include "ui/tests_page/tests_page.h"

#include "ui/settings/dock_button.h"
#include "ui/settings/number_text.h"
#include "ui/settings/plain_words.h"
#include "ui/settings/theme.h"
#include "ui/tests_page/graph_test_service.h"
#include "ui/tests_page/test_diff_model.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QSplitter>
#include <QStackedLayout>
#include <QTableView>
#include <QToolButton>
#include <QTreeWidget>

namespace millrace::ui {

namespace {

enum Column { Name, Result, Duration, ColumnCount };
constexpr int kRowHeight = 26;

/// State by icon and word, never by colour alone.
struct Shown {
    QString text;
    QIcon icon;
    QColor color;
};
Shown shown(const GraphTestService& service, const QString& test) {
    const Theme& theme = Theme::instance();
    const Tokens& t = theme.tokens();
    if (service.isRunning(test)) return {TestsPage::tr("running"), theme.icon("play", t.accent), t.muted};
    const TestOutcome* outcome = service.outcome(test);
    if (!outcome) return {TestsPage::tr("not run"), theme.icon("minus", t.muted), t.muted};
    Shown result;
    switch (outcome->state) {
        case TestOutcome::State::Passed:
            result = {TestsPage::tr("passed"), theme.icon("good", t.good), t.good};
            break;
        case TestOutcome::State::Failed:
            result = {TestsPage::tr("failed"), theme.icon("error", t.bad), t.bad};
            break;
        case TestOutcome::State::Faulty:
            result = {TestsPage::tr("cannot run"), theme.icon("warning", t.bad), t.bad};
            break;
    }
    if (!service.isStale(test)) return result;
    return {TestsPage::tr("%1 before the last change").arg(result.text), result.icon, t.muted};
}

} // namespace

TestsPage::TestsPage(GraphTestService& service, QWidget* parent)
    : QWidget(parent),
      service_(service),
      list_(new QTreeWidget),
      empty_(new QLabel(
          tr("The graph holds no tests. A test pins the records of sources and says what is expected at "
             "a port; it stands under \"tests\" in the graph file. “New…” makes one of the last run."))),
      summary_(new QLabel),
      problems_(new QLabel),
      ports_(new QComboBox),
      rows_(new QTableView),
      model_(new TestDiffModel(this)),
      stack_(new QStackedLayout(this)),
      corner_(new QWidget),
      runAll_(dockButton("runAllTests", tr("Run all"),
                         tr("Run every test of the graph; nothing outside is written"))),
      runOne_(dockButton("runTest", tr("Run"), tr("Run the chosen test (Enter)"))),
      stop_(dockButton("stopTests", tr("Stop"), tr("Stop the tests"))),
      showNode_(dockButton("showTestedNode", tr("Show on canvas"), tr("Select the node whose port this is"))),
      new_(dockButton("newTest", tr("New…"),
                      tr("Make a test of what the sources sent in the last run and what came by at a wire"))),
      rename_(dockButton("renameTest", tr("Rename"), tr("Give the chosen test another name (F2)"))),
      remove_(dockButton("deleteTest", tr("Delete"), tr("Take the chosen test out of the graph (Del)"))) {
    setObjectName("testsPage");
    list_->setObjectName("testsList");
    list_->setAccessibleName(tr("Tests"));
    list_->setColumnCount(ColumnCount);
    list_->setHeaderLabels({tr("Test"), tr("Result"), tr("Duration")});
    list_->setRootIsDecorated(false);
    list_->setUniformRowHeights(true);
    list_->setIconSize({16, 16});
    list_->header()->setStretchLastSection(false);
    list_->header()->setSectionResizeMode(Name, QHeaderView::Stretch);
    list_->setColumnWidth(Result, 150);
    list_->setColumnWidth(Duration, 80);
    list_->headerItem()->setTextAlignment(Duration, Qt::AlignRight | Qt::AlignVCenter);
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setWordWrap(true);
    empty_->setProperty("role", "muted");

    auto* split = new QSplitter;
    split->addWidget(list_);
    split->addWidget(makeDetail());
    split->setStretchFactor(0, 2);
    split->setStretchFactor(1, 3);
    split->setChildrenCollapsible(false);
    stack_->setContentsMargins(8, 0, 8, 0);
    stack_->addWidget(split);
    stack_->addWidget(empty_);

    auto* row = new QHBoxLayout(corner_);
    row->setContentsMargins(0, 0, 0, 0);
    for (QToolButton* b : {new_, rename_, remove_, runAll_, runOne_, stop_})
        row->addWidget(b);
    list_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    list_->installEventFilter(this);
    connect(new_, &QToolButton::clicked, this, &TestsPage::newTestRequested);
    connect(rename_, &QToolButton::clicked, this, &TestsPage::renameSelected);
    connect(remove_, &QToolButton::clicked, this, &TestsPage::removeSelected);
    connect(list_, &QTreeWidget::itemChanged, this, [this](const QTreeWidgetItem* item) {
        const QString name = item->text(Name).trimmed(), test = item->data(Name, Qt::UserRole).toString();
        if (name == test) return;
        // The list is made anew with the document: not while the editor that is at work belongs to it.
        QMetaObject::invokeMethod(
            this,
            [this, test, name] {
                if (service_.rename(test, name))
                    selectTest(name);
                else
                    refresh();
            },
            Qt::QueuedConnection);
    });
    connect(runAll_, &QToolButton::clicked, this, [this] { service_.run(service_.tests()); });
    connect(runOne_, &QToolButton::clicked, this, &TestsPage::runSelected);
    connect(stop_, &QToolButton::clicked, &service_, &GraphTestService::cancel);
    connect(list_, &QTreeWidget::itemActivated, this, &TestsPage::runSelected);
    connect(list_, &QTreeWidget::currentItemChanged, this, &TestsPage::showTest);
    connect(ports_, &QComboBox::currentIndexChanged, this, &TestsPage::showPort);
    connect(showNode_, &QToolButton::clicked, this,
            [this] { Q_EMIT nodeChosen(ports_->currentText().section('.', 0, -2)); });
    connect(&service_, &GraphTestService::changed, this, &TestsPage::refresh);
    connect(&Theme::instance(), &Theme::changed, this, &TestsPage::refresh);
    refresh();
}

QWidget* TestsPage::makeDetail() {
    summary_->setObjectName("testSummary");
    summary_->setWordWrap(true);
    problems_->setObjectName("testProblems");
    problems_->setWordWrap(true);
    problems_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    problems_->setProperty("role", "muted");
    ports_->setObjectName("testPorts");
    ports_->setAccessibleName(tr("Port"));
    ports_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    rows_->setObjectName("testRows");
    rows_->setAccessibleName(tr("What came beside what was expected"));
    rows_->setModel(model_);
    rows_->setShowGrid(false);
    rows_->setSelectionBehavior(QAbstractItemView::SelectRows);
    rows_->setWordWrap(false);
    rows_->verticalHeader()->hide();
    rows_->verticalHeader()->setDefaultSectionSize(kRowHeight);
    rows_->horizontalHeader()->setHighlightSections(false);
    rows_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    auto* detail = new QWidget;
    auto* column = new QVBoxLayout(detail);
    column->setContentsMargins(8, 4, 0, 0);
    column->setSpacing(4);
    auto* head = new QHBoxLayout;
    head->addWidget(ports_);
    head->addWidget(showNode_);
    head->addWidget(summary_, 1);
    column->addLayout(head);
    column->addWidget(problems_);
    column->addWidget(rows_, 1);
    return detail;
}

QString TestsPage::selectedTest() const {
    const QTreeWidgetItem* item = list_->currentItem();
    return item ? item->data(Name, Qt::UserRole).toString() : QString();
}

void TestsPage::selectTest(const QString& name) {
    refresh();
    for (int i = 0; i < list_->topLevelItemCount(); ++i)
        if (list_->topLevelItem(i)->data(Name, Qt::UserRole).toString() == name)
            list_->setCurrentItem(list_->topLevelItem(i));
}

bool TestsPage::eventFilter(QObject* watched, QEvent* event) {
    const bool press = event->type() == QEvent::KeyPress;
    if (watched == list_ && (press || event->type() == QEvent::ShortcutOverride)) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        // Here these keys mean the test, not what is selected on the canvas.
        if (key == Qt::Key_F2 || key == Qt::Key_Delete) {
            event->accept();
            if (press && key == Qt::Key_F2) renameSelected();
            if (press && key == Qt::Key_Delete) removeSelected();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void TestsPage::renameSelected() {
    if (QTreeWidgetItem* item = list_->currentItem()) list_->editItem(item, Name);
}

void TestsPage::removeSelected() {
    if (!selectedTest().isEmpty()) service_.remove(selectedTest());
}

void TestsPage::runSelected() {
    if (!selectedTest().isEmpty()) service_.run({selectedTest()});
}

void TestsPage::refresh() {
    fillList();
    const bool any = list_->topLevelItemCount() > 0;
    stack_->setCurrentIndex(any ? 0 : 1);
    const bool running = service_.isRunning();
    runAll_->setEnabled(any && !running);
    runOne_->setEnabled(!selectedTest().isEmpty() && !running);
    stop_->setVisible(running);
    rename_->setEnabled(any && !running);
    remove_->setEnabled(any && !running);
    int failures = 0;
    for (const QString& test : service_.tests())
        if (const TestOutcome* outcome = service_.outcome(test))
            failures += outcome->state == TestOutcome::State::Passed ? 0 : 1;
    Q_EMIT failuresChanged(failures);
    showTest();
}

void TestsPage::fillList() {
    const QStringList tests = service_.tests();
    const QString selected = selectedTest();
    const QSignalBlocker quiet(list_);
    while (list_->topLevelItemCount() > tests.size())
        delete list_->takeTopLevelItem(list_->topLevelItemCount() - 1);
    while (list_->topLevelItemCount() < tests.size())
        new QTreeWidgetItem(list_);
    for (int i = 0; i < tests.size(); ++i) {
        QTreeWidgetItem* item = list_->topLevelItem(i);
        const Shown state = shown(service_, tests[i]);
        item->setData(Name, Qt::UserRole, tests[i]);
        item->setFlags(item->flags() | Qt::ItemIsEditable);
        item->setText(Name, tests[i]);
        item->setToolTip(Name, tests[i]);
        item->setIcon(Name, state.icon);
        item->setText(Result, state.text);
        item->setToolTip(Result, state.text);
        item->setForeground(Result, state.color);
        const TestOutcome* outcome = service_.outcome(tests[i]);
        item->setText(Duration, outcome ? durationText(outcome->seconds).text() : QString());
        item->setTextAlignment(Duration, Qt::AlignRight | Qt::AlignVCenter);
        item->setSizeHint(Name, {0, kRowHeight});
        if (tests[i] == selected) list_->setCurrentItem(item);
    }
    if (!list_->currentItem() && !tests.isEmpty()) list_->setCurrentItem(list_->topLevelItem(0));
}

void TestsPage::showTest() {
    const TestOutcome* outcome = service_.outcome(selectedTest());
    const QString port = ports_->currentText();
    {
        const QSignalBlocker quiet(ports_);
        ports_->clear();
        int chosen = -1;
        for (std::size_t i = 0; outcome && i < outcome->ports.size(); ++i) {
            const QString name = QString::fromStdString(outcome->ports[i].port);
            ports_->addItem(name);
            if (name == port) chosen = static_cast<int>(i);
            if (chosen < 0 && !outcome->ports[i].diff.same()) chosen = static_cast<int>(i);
        }
        ports_->setCurrentIndex(chosen < 0 && ports_->count() > 0 ? 0 : chosen);
    }
    QStringList problems;
    for (std::size_t i = 0; outcome && i < outcome->diagnostics.items.size(); ++i) {
        const Diagnostic& d = outcome->diagnostics.items[i];
        QString text = plainWords(d.message);
        if (!d.hint.empty()) text += QStringLiteral("  —  ") + plainWords(d.hint);
        problems << text;
    }
    problems_->setText(problems.join('\n'));
    problems_->setVisible(!problems.isEmpty());
    ports_->setVisible(ports_->count() > 0);
    showNode_->setVisible(ports_->count() > 0);
    runOne_->setEnabled(!selectedTest().isEmpty() && !service_.isRunning());
    showPort();
}

void TestsPage::showPort() {
    const TestOutcome* outcome = service_.outcome(selectedTest());
    const int index = ports_->currentIndex();
    const bool known = outcome && index >= 0 && index < static_cast<int>(outcome->ports.size());
    // A test that could not be run has compared nothing.
    const bool compared = known && outcome->state != TestOutcome::State::Faulty;
    rows_->setVisible(compared);
    summary_->setVisible(!outcome || compared);
    if (!outcome)
        summary_->setText(selectedTest().isEmpty() ? QString() : tr("Run the test to see what comes."));
    if (!compared) {
        model_->clear();
        return;
    }
    const PortOutcome& port = outcome->ports[static_cast<std::size_t>(index)];
    model_->setPort(port);
    summary_->setText(QString::fromStdString(differenceSummary(port)));
    rows_->resizeColumnsToContents();
}

} // namespace millrace::ui
