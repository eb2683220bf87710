// SPDX-License-Identifier: Apache-2.0
#include "ui/param_editors/line_editor.h"

#include "ui/param_editors/column_completer.h"
#include "ui/settings/theme.h"

#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSlider>
#include <QToolButton>
#include <algorithm>
#include <cmath>

namespace millrace::ui {
namespace {

constexpr int kSliderSteps = 1000;

bool isNumeric(ParameterType type) { return type == ParameterType::Integer || type == ParameterType::Number; }

std::optional<boost::json::value> numberFrom(ParameterType type, QString text) {
    bool ok = false;
    if (type == ParameterType::Integer) {
        // Thousands may be written 65,536 or 65 536, as the program shows them.
        text.remove(QChar(',')).remove(QChar(' '));
        const qlonglong whole = text.toLongLong(&ok);
        if (ok) return boost::json::value(static_cast<std::int64_t>(whole));
        return std::nullopt;
    }
    const qlonglong whole = text.toLongLong(&ok);
    if (ok) return boost::json::value(static_cast<std::int64_t>(whole));
    const double number = text.toDouble(&ok);
    if (ok && std::isfinite(number)) return boost::json::value(number);
    return std::nullopt;
}

} // namespace

LineEditor::LineEditor(const ParameterSpec& spec, EditorContextPtr context, QWidget* parent)
    : ParamEditor(spec, std::move(context), parent), field_(new QLineEdit(this)) {
    field_->setObjectName("field");
    setMixed(false);
    const bool columns = spec_.type == ParameterType::ColumnName || spec_.type == ParameterType::ColumnList;
    if (columns) {
        field_->setProperty("role", "mono");
        new ColumnCompleter(*field_, context_, spec_.type == ParameterType::ColumnList);
    }
    if (spec_.secret) field_->setEchoMode(QLineEdit::PasswordEchoOnEdit);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    if (isNumeric(spec_.type) && spec_.applies == Applies::Hot && spec_.minimum && spec_.maximum) {
        slider_ = new QSlider(Qt::Horizontal, this);
        slider_->setRange(0, kSliderSteps);
        slider_->setObjectName("slider");
        layout->addWidget(slider_, 2);
        field_->setFixedWidth(86);
        connect(slider_, &QSlider::sliderMoved, this, [this](int step) {
            const double number = *spec_.minimum + (*spec_.maximum - *spec_.minimum) * step / kSliderSteps;
            field_->setText(spec_.type == ParameterType::Integer ? QString::number(std::llround(number))
                                                                 : QString::number(number, 'g', 3));
            Q_EMIT edited();
        });
        connect(slider_, &QSlider::sliderReleased, this, &ParamEditor::editingFinished);
    }
    layout->addWidget(field_, 1);
    if (spec_.type == ParameterType::Path) {
        auto* button = new QToolButton(this);
        button->setProperty("role", "box");
        button->setFixedWidth(32);
        button->setToolTip(tr("Choose a file"));
        button->setIcon(Theme::instance().icon("folder"));
        connect(&Theme::instance(), &Theme::changed, button,
                [button] { button->setIcon(Theme::instance().icon("folder")); });
        connect(button, &QToolButton::clicked, this, &LineEditor::browse);
        layout->addWidget(button);
    }
    if (!spec_.unit.empty()) {
        unit_ = new QLabel(QString::fromStdString(spec_.unit), field_);
        unit_->setProperty("role", "muted");
        unit_->setAttribute(Qt::WA_TransparentForMouseEvents);
        // Beside a slider the field is narrow, but there is always room for a number before the unit.
        constexpr int kNumber = 62;
        if (slider_) field_->setFixedWidth(std::max(86, unit_->sizeHint().width() + kNumber));
    }
    setFocusProxy(field_);
    connect(field_, &QLineEdit::textEdited, this, [this] {
        syncSlider();
        Q_EMIT edited();
    });
    connect(field_, &QLineEdit::editingFinished, this, &ParamEditor::editingFinished);
}

void LineEditor::resizeEvent(QResizeEvent* event) {
    ParamEditor::resizeEvent(event);
    placeUnit();
}

void LineEditor::placeUnit() {
    if (!unit_) return;
    unit_->adjustSize();
    field_->setTextMargins(0, 0, unit_->width() + 4, 0);
    unit_->move(field_->width() - unit_->width() - 9,
                (std::max(field_->height(), metric::kControlHeight) - unit_->height()) / 2);
}

void LineEditor::setValue(const boost::json::value* value) {
    const std::optional<boost::json::value> now = this->value();
    const bool absent = !value || value->is_null();
    // 90 and 90.0 are the same to a reader; the field keeps what was typed.
    const bool sameNumber = !absent && now && now->is_number() && value->is_number() &&
                            now->to_number<double>() == value->to_number<double>();
    if (sameNumber || (absent ? !now : (now && *now == *value))) return;
    field_->setText(absent ? QString() : fieldText(*value));
    if (!field_->hasFocus()) field_->setCursorPosition(0); // of a long text the beginning is shown
    syncSlider();
}

void LineEditor::setMixed(bool mixed) {
    const QString hint = defaultText(spec_);
    field_->setPlaceholderText(mixed             ? mixedText()
                               : !hint.isEmpty() ? hint
                                                 : QString::fromStdString(spec_.placeholder));
}

std::optional<boost::json::value> LineEditor::value() const {
    const QString text = field_->text();
    if (text.trimmed().isEmpty()) return std::nullopt;
    if (isNumeric(spec_.type)) {
        if (const auto number = numberFrom(spec_.type, text.trimmed())) return number;
    }
    if (spec_.type == ParameterType::ColumnList) {
        if (text.trimmed().startsWith("${")) return boost::json::value(text.trimmed().toStdString());
        boost::json::array list;
        for (const QString& part : text.split(',', Qt::SkipEmptyParts)) {
            if (!part.trimmed().isEmpty()) list.emplace_back(part.trimmed().toStdString());
        }
        return boost::json::value(std::move(list));
    }
    return boost::json::value(text.toStdString());
}

void LineEditor::syncSlider() {
    if (!slider_) return;
    bool ok = false;
    const QString text = field_->text().isEmpty() ? defaultText(spec_) : field_->text();
    const double number = text.toDouble(&ok);
    slider_->setEnabled(ok || text.isEmpty());
    if (!ok) return;
    const double share = (number - *spec_.minimum) / std::max(1e-12, *spec_.maximum - *spec_.minimum);
    slider_->setValue(static_cast<int>(std::clamp(share, 0.0, 1.0) * kSliderSteps));
}

void LineEditor::setFindings(const FieldFindings& findings) {
    setFieldState(field_, std::any_of(findings.begin(), findings.end(),
                                      [](const FieldFinding& f) { return f.severity == Severity::Error; }));
}

void LineEditor::focusPath(const QString&) {
    field_->setFocus(Qt::OtherFocusReason);
    field_->selectAll();
}

void LineEditor::browse() {
    const bool writes = spec_.name == "output" || (spec_.help.find("written") != std::string::npos);
    const QString start =
        context_->folder + "/" + (field_->text().contains("${") ? QString() : field_->text());
    const QString chosen = writes ? QFileDialog::getSaveFileName(this, tr("Choose a file"), start)
                                  : QFileDialog::getOpenFileName(this, tr("Choose a file"), start);
    if (chosen.isEmpty()) return;
    const QString relative = QDir(context_->folder).relativeFilePath(chosen);
    field_->setText(relative.startsWith("..") ? chosen : relative);
    Q_EMIT edited();
    Q_EMIT editingFinished();
}

} // namespace millrace::ui
