// SPDX-License-Identifier: Apache-2.0
#include "ui/param_editors/switch_editor.h"

#include <QCheckBox>
#include <QVBoxLayout>

namespace millrace::ui {

SwitchEditor::SwitchEditor(const ParameterSpec& spec, EditorContextPtr context, QWidget* parent)
    : ParamEditor(spec, std::move(context), parent), box_(new QCheckBox(this)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(box_);
    setFocusProxy(box_);
    box_->setChecked(spec_.defaultValue.is_bool() && spec_.defaultValue.get_bool());
    showText();
    connect(box_, &QCheckBox::stateChanged, this, &SwitchEditor::showText);
    connect(box_, &QCheckBox::clicked, this, [this] {
        set_ = true;
        box_->setTristate(false);
        Q_EMIT edited();
        Q_EMIT editingFinished();
    });
}

void SwitchEditor::showText() {
    const bool mixed = box_->checkState() == Qt::PartiallyChecked;
    box_->setText(mixed ? mixedText() : box_->isChecked() ? tr("yes") : tr("no"));
}

void SwitchEditor::setMixed(bool mixed) {
    box_->setTristate(mixed);
    if (mixed) box_->setCheckState(Qt::PartiallyChecked);
    showText();
}

void SwitchEditor::setValue(const boost::json::value* value) {
    set_ = value && value->is_bool();
    const bool byDefault = spec_.defaultValue.is_bool() && spec_.defaultValue.get_bool();
    box_->setChecked(set_ ? value->get_bool() : byDefault);
}

std::optional<boost::json::value> SwitchEditor::value() const {
    return set_ ? std::optional<boost::json::value>(box_->isChecked()) : std::nullopt;
}

void SwitchEditor::focusPath(const QString&) { box_->setFocus(Qt::OtherFocusReason); }

} // namespace millrace::ui
