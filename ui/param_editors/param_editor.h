// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/parameter_spec.h"
#include "ui/param_editors/editor_context.h"

#include <QWidget>
#include <optional>

namespace millrace::ui {

/// Edits one parameter's JSON value. An absent value means the default, which the editor shows as a hint.
/// setValue() of what value() already says changes nothing, so that text under the cursor stays as it was
/// typed.
class ParamEditor : public QWidget {
    Q_OBJECT
public:
    ParamEditor(const ParameterSpec& spec, EditorContextPtr context, QWidget* parent)
        : QWidget(parent), spec_(spec), context_(std::move(context)) {}
    ~ParamEditor() override;

    const ParameterSpec& spec() const { return spec_; }
    virtual void setValue(const boost::json::value* value) = 0;
    /// Stands for several nodes that differ: after setValue(nullptr), the field says so instead of the
    /// default.
    virtual void setMixed(bool) {}
    virtual std::optional<boost::json::value> value() const = 0;
    /// Marks the fields with findings; writes them out, too, where showsFindings().
    virtual void setFindings(const FieldFindings& findings) = 0;
    /// Puts the cursor into the part at `path`.
    virtual void focusPath(const QString& path) = 0;
    /// True when the editor writes the findings out below the fields they belong to.
    virtual bool showsFindings() const { return false; }

    static ParamEditor* make(const ParameterSpec& spec, const EditorContextPtr& context, QWidget* parent);

Q_SIGNALS:
    void edited();
    void editingFinished(); ///< the next edit is a step of its own

protected:
    ParameterSpec spec_;
    EditorContextPtr context_;
};

/// The default of a parameter as a field shows it; empty when there is none.
QString defaultText(const ParameterSpec& spec);
/// What an empty field of several nodes says that differ.
QString mixedText();
/// Text of a JSON value as a field shows it: strings bare, the rest as JSON.
QString fieldText(const boost::json::value& value);
/// Sets the dynamic property `state` and lets the style sheet see it.
void setFieldState(QWidget* field, bool error);

} // namespace millrace::ui
