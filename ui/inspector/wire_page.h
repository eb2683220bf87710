// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_document.h"
#include "ui/param_editors/editor_context.h"

#include <QWidget>

class QLabel;

namespace millrace::ui {

class GraphSession;
class ParameterForm;

/// One wire: its ends, the columns on it, its queue.
class WirePage : public QWidget {
    Q_OBJECT
public:
    explicit WirePage(GraphSession& session, QWidget* parent = nullptr);
    void showWire(const PortRef& from, const PortRef& to);
    ParameterForm* form() const { return form_; }

private:
    void refresh();
    void write();

    GraphSession& session_;
    EditorContextPtr context_;
    PortRef from_, to_;
    QLabel *title_, *subtitle_, *planned_, *columns_;
    ParameterForm* form_;
};

} // namespace millrace::ui
