// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/param_editors/editor_context.h"

#include <QObject>

class QCompleter;
class QLineEdit;

namespace millrace::ui {

/// Offers the input's columns while a name is typed into a field; with `list`, for the name after the last
/// comma. Lives with the field.
class ColumnCompleter : public QObject {
    Q_OBJECT
public:
    ColumnCompleter(QLineEdit& field, EditorContextPtr context, bool list);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void offer(bool always);
    void insert(const QString& column);
    int partStart() const;

    QLineEdit& field_;
    EditorContextPtr context_;
    QCompleter* completer_;
    bool list_;
};

} // namespace millrace::ui
