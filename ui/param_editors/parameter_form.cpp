// SPDX-License-Identifier: Apache-2.0
#include "ui/param_editors/parameter_form.h"

#include "engine/graph/params.h"
#include "ui/param_editors/param_editor.h"
#include "ui/param_editors/teaching_tip.h"
#include "ui/settings/plain_words.h"
#include "ui/settings/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

namespace millrace::ui {
namespace {

QString tagText(Applies applies) {
    switch (applies) {
        case Applies::Hot: return QObject::tr("applies now");
        case Applies::RestartsNode: return QObject::tr("restarts node");
        case Applies::RestartsRun: return QObject::tr("restarts run");
    }
    return {};
}

} // namespace

ParameterForm::ParameterForm(const std::vector<ParameterSpec>& specs, EditorContextPtr context, bool nested,
                             QWidget* parent)
    : QWidget(parent),
      context_(std::move(context)),
      layout_(new QVBoxLayout(this)),
      more_(new QPushButton(this)),
      nested_(nested) {
    setProperty("role", "bare");
    layout_->setContentsMargins(0, 0, 0, 0);
    layout_->setSpacing(nested ? 8 : 14);
    for (const ParameterSpec& spec : specs) {
        if (!spec.advanced) addRow(spec);
    }
    more_->setProperty("role", "link");
    more_->setCursor(Qt::PointingHandCursor);
    more_->setObjectName("more");
    layout_->addWidget(more_, 0, Qt::AlignLeft);
    bool anyAdvanced = false;
    for (const ParameterSpec& spec : specs) {
        if (spec.advanced) {
            addRow(spec);
            anyAdvanced = true;
        }
    }
    more_->setVisible(anyAdvanced);
    connect(more_, &QPushButton::clicked, this, [this] {
        moreShown_ = !moreShown_;
        updateVisibility();
    });
    updateVisibility();
}

void ParameterForm::addRow(const ParameterSpec& spec) {
    Row row{};
    row.advanced = spec.advanced;
    row.widget = new QWidget(this);
    auto* column = new QVBoxLayout(row.widget);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(5);
    auto* head = new QHBoxLayout;
    head->setSpacing(6);
    row.label = new QLabel(QString::fromStdString(titleOf(spec)), row.widget);
    row.label->setProperty("role", "label");
    const QString help = teachingTip(spec);
    row.label->setToolTip(help);
    row.label->setMinimumHeight(18);
    head->addWidget(row.label);
    if (spec.required) {
        auto* star = new QLabel(tr("required"), row.widget);
        star->setProperty("role", "secondary");
        head->addWidget(star);
    }
    row.mixed = new QLabel(mixedText(), row.widget);
    row.mixed->setProperty("role", "tagQuiet");
    row.mixed->setObjectName("mixed_" + QString::fromStdString(spec.name));
    row.mixed->hide();
    head->addWidget(row.mixed);
    head->addStretch(1);
    row.reset = new QToolButton(row.widget);
    row.reset->setToolTip(tr("Back to the default"));
    row.reset->setAccessibleName(tr("%1: back to the default").arg(QString::fromStdString(titleOf(spec))));
    row.reset->setFixedSize(18, 18);
    row.reset->setIconSize({12, 12});
    row.reset->setObjectName("reset");
    row.reset->setIcon(Theme::instance().icon("undo", Theme::instance().tokens().muted));
    row.reset->hide();
    head->addWidget(row.reset);
    row.tag = new QLabel(tagText(spec.applies), row.widget);
    row.tag->setProperty("role", spec.applies == Applies::Hot ? "tag" : "tagQuiet");
    row.tag->setVisible(!nested_);
    head->addWidget(row.tag);
    column->addLayout(head);
    row.editor = ParamEditor::make(spec, context_, row.widget);
    row.editor->setObjectName("editor_" + QString::fromStdString(spec.name));
    row.editor->setToolTip(help);
    // Fields inside of it are spoken of by this name.
    row.editor->setAccessibleName(QString::fromStdString(titleOf(spec)));
    row.editor->setAccessibleDescription(plainWords(spec.help));
    if (spec.lookUp != ParameterSpec::LookUp::None && context_->looksUp && !nested_)
        addPickButton(row, *column);
    else
        column->addWidget(row.editor);
    row.finding = new QLabel(row.widget);
    row.finding->setProperty("role", "error");
    row.finding->setObjectName("finding_" + QString::fromStdString(spec.name));
    row.finding->setWordWrap(true);
    row.finding->setTextInteractionFlags(Qt::TextSelectableByMouse);
    row.finding->hide();
    column->addWidget(row.finding);
    layout_->addWidget(row.widget);
    const QString name = QString::fromStdString(spec.name);
    connect(row.editor, &ParamEditor::edited, this, [this, name] {
        updateVisibility();
        Q_EMIT edited(name);
    });
    connect(row.editor, &ParamEditor::editingFinished, this, &ParameterForm::editingFinished);
    connect(row.reset, &QToolButton::clicked, this, [this, name, editor = row.editor] {
        editor->setValue(nullptr);
        Q_EMIT editingFinished();
        updateVisibility();
        Q_EMIT edited(name);
    });
    rows_.push_back(row);
}

/// Beside a field of one line, below one of several.
void ParameterForm::addPickButton(const Row& row, QVBoxLayout& column) {
    const ParameterSpec& spec = row.editor->spec();
    const QString name = QString::fromStdString(spec.name);
    const bool oneLine = spec.type == ParameterType::Text || spec.type == ParameterType::ColumnName ||
                         spec.type == ParameterType::ColumnList;
    auto* pick = new QPushButton(tr("Pick…"), row.widget);
    pick->setObjectName("pick_" + name);
    pick->setAccessibleName(tr("Pick %1").arg(QString::fromStdString(titleOf(spec))));
    pick->setToolTip(tr("Connects and shows what there is to choose from"));
    if (oneLine) {
        auto* line = new QHBoxLayout;
        line->setSpacing(8);
        line->addWidget(row.editor, 1);
        line->addWidget(pick);
        column.addLayout(line);
    } else {
        pick->setProperty("role", "small");
        column.addWidget(row.editor);
        column.addWidget(pick, 0, Qt::AlignLeft);
    }
    connect(pick, &QPushButton::clicked, this, [this, name, pick] { Q_EMIT pickRequested(name, pick); });
}

void ParameterForm::setValues(const boost::json::object& values, const boost::json::object* top) {
    original_ = values;
    top_ = top ? *top : values;
    for (const Row& row : rows_) {
        row.editor->setValue(values.if_contains(row.editor->spec().name));
    }
    updateVisibility();
}

void ParameterForm::setMixed(const QStringList& names) {
    for (const Row& row : rows_) {
        const bool mixed = names.contains(QString::fromStdString(row.editor->spec().name));
        row.mixed->setVisible(mixed);
        row.editor->setMixed(mixed);
    }
    updateVisibility();
}

boost::json::object ParameterForm::values() const {
    boost::json::object result;
    for (const Row& row : rows_) {
        if (auto value = row.editor->value()) result.emplace(row.editor->spec().name, std::move(*value));
    }
    for (const auto& member : original_) {
        const bool known = std::any_of(rows_.begin(), rows_.end(), [&](const Row& row) {
            return row.editor->spec().name == member.key();
        });
        if (!known) result.emplace(member.key(), member.value());
    }
    return result;
}

void ParameterForm::setFindings(const FieldFindings& findings) {
    bool advancedFinding = false;
    for (const Row& row : rows_) {
        const QString name = QString::fromStdString(row.editor->spec().name);
        FieldFindings own;
        QStringList words;
        bool error = false;
        for (FieldFinding finding : findings) {
            if (finding.path != name && !finding.path.startsWith(name + ".") &&
                !finding.path.startsWith(name + "["))
                continue;
            finding.path = finding.path.mid(name.size() + 1);
            const bool shownInside = row.editor->showsFindings() && !finding.path.isEmpty();
            if (!shownInside) words << finding.text;
            error = error || finding.severity == Severity::Error;
            own.push_back(std::move(finding));
        }
        row.editor->setFindings(own);
        const char* role = error ? "error" : "warning";
        if (row.finding->property("role").toString() != role) {
            row.finding->setProperty("role", role);
            row.finding->style()->unpolish(row.finding);
            row.finding->style()->polish(row.finding);
        }
        row.finding->setText(words.join("\n"));
        row.finding->setVisible(!words.isEmpty());
        advancedFinding = advancedFinding || (row.advanced && !own.empty());
    }
    if (advancedFinding && !moreShown_) {
        moreShown_ = true;
        updateVisibility();
    }
}

ParamEditor* ParameterForm::editor(const QString& name) const {
    for (const Row& row : rows_) {
        if (QString::fromStdString(row.editor->spec().name) == name) return row.editor;
    }
    return nullptr;
}

void ParameterForm::setMoreText(const QString& text) {
    moreText_ = text;
    updateVisibility();
}

void ParameterForm::focusParameter(const QString& path) {
    const QString name = path.section('.', 0, 0);
    for (const Row& row : rows_) {
        if (QString::fromStdString(row.editor->spec().name) != name) continue;
        if (row.advanced && !moreShown_) {
            moreShown_ = true;
            updateVisibility();
        }
        row.editor->focusPath(path.mid(name.size() + 1));
        return;
    }
    if (path.isEmpty() && !rows_.empty()) rows_.front().editor->focusPath({});
}

void ParameterForm::updateVisibility() {
    boost::json::object now = values();
    // Conditions look at values, so defaults count where nothing is set.
    for (const Row& row : rows_) {
        const ParameterSpec& spec = row.editor->spec();
        if (!now.contains(spec.name) && !spec.defaultValue.is_null())
            now.emplace(spec.name, spec.defaultValue);
    }
    bool anyAdvanced = false;
    for (const Row& row : rows_) {
        const ParameterSpec& spec = row.editor->spec();
        const bool applies = spec.visibleWhen.empty() || millrace::isVisible(spec, now, nested_ ? top_ : now);
        anyAdvanced = anyAdvanced || (row.advanced && applies);
        row.widget->setVisible(applies && (!row.advanced || moreShown_));
        const bool set = row.editor->value().has_value() || !row.mixed->isHidden();
        row.reset->setVisible(set && !spec.required && !nested_);
    }
    more_->setVisible(anyAdvanced);
    more_->setText(moreShown_ ? tr("Less") : moreText_.isEmpty() ? tr("More") : moreText_);
}

} // namespace millrace::ui
