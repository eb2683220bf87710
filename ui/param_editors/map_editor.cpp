// SPDX-License-Identifier: Apache-2.0
#include "ui/param_editors/map_editor.h"

#include "ui/param_editors/column_completer.h"
#include "ui/param_editors/expression_field.h"
#include "ui/settings/tab_order.h"
#include "ui/settings/theme.h"

#include <QCompleter>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <set>

namespace millrace::ui {

MapEditor::MapEditor(const ParameterSpec& spec, EditorContextPtr context, QWidget* parent)
    : ParamEditor(spec, std::move(context), parent), layout_(new QVBoxLayout) {
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(6);
    layout_->setSpacing(6);
    outer->addLayout(layout_);
    auto* add = new QPushButton(tr("+ add"), this);
    add->setObjectName("addRow");
    add->setProperty("role", "link");
    add->setCursor(Qt::PointingHandCursor);
    outer->addWidget(add, 0, Qt::AlignLeft);
    connect(add, &QPushButton::clicked, this, &MapEditor::addRow);
}

bool MapEditor::expressions() const {
    return spec_.type == ParameterType::ExpressionMap || spec_.type == ParameterType::PredicateMap ||
           spec_.type == ParameterType::AggregateMap;
}

QString MapEditor::textOf(const Row& row) const {
    return row.expression ? row.expression->text() : row.text->text();
}

MapEditor::Row& MapEditor::appendRow(const QString& name, const QString& value) {
    Row row{};
    row.widget = new QFrame(this);
    auto* column = new QVBoxLayout(row.widget);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(3);
    auto* line = new QHBoxLayout;
    line->setSpacing(4);
    column->addLayout(line);
    row.name = new QLineEdit(name, row.widget);
    row.name->setObjectName("name");
    row.name->setProperty("role", "mono");
    row.name->setPlaceholderText(spec_.type == ParameterType::PredicateMap ? tr("output") : tr("name"));
    auto* remove = new QToolButton(row.widget);
    remove->setObjectName("removeRow");
    remove->setToolTip(tr("Remove"));
    remove->setFixedSize(24, 30);
    putLastInRow(*remove);
    remove->setIcon(Theme::instance().icon("close", Theme::instance().tokens().muted));
    row.finding = new QLabel(row.widget);
    row.finding->setProperty("role", "error");
    row.finding->setWordWrap(true);
    row.finding->hide();
    line->addWidget(row.name, 1);
    if (expressions()) {
        line->addWidget(remove);
        row.expression = new ExpressionField(context_, spec_.type == ParameterType::AggregateMap, row.widget);
        row.expression->setObjectName("expression");
        row.expression->setPlaceholderText(spec_.type == ParameterType::AggregateMap   ? "AVG(column)"
                                           : spec_.type == ParameterType::PredicateMap ? "column > 0"
                                                                                       : tr("expression"));
        row.expression->setText(value);
        column->addWidget(row.expression);
        connect(row.expression, &ExpressionField::edited, this, &ParamEditor::edited);
        connect(row.expression, &ExpressionField::left, this, &ParamEditor::editingFinished);
    } else {
        row.text = new QLineEdit(value, row.widget);
        row.text->setObjectName("text");
        row.text->setProperty("role", "mono");
        if (spec_.type == ParameterType::TypeMap) {
            row.text->setPlaceholderText("DOUBLE");
            auto* completer = new QCompleter({"BOOLEAN", "INT", "BIGINT", "DECIMAL(18,2)", "DOUBLE", "STRING",
                                              "BYTES", "TIMESTAMP", "DATE"},
                                             row.text);
            completer->setCaseSensitivity(Qt::CaseInsensitive);
            row.text->setCompleter(completer);
            new ColumnCompleter(*row.name, context_, false);
        } else {
            row.text->setPlaceholderText(tr("column"));
            new ColumnCompleter(*row.text, context_, false);
        }
        line->addWidget(row.text, 1);
        line->addWidget(remove);
        connect(row.text, &QLineEdit::textEdited, this, &ParamEditor::edited);
        connect(row.text, &QLineEdit::editingFinished, this, &ParamEditor::editingFinished);
    }
    column->addWidget(row.finding);
    connect(row.name, &QLineEdit::textEdited, this, &ParamEditor::edited);
    connect(row.name, &QLineEdit::editingFinished, this, &ParamEditor::editingFinished);
    connect(remove, &QToolButton::clicked, this, [this, widget = row.widget] { removeRow(widget); });
    layout_->addWidget(row.widget);
    rows_.push_back(row);
    return rows_.back();
}

void MapEditor::addRow() {
    Row& row = appendRow({}, {});
    row.name->setFocus(Qt::OtherFocusReason);
}

void MapEditor::removeRow(QWidget* widget) {
    const auto found =
        std::find_if(rows_.begin(), rows_.end(), [widget](const Row& row) { return row.widget == widget; });
    if (found == rows_.end()) return;
    rows_.erase(found);
    widget->hide();
    widget->deleteLater();
    Q_EMIT edited();
    Q_EMIT editingFinished();
}

void MapEditor::setValue(const boost::json::value* value) {
    const std::optional<boost::json::value> now = this->value();
    const bool absent = !value || !value->is_object();
    // JSON objects compare without order, but the order of members is part of the value here.
    const auto sameOrder = [&] {
        auto left = now->get_object().begin();
        for (const auto& member : value->get_object()) {
            if (left->key() != member.key()) return false;
            ++left;
        }
        return true;
    };
    if (absent ? !now : (now && *now == *value && sameOrder())) return;
    for (const Row& row : rows_) {
        row.widget->hide();
        row.widget->deleteLater();
    }
    rows_.clear();
    if (absent) return;
    for (const auto& member : value->get_object()) {
        appendRow(QString::fromStdString(std::string(member.key())), fieldText(member.value()));
    }
}

std::optional<boost::json::value> MapEditor::value() const {
    boost::json::object object;
    for (const Row& row : rows_) {
        const std::string name = row.name->text().trimmed().toStdString();
        if (name.empty() || object.contains(name)) continue;
        object.emplace(name, boost::json::value(textOf(row).toStdString()));
    }
    if (object.empty()) return std::nullopt;
    return boost::json::value(std::move(object));
}

void MapEditor::setFindings(const FieldFindings& findings) {
    std::set<QString> names;
    for (const Row& row : rows_) {
        const QString name = row.name->text().trimmed();
        const bool twice = !name.isEmpty() && !names.insert(name).second;
        FieldFindings own;
        for (const FieldFinding& finding : findings) {
            if (finding.path == name) own.push_back(finding);
        }
        if (row.expression) row.expression->setFindings(own);
        if (row.text) setFieldState(row.text, !own.empty());
        setFieldState(row.name, twice);
        QStringList words;
        if (twice) words << tr("The name %1 is there twice; this row does not count.").arg(name);
        for (const FieldFinding& finding : own) {
            words << finding.text;
        }
        row.finding->setText(words.join("\n"));
        row.finding->setVisible(!words.isEmpty());
    }
}

void MapEditor::focusPath(const QString& path) {
    for (const Row& row : rows_) {
        if (row.name->text().trimmed() != path.section('.', 0, 0)) continue;
        if (row.expression) {
            row.expression->setFocus(Qt::OtherFocusReason);
        } else {
            row.text->setFocus(Qt::OtherFocusReason);
        }
        return;
    }
    if (rows_.empty()) {
        addRow();
    } else {
        rows_.front().name->setFocus(Qt::OtherFocusReason);
    }
}

} // namespace millrace::ui
