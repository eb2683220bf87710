// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_document.h"
#include "ui/param_editors/editor_context.h"

#include <QString>
#include <QWidget>

class QLabel;
class QLineEdit;
class QStackedWidget;
class QTabBar;
class QTextBrowser;

namespace millrace::ui {

class DeliveryNote;
class GraphSession;
class ModeSwitch;
class NodeLookUps;
class ParameterForm;
class SpotLabel;

/// One node: title and kind, tabs Parameters, Concurrency and Help, and tabs that others add (Metrics).
class NodePage : public QWidget {
    Q_OBJECT
public:
    explicit NodePage(GraphSession& session, QWidget* parent = nullptr);

    void showNode(const QString& id);
    const QString& nodeId() const { return id_; }
    /// Takes ownership; the tab stands before Help, and scrolls where it is higher than the window.
    void addTab(const QString& title, QWidget* page);
    void focusParameter(const QString& path);
    void focusTitle();
    ParameterForm* parameters() const { return parameters_; }
    ParameterForm* concurrency() const { return concurrency_; }

Q_SIGNALS:
    void nodeShown(const QString& id);

protected:
    void hideEvent(QHideEvent* event) override;

private:
    void rebuild();
    void refresh();
    void refreshFindings();
    void refreshHelp();
    void writeParameter(const QString& name);
    void writeConcurrency();
    void writeTitle();
    void writeMode(NodeMode mode);
    void writePicked(const QString& name, const std::optional<boost::json::value>& value);

    GraphSession& session_;
    EditorContextPtr context_;
    QString id_, kindName_;
    QString path_; ///< of the node in the whole document
    SpotLabel* spot_;
    QLineEdit* title_;
    QLabel* kind_;
    ModeSwitch* mode_;
    NodeLookUps* lookUps_;
    QTabBar* tabs_;
    QStackedWidget* stack_;
    QWidget* parametersHost_;
    QWidget* concurrencyHost_;
    QLabel* choice_;
    ParameterForm* parameters_ = nullptr;
    ParameterForm* concurrency_ = nullptr;
    QLabel* otherFindings_;
    DeliveryNote* delivery_;
    QTextBrowser* help_;
};

} // namespace millrace::ui
