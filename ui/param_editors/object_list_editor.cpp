// SPDX-License-Identifier: Apache-2.0
#include "ui/param_editors/object_list_editor.h"

#include "ui/param_editors/parameter_form.h"
#include "ui/settings/theme.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

namespace millrace::ui {

ObjectListEditor::ObjectListEditor(const ParameterSpec& spec, EditorContextPtr context, QWidget* parent)
    : ParamEditor(spec, std::move(context), parent), layout_(new QVBoxLayout) {
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(6);
    layout_->setSpacing(10);
    outer->addLayout(layout_);
    auto* add = new QPushButton(tr("+ add"), this);
    add->setObjectName("addItem");
    add->setProperty("role", "link");
    add->setCursor(Qt::PointingHandCursor);
    outer->addWidget(add, 0, Qt::AlignLeft);
    connect(add, &QPushButton::clicked, this, &ObjectListEditor::addItem);
}

ObjectListEditor::Item& ObjectListEditor::append(const QString& name, const boost::json::object& values) {
    Item item{};
    item.widget = new QWidget(this);
    auto* row = new QHBoxLayout(item.widget);
    row->setContentsMargins(2, 0, 0, 0);
    row->setSpacing(10);
    auto* line = new QFrame(item.widget);
    line->setProperty("role", "vhairline");
    row->addWidget(line);
    auto* column = new QVBoxLayout;
    column->setSpacing(6);
    row->addLayout(column, 1);
    auto* head = new QHBoxLayout;
    if (named()) {
        item.name = new QLineEdit(name, item.widget);
        item.name->setObjectName("name");
        item.name->setProperty("role", "mono");
        item.name->setPlaceholderText(tr("name"));
        head->addWidget(item.name, 1);
        connect(item.name, &QLineEdit::textEdited, this, &ParamEditor::edited);
        connect(item.name, &QLineEdit::editingFinished, this, &ParamEditor::editingFinished);
    } else {
        auto* number = new QLabel(tr("%1.").arg(items_.size() + 1), item.widget);
        number->setProperty("role", "label");
        head->addWidget(number, 1);
    }
    auto* remove = new QToolButton(item.widget);
    remove->setToolTip(tr("Remove"));
    remove->setFixedSize(24, 26);
    remove->setIcon(Theme::instance().icon("close", Theme::instance().tokens().muted));
    head->addWidget(remove);
    column->addLayout(head);
    item.form = new ParameterForm(spec_.fields, context_, true, item.widget);
    item.form->setValues(values);
    column->addWidget(item.form);
    connect(item.form, &ParameterForm::edited, this, &ParamEditor::edited);
    connect(item.form, &ParameterForm::editingFinished, this, &ParamEditor::editingFinished);
    connect(remove, &QToolButton::clicked, this, [this, widget = item.widget] {
        const auto found = std::find_if(items_.begin(), items_.end(),
                                        [widget](const Item& i) { return i.widget == widget; });
        if (found == items_.end()) return;
        items_.erase(found);
        widget->hide();
        widget->deleteLater();
        Q_EMIT edited();
        Q_EMIT editingFinished();
    });
    layout_->addWidget(item.widget);
    items_.push_back(item);
    return items_.back();
}

void ObjectListEditor::addItem() {
    Item& item = append({}, {});
    if (item.name) {
        item.name->setFocus(Qt::OtherFocusReason);
    } else {
        Q_EMIT edited();
        item.form->focusParameter({});
    }
}

void ObjectListEditor::setValue(const boost::json::value* value) {
    const std::optional<boost::json::value> now = this->value();
    const bool fits = value && (named() ? value->is_object() : value->is_array());
    if (!fits ? !now : (now && *now == *value)) return;
    for (const Item& item : items_) {
        item.widget->hide();
        item.widget->deleteLater();
    }
    items_.clear();
    if (!fits) return;
    const auto objectOf = [](const boost::json::value& v) {
        return v.is_object() ? v.get_object() : boost::json::object{};
    };
    if (named()) {
        for (const auto& member : value->get_object()) {
            append(QString::fromStdString(std::string(member.key())), objectOf(member.value()));
        }
    } else {
        for (const auto& entry : value->get_array()) {
            append({}, objectOf(entry));
        }
    }
}

std::optional<boost::json::value> ObjectListEditor::value() const {
    if (named()) {
        boost::json::object object;
        for (const Item& item : items_) {
            const std::string name = item.name->text().trimmed().toStdString();
            if (!name.empty() && !object.contains(name)) object.emplace(name, item.form->values());
        }
        return object.empty() ? std::nullopt : std::optional<boost::json::value>(std::move(object));
    }
    boost::json::array list;
    for (const Item& item : items_) {
        list.emplace_back(item.form->values());
    }
    return list.empty() ? std::nullopt : std::optional<boost::json::value>(std::move(list));
}

void ObjectListEditor::setFindings(const FieldFindings& findings) {
    for (std::size_t i = 0; i < items_.size(); ++i) {
        const QString name = items_[i].name ? items_[i].name->text().trimmed() : QString::number(i);
        FieldFindings own;
        for (FieldFinding finding : findings) {
            if (!finding.path.startsWith(name + ".")) continue;
            finding.path = finding.path.mid(name.size() + 1);
            own.push_back(std::move(finding));
        }
        items_[i].form->setFindings(own);
    }
}

void ObjectListEditor::focusPath(const QString& path) {
    const QString head = path.section('.', 0, 0);
    for (std::size_t i = 0; i < items_.size(); ++i) {
        const QString name = items_[i].name ? items_[i].name->text().trimmed() : QString::number(i);
        if (name == head) items_[i].form->focusParameter(path.mid(head.size() + 1));
    }
}

} // namespace millrace::ui
