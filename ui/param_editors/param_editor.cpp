// SPDX-License-Identifier: Apache-2.0
#include "ui/param_editors/param_editor.h"

#include "ui/param_editors/choice_editor.h"
#include "ui/param_editors/expression_editor.h"
#include "ui/param_editors/line_editor.h"
#include "ui/param_editors/map_editor.h"
#include "ui/param_editors/object_editor.h"
#include "ui/param_editors/object_list_editor.h"
#include "ui/param_editors/switch_editor.h"

#include <QLocale>
#include <QStyle>
#include <boost/json/serialize.hpp>
#include <cmath>

namespace millrace::ui {

ParamEditor* ParamEditor::make(const ParameterSpec& spec, const EditorContextPtr& context, QWidget* parent) {
    switch (spec.type) {
        case ParameterType::Boolean: return new SwitchEditor(spec, context, parent);
        case ParameterType::Choice: return new ChoiceEditor(spec, context, parent);
        case ParameterType::Expression:
        case ParameterType::Predicate: return new ExpressionEditor(spec, context, parent);
        case ParameterType::ExpressionMap:
        case ParameterType::PredicateMap:
        case ParameterType::AggregateMap:
        case ParameterType::TypeMap:
        case ParameterType::TextMap: return new MapEditor(spec, context, parent);
        case ParameterType::Object: return new ObjectEditor(spec, context, parent);
        case ParameterType::ObjectList:
        case ParameterType::ObjectMap: return new ObjectListEditor(spec, context, parent);
        default: return new LineEditor(spec, context, parent);
    }
}

ParamEditor::~ParamEditor() {
    // A field with the focus says on its own way out that the focus left it; nobody is here any more to hear
    // it.
    for (QObject* part : findChildren<QObject*>())
        part->disconnect(this);
}

QString fieldText(const boost::json::value& value) {
    if (value.is_string()) return QString::fromStdString(std::string(value.get_string()));
    if (value.is_null()) return {};
    if (value.is_double()) {
        const double number = value.get_double();
        const bool plain = number == 0 || (std::abs(number) >= 1e-6 && std::abs(number) < 1e15);
        return QString::number(number, plain ? 'f' : 'e', QLocale::FloatingPointShortest);
    }
    if (value.is_array()) {
        QStringList parts;
        for (const auto& item : value.get_array()) {
            parts << fieldText(item);
        }
        return parts.join(", ");
    }
    return QString::fromStdString(boost::json::serialize(value));
}

QString defaultText(const ParameterSpec& spec) { return fieldText(spec.defaultValue); }

QString mixedText() { return QObject::tr("mixed"); }

void setFieldState(QWidget* field, bool error) {
    const QString state = error ? "error" : "";
    if (field->property("state").toString() == state) return;
    field->setProperty("state", state);
    field->style()->unpolish(field);
    field->style()->polish(field);
}

} // namespace millrace::ui
