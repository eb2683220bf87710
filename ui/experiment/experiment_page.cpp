// SPDX-License-Identifier: Apache-2.0
#include "ui/experiment/experiment_page.h"

#include "ui/experiment/experiment_chart.h"
#include "ui/experiment/experiment_findings.h"
#include "ui/experiment/experiment_service.h"
#include "ui/experiment/experiment_table.h"
#include "ui/forecast/forecast_words.h"
#include "ui/settings/dock_button.h"
#include "ui/settings/number_text.h"
#include "ui/settings/plain_words.h"
#include "ui/settings/theme.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QProgressBar>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedLayout>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QTreeWidget>

namespace millrace::ui {

namespace {

enum Column { Name, State, ColumnCount };
constexpr int kRowHeight = 26;
constexpr int kFindingsWidth = 290;

QString timeLeftText(const ForecastProgress& progress) {
    if (progress.planned == 0) return ExperimentPage::tr("planning");
    if (progress.done == 0)
        return ExperimentPage::tr("0 of %1 replications")
            .arg(countText(static_cast<qint64>(progress.planned)));
    return ExperimentPage::tr("%1 of %2 replications, %3 left")
        .arg(countText(static_cast<qint64>(progress.done)), countText(static_cast<qint64>(progress.planned)),
             clockText(progress.secondsLeft));
}

} // namespace

ExperimentPage::ExperimentPage(ExperimentService& service, QWidget* parent)
    : QWidget(parent),
      service_(service),
      list_(new QTreeWidget),
      empty_(
          new QLabel(tr("How many workers pay? An experiment simulates the graph over a range of one or two "
                        "settings and shows where more no longer helps. “New…” makes one; it is kept in the "
                        "graph file."))),
      problems_(new QLabel),
      hint_(new QLabel),
      timeLeft_(new QLabel),
      findings_(new QLabel),
      badge_(new QLabel),
      figures_(new QComboBox),
      bar_(new QProgressBar),
      chart_(new ExperimentChart),
      table_(new ExperimentTable(this)),
      rows_(new QTableView),
      pictures_(new QStackedWidget),
      detail_(new QStackedWidget),
      stack_(new QStackedLayout(this)),
      corner_(new QWidget),
      progress_(new QWidget),
      head_(new QWidget),
      asTable_(dockButton("experimentAsTable", tr("Table"), tr("Show the points as a table"))),
      farAhead_(dockButton("experimentFarAhead", tr("To 4×"),
                           tr("Draw the fitted laws up to four times the largest number of workers that was "
                              "simulated; beyond it is a guess"))),
      copy_(dockButton("experimentCopy", tr("Copy CSV"),
                       tr("Copy the points as comma-separated values (Ctrl+C in the table)"))),
      new_(dockButton("newExperiment", tr("New…"), tr("Vary one or two settings of the graph"))),
      edit_(dockButton("editExperiment", tr("Edit…"), tr("Change the chosen experiment (F2)"))),
      remove_(dockButton("deleteExperiment", tr("Delete"),
                         tr("Take the chosen experiment out of the graph (Del)"))),
      run_(dockButton("runExperiment", tr("Run"),
                      tr("Simulate every point of the chosen experiment (Enter)"))),
      stop_(dockButton("stopExperiment", tr("Cancel"), tr("Stop; what is through by then is shown"))) {
    setObjectName("experimentPage");
    setUpList();
    for (QLabel* label : {empty_, hint_}) {
        label->setAlignment(Qt::AlignCenter);
        label->setWordWrap(true);
        label->setProperty("role", "muted");
        label->setContentsMargins(40, 0, 40, 0);
    }
    empty_->setObjectName("experimentEmpty");
    hint_->setObjectName("experimentHint");
    problems_->setObjectName("experimentProblems");
    problems_->setWordWrap(true);
    problems_->setProperty("role", "secondary");
    problems_->setContentsMargins(8, 0, 8, 0);
    auto* left = new QWidget;
    auto* column = new QVBoxLayout(left);
    column->setContentsMargins(0, 0, 0, 4);
    column->addWidget(list_, 1);
    column->addWidget(problems_);
    auto* split = new QSplitter;
    split->addWidget(left);
    split->addWidget(makeDetail());
    split->setStretchFactor(0, 2);
    split->setStretchFactor(1, 7);
    split->setChildrenCollapsible(false);
    stack_->setContentsMargins(8, 0, 8, 0);
    stack_->addWidget(split);
    stack_->addWidget(empty_);
    chart_->setWords(service_.words());
    table_->setWords(service_.words());
    auto* row = new QHBoxLayout(corner_);
    row->setContentsMargins(0, 0, 0, 0);
    for (QToolButton* button : {new_, edit_, remove_, run_})
        row->addWidget(button);
    connectAll();
    refresh();
}

void ExperimentPage::setUpList() {
    list_->setObjectName("experimentList");
    list_->setAccessibleName(tr("Experiments"));
    list_->setColumnCount(ColumnCount);
    list_->setHeaderLabels({tr("Experiment"), tr("State")});
    list_->setRootIsDecorated(false);
    list_->setUniformRowHeights(true);
    list_->header()->setStretchLastSection(false);
    list_->header()->setSectionResizeMode(Name, QHeaderView::Stretch);
    list_->setColumnWidth(State, 110);
    list_->setMinimumWidth(230);
    list_->installEventFilter(this);
}

QWidget* ExperimentPage::makeHead() {
    figures_->setObjectName("experimentFigure");
    figures_->setAccessibleName(tr("Figure"));
    figures_->addItem(tr("Throughput"), static_cast<int>(ExperimentFigure::Throughput));
    figures_->addItem(tr("Mean latency"), static_cast<int>(ExperimentFigure::Latency));
    figures_->addItem(tr("99th percentile of latency"), static_cast<int>(ExperimentFigure::P99));
    figures_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    asTable_->setCheckable(true);
    farAhead_->setCheckable(true);
    auto* row = new QHBoxLayout(head_);
    row->setContentsMargins(0, 4, 0, 0);
    row->setSpacing(8);
    row->addWidget(figures_);
    row->addWidget(asTable_);
    row->addWidget(farAhead_);
    row->addStretch(1);
    row->addWidget(copy_);
    return head_;
}

/// What the figures rest on stands above what they show, and does not scroll away.
QWidget* ExperimentPage::makeFindings() {
    badge_->setObjectName("experimentBasis");
    badge_->setProperty("role", "badge");
    findings_->setObjectName("experimentFindings");
    findings_->setAccessibleName(tr("What the experiment shows"));
    findings_->setWordWrap(true);
    findings_->setContentsMargins(0, 8, 4, 8);
    findings_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    findings_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    findings_->setProperty("role", "secondary");
    auto* scroll = new QScrollArea;
    scroll->setWidget(findings_);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* part = new QWidget;
    part->setFixedWidth(kFindingsWidth);
    auto* column = new QVBoxLayout(part);
    column->setContentsMargins(4, 8, 8, 0);
    column->setSpacing(0);
    column->addWidget(badge_, 0, Qt::AlignLeft);
    column->addWidget(scroll, 1);
    return part;
}

QWidget* ExperimentPage::makeDetail() {
    rows_->setObjectName("experimentRows");
    rows_->setAccessibleName(tr("Points of the experiment"));
    rows_->setModel(table_);
    rows_->setShowGrid(false);
    rows_->setSelectionBehavior(QAbstractItemView::SelectRows);
    rows_->setWordWrap(false);
    rows_->verticalHeader()->hide();
    rows_->verticalHeader()->setDefaultSectionSize(kRowHeight);
    rows_->horizontalHeader()->setHighlightSections(false);
    rows_->installEventFilter(this);
    pictures_->addWidget(chart_);
    pictures_->addWidget(rows_);
    auto* result = new QWidget;
    auto* body = new QHBoxLayout(result);
    body->setContentsMargins(0, 0, 0, 0);
    auto* picture = new QVBoxLayout;
    picture->setSpacing(2);
    picture->addWidget(makeHead());
    picture->addWidget(pictures_, 1);
    body->addLayout(picture, 1);
    body->addWidget(makeFindings());
    detail_->addWidget(result);
    detail_->addWidget(hint_);

    bar_->setObjectName("experimentProgress");
    bar_->setAccessibleName(tr("Progress of the experiment"));
    bar_->setTextVisible(false);
    timeLeft_->setObjectName("experimentTimeLeft");
    timeLeft_->setProperty("role", "secondary");
    auto* row = new QHBoxLayout(progress_);
    row->setContentsMargins(0, 4, 8, 0);
    row->addWidget(bar_, 1);
    row->addWidget(timeLeft_);
    row->addWidget(stop_);
    auto* detail = new QWidget;
    auto* column = new QVBoxLayout(detail);
    column->setContentsMargins(8, 0, 0, 0);
    column->setSpacing(2);
    column->addWidget(progress_);
    column->addWidget(detail_, 1);
    return detail;
}

void ExperimentPage::connectAll() {
    connect(new_, &QToolButton::clicked, this, &ExperimentPage::newRequested);
    connect(edit_, &QToolButton::clicked, this, &ExperimentPage::editSelected);
    connect(remove_, &QToolButton::clicked, this, [this] { service_.remove(selected()); });
    connect(run_, &QToolButton::clicked, this, &ExperimentPage::runSelected);
    connect(stop_, &QToolButton::clicked, &service_, &ExperimentService::cancel);
    connect(copy_, &QToolButton::clicked, this, &ExperimentPage::copyTable);
    connect(list_, &QTreeWidget::itemActivated, this, &ExperimentPage::runSelected);
    connect(list_, &QTreeWidget::currentItemChanged, this, &ExperimentPage::showSelected);
    connect(figures_, &QComboBox::currentIndexChanged, this, &ExperimentPage::showSelected);
    connect(asTable_, &QToolButton::toggled, this, &ExperimentPage::showSelected);
    connect(farAhead_, &QToolButton::toggled, chart_, &ExperimentChart::setFarAhead);
    connect(&service_, &ExperimentService::changed, this, &ExperimentPage::refresh);
    connect(&service_, &ExperimentService::progressed, this, &ExperimentPage::showProgress);
    connect(&Theme::instance(), &Theme::changed, this, &ExperimentPage::refresh);
    // The outcomes go with the service; the page may be shown, or hidden, once more.
    connect(&service_, &QObject::destroyed, this, [this] {
        chart_->show(nullptr, ExperimentFigure::Throughput);
        table_->show(nullptr);
    });
}

QString ExperimentPage::selected() const {
    const QTreeWidgetItem* const item = list_->currentItem();
    return item ? item->text(Name) : QString();
}

void ExperimentPage::select(const QString& name) {
    for (int i = 0; i < list_->topLevelItemCount(); ++i)
        if (list_->topLevelItem(i)->text(Name) == name) list_->setCurrentItem(list_->topLevelItem(i));
}

ExperimentFigure ExperimentPage::figure() const {
    return static_cast<ExperimentFigure>(figures_->currentData().toInt());
}

void ExperimentPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    showOutlook();
}

bool ExperimentPage::eventFilter(QObject* watched, QEvent* event) {
    const bool press = event->type() == QEvent::KeyPress;
    if (!press && event->type() != QEvent::ShortcutOverride) return QWidget::eventFilter(watched, event);
    auto* const key = static_cast<QKeyEvent*>(event);
    // Here these keys mean the experiment, not what is selected on the canvas.
    const bool ofList = watched == list_ && (key->key() == Qt::Key_F2 || key->key() == Qt::Key_Delete);
    const bool ofTable = watched == rows_ && key->matches(QKeySequence::Copy);
    if (!ofList && !ofTable) return QWidget::eventFilter(watched, event);
    event->accept();
    if (!press || (ofList && service_.isRunning())) return true; // as with the buttons
    if (ofTable)
        copyTable();
    else if (key->key() == Qt::Key_F2)
        editSelected();
    else
        service_.remove(selected());
    return true;
}

void ExperimentPage::runSelected() {
    if (!selected().isEmpty()) service_.run(selected());
}

void ExperimentPage::editSelected() {
    if (!selected().isEmpty()) Q_EMIT editRequested(selected());
}

void ExperimentPage::copyTable() {
    if (const ExperimentOutcome* const outcome = service_.outcome(selected()))
        QGuiApplication::clipboard()->setText(csvOf(*outcome));
}

QString ExperimentPage::stateOf(const QString& name) const {
    if (service_.running() == name) return tr("running");
    const ExperimentOutcome* const outcome = service_.outcome(name);
    if (!outcome) return tr("not run");
    if (outcome->points.empty()) return tr("cannot run");
    if (service_.isStale(name)) return tr("out of date");
    return outcome->cancelled ? tr("stopped") : tr("done");
}

void ExperimentPage::refresh() {
    fillList();
    QStringList problems;
    for (const Diagnostic& d : service_.experiments().problems)
        problems << plainWords(d.message);
    problems_->setVisible(!problems.isEmpty());
    problems_->setText(problems.size() < 2
                           ? problems.join(QString())
                           : tr("%1 (and %2 more)").arg(problems.front()).arg(problems.size() - 1));
    problems_->setToolTip(problems.join('\n'));
    const bool any = list_->topLevelItemCount() > 0;
    stack_->setCurrentIndex(any || !problems.isEmpty() ? 0 : 1);
    const bool running = service_.isRunning();
    for (QToolButton* button : {edit_, remove_, run_})
        button->setEnabled(any && !running);
    progress_->setVisible(running);
    showProgress();
    showSelected();
}

void ExperimentPage::fillList() {
    const QString before = selected();
    const QSignalBlocker quiet(list_);
    const std::vector<Experiment>& experiments = service_.experiments().list;
    while (list_->topLevelItemCount() > static_cast<int>(experiments.size()))
        delete list_->takeTopLevelItem(list_->topLevelItemCount() - 1);
    while (list_->topLevelItemCount() < static_cast<int>(experiments.size()))
        new QTreeWidgetItem(list_);
    for (int i = 0; i < list_->topLevelItemCount(); ++i) {
        QTreeWidgetItem* const item = list_->topLevelItem(i);
        const Experiment& experiment = experiments[static_cast<std::size_t>(i)];
        const QString name = QString::fromStdString(experiment.name);
        QStringList settings;
        for (const VariedSetting& setting : experiment.vary)
            settings << QStringLiteral("%1 = %2").arg(service_.words().setting(setting.name),
                                                      QString::fromStdString(setting.range));
        item->setText(Name, name);
        item->setToolTip(Name, settings.join('\n'));
        item->setText(State, stateOf(name));
        item->setForeground(State, Theme::instance().tokens().muted);
        item->setSizeHint(Name, {0, kRowHeight});
        if (name == before) list_->setCurrentItem(item);
    }
    if (!list_->currentItem() && list_->topLevelItemCount() > 0)
        list_->setCurrentItem(list_->topLevelItem(0));
}

void ExperimentPage::showProgress() {
    if (!service_.isRunning()) return;
    const ForecastProgress progress = service_.progress();
    bar_->setMaximum(progress.planned == 0 ? 0 : static_cast<int>(progress.planned));
    bar_->setValue(static_cast<int>(progress.done));
    timeLeft_->setText(timeLeftText(progress));
}

void ExperimentPage::showSelected() {
    const ExperimentOutcome* const outcome = service_.outcome(selected());
    const bool points = outcome && !outcome->points.empty();
    chart_->show(outcome, figure());
    table_->show(outcome);
    if (asTable_->isChecked()) rows_->resizeColumnsToContents();
    pictures_->setCurrentIndex(asTable_->isChecked() ? 1 : 0);
    findings_->setText(points ? findingsOf(*outcome, service_.words(), service_.isPartial(selected()))
                              : QString());
    if (points) {
        badge_->setText(badgeOf(outcome->basis));
        badge_->setToolTip(basisSentences(outcome->basis, service_.words().node).join('\n'));
    }
    figures_->setVisible(!asTable_->isChecked());
    farAhead_->setVisible(!asTable_->isChecked() && chart_->hasLaws());
    detail_->setCurrentIndex(points ? 0 : 1);
    showOutlook();
    if (points) return;
    if (outcome)
        hint_->setText(findingsOf(*outcome, service_.words()));
    else if (service_.running() == selected())
        hint_->setText(tr("Every point is simulated, and appears when it is through."));
}

/// What the chosen one takes, where it has not been run; and with the button that runs it.
void ExperimentPage::showOutlook() {
    const QString usual = tr("Simulate every point of the chosen experiment (Enter)");
    const ForecastOutlook* const outlook = service_.outlook(selected());
    run_->setToolTip(outlook ? usual + '\n' + effortText(*outlook) : usual);
    const QString hint = tr("Run the experiment to see what the settings change.");
    hint_->setToolTip(outlook ? basisSentences(outlook->basis, service_.words().node).join('\n') : QString());
    hint_->setText(outlook ? hint + "<br><br>" + outlookOf(*outlook, service_.words()) : hint);
    if (isVisible()) service_.lookAhead(selected());
}

} // namespace millrace::ui
