// SPDX-License-Identifier: Apache-2.0
#include "ui/param_editors/choice_editor.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QEvent>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace millrace::ui {

ChoiceEditor::ChoiceEditor(const ParameterSpec& spec, EditorContextPtr context, QWidget* parent)
    : ParamEditor(spec, std::move(context), parent), box_(new QComboBox(this)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(box_);
    setFocusProxy(box_);
    box_->setItemDelegate(new QStyledItemDelegate(box_));
    box_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    const QString byDefault = defaultText(spec_);
    if (byDefault.isEmpty())
        box_->addItem(spec_.placeholder.empty() ? tr("not set") : QString::fromStdString(spec_.placeholder),
                      QVariant());
    for (const std::string& choice : spec_.choices) {
        const QString name = QString::fromStdString(choice);
        box_->addItem(QString(name).replace('_', ' '), name);
    }
    box_->setCurrentIndex(std::max(0, box_->findData(byDefault)));
    box_->installEventFilter(this);
    connect(box_, &QComboBox::activated, this, [this] {
        Q_EMIT edited();
        Q_EMIT editingFinished();
    });
}

void ChoiceEditor::setValue(const boost::json::value* value) {
    const QString text = value && !value->is_null() ? fieldText(*value) : defaultText(spec_);
    int index = text.isEmpty() ? 0 : box_->findData(text);
    if (index < 0) {
        box_->addItem(text, text);
        index = box_->count() - 1;
    }
    box_->setCurrentIndex(index);
}

void ChoiceEditor::setMixed(bool mixed) {
    box_->setPlaceholderText(mixedText());
    if (mixed) box_->setCurrentIndex(-1);
}

std::optional<boost::json::value> ChoiceEditor::value() const {
    const QString text = box_->currentData().toString();
    if (text.isEmpty() || text == defaultText(spec_)) return std::nullopt;
    return boost::json::value(text.toStdString());
}

void ChoiceEditor::setFindings(const FieldFindings& findings) { setFieldState(box_, !findings.empty()); }

void ChoiceEditor::focusPath(const QString&) { box_->setFocus(Qt::OtherFocusReason); }

bool ChoiceEditor::eventFilter(QObject* watched, QEvent* event) {
    // Scrolling the form must not change a value under the cursor.
    if (event->type() == QEvent::Wheel && !box_->hasFocus()) {
        event->ignore();
        return true;
    }
    return ParamEditor::eventFilter(watched, event);
}

} // namespace millrace::ui
