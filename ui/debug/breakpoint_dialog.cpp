// SPDX-License-Identifier: Apache-2.0
#include "ui/debug/breakpoint_dialog.h"

#include "engine/expression/expression.h"
#include "ui/param_editors/expression_field.h"
#include "ui/param_editors/param_editor.h"
#include "ui/settings/plain_words.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QIntValidator>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace millrace::ui {

namespace {

QLabel* label(const QString& text, QWidget* buddy) {
    auto* made = new QLabel(text);
    made->setProperty("role", "label");
    made->setBuddy(buddy);
    return made;
}

QLineEdit* countField(const char* name, qint64 value, int least) {
    auto* field = new QLineEdit(QString::number(value));
    field->setObjectName(name);
    field->setValidator(new QIntValidator(least, 1'000'000'000, field));
    return field;
}

} // namespace

BreakpointDialog::BreakpointDialog(BreakpointList& list, const QString& wire, const QString& title,
                                   SchemaPtr columns, QWidget* parent)
    : QDialog(parent),
      list_(list),
      wire_(wire),
      columns_(std::move(columns)),
      action_(new QComboBox),
      records_(new QWidget),
      queue_(new QWidget),
      finding_(new QLabel),
      enabled_(new QCheckBox(tr("On"))),
      save_(new QPushButton(tr("Set"))) {
    const WireBreakpoint* known = list_.find(wire);
    WireBreakpoint start = known ? *known : WireBreakpoint{};
    setObjectName("breakpointDialog");
    setWindowTitle(tr("Breakpoint"));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(400);
    auto context = std::make_shared<EditorContext>();
    context->columns = columns_;
    condition_ = new ExpressionField(context, false);
    condition_->setObjectName("breakpointCondition");
    condition_->setPlaceholderText(tr("every record"));
    condition_->setAccessibleName(tr("Condition"));
    condition_->setText(start.condition);
    hits_ = countField("breakpointHits", start.hitCount, 1);
    depth_ = countField("breakpointDepth", start.depth, 0);
    action_->setObjectName("breakpointAction");
    action_->addItems({tr("Hold the wire"), tr("Only log the record"), tr("Pause the run when it fills")});
    action_->setCurrentIndex(static_cast<int>(start.action));
    enabled_->setObjectName("breakpointEnabled");
    enabled_->setChecked(start.enabled);
    finding_->setObjectName("breakpointFinding");
    finding_->setProperty("role", "error");
    finding_->setWordWrap(true);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(18, 16, 18, 14);
    column->setSpacing(8);
    auto* heading = new QLabel(title);
    heading->setProperty("role", "heading");
    column->addWidget(heading);
    column->addWidget(label(tr("What it does"), action_));
    column->addWidget(action_);
    auto* ofRecords = new QVBoxLayout(records_);
    ofRecords->setContentsMargins(0, 0, 0, 0);
    ofRecords->setSpacing(6);
    ofRecords->addWidget(label(tr("At records with"), condition_));
    ofRecords->addWidget(condition_);
    ofRecords->addWidget(finding_);
    ofRecords->addWidget(label(tr("At every so many of them (1 = each)"), hits_));
    ofRecords->addWidget(hits_);
    column->addWidget(records_);
    auto* ofQueue = new QVBoxLayout(queue_);
    ofQueue->setContentsMargins(0, 0, 0, 0);
    ofQueue->setSpacing(6);
    ofQueue->addWidget(label(tr("When more records wait on the wire than"), depth_));
    ofQueue->addWidget(depth_);
    column->addWidget(queue_);
    column->addWidget(enabled_);
    column->addSpacing(6);
    auto* buttons = new QHBoxLayout;
    auto* remove = new QPushButton(tr("Remove"));
    remove->setObjectName("breakpointRemove");
    remove->setVisible(known != nullptr);
    auto* cancel = new QPushButton(tr("Cancel"));
    for (QPushButton* button : {remove, cancel})
        button->setAutoDefault(false);
    save_->setObjectName("breakpointSave");
    save_->setProperty("role", "primary");
    save_->setDefault(true);
    buttons->addWidget(remove);
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(save_);
    column->addLayout(buttons);

    connect(remove, &QPushButton::clicked, this, [this] {
        list_.remove(wire_);
        accept();
    });
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(save_, &QPushButton::clicked, this, &BreakpointDialog::save);
    connect(condition_, &ExpressionField::edited, this, &BreakpointDialog::check);
    connect(action_, &QComboBox::currentIndexChanged, this, &BreakpointDialog::check);
    connect(hits_, &QLineEdit::textChanged, this, &BreakpointDialog::check);
    connect(depth_, &QLineEdit::textChanged, this, &BreakpointDialog::check);
    check();
    condition_->setFocus();
}

WireBreakpoint BreakpointDialog::chosen() const {
    WireBreakpoint breakpoint;
    breakpoint.wire = wire_;
    breakpoint.action = static_cast<WireBreakpoint::Action>(action_->currentIndex());
    breakpoint.enabled = enabled_->isChecked();
    breakpoint.condition = condition_->text().trimmed();
    breakpoint.hitCount = hits_->text().toLongLong();
    breakpoint.depth = depth_->text().toLongLong();
    return breakpoint;
}

void BreakpointDialog::check() {
    const WireBreakpoint now = chosen();
    const bool atDepth = now.action == WireBreakpoint::Action::PauseAtDepth;
    records_->setVisible(!atDepth);
    queue_->setVisible(atDepth);
    QString wrong;
    FieldFindings findings;
    if (!atDepth && columns_ && !now.condition.isEmpty()) {
        const auto compiled = Expression::compilePredicate(now.condition.toStdString(), *columns_);
        if (!compiled) {
            const Diagnostics problems = compiled.error();
            const Diagnostic& d = problems.items.front();
            wrong = plainWords(d.message).section('\n', 0, 0);
            if (!d.hint.empty()) wrong += '\n' + plainWords(d.hint);
            findings.push_back({{}, Severity::Error, wrong, d.line, d.column});
        }
    }
    condition_->setFindings(findings);
    setFieldState(condition_, !wrong.isEmpty());
    finding_->setText(wrong);
    finding_->setVisible(!wrong.isEmpty());
    save_->setEnabled(wrong.isEmpty() && (atDepth ? depth_ : hits_)->hasAcceptableInput());
    adjustSize();
}

void BreakpointDialog::save() {
    list_.set(chosen());
    accept();
}

} // namespace millrace::ui
