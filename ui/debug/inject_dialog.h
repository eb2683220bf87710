// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/record_batch.h"

#include <QDialog>
#include <QString>

QT_BEGIN_NAMESPACE
class QComboBox;
class QLabel;
class QPushButton;
QT_END_NAMESPACE

namespace millrace::ui {

class RecordForm;
class RunController;

/// Puts records of one's own into the run that is on: into an input of a node, or, of a source, as if it had
/// sent them. Starts with the last record that came there. Stays open for the next one.
class InjectDialog : public QDialog {
    Q_OBJECT
public:
    InjectDialog(RunController& runs, const QString& node, QWidget* parent = nullptr);

    RecordForm& form() const { return *form_; }
    void choosePort(const QString& port);
    /// Starts with a record that was rejected, from its text, and says why it was.
    void fillFromRaw(const QString& raw, const QString& error);
    int injected() const { return injected_; } ///< records so far

Q_SIGNALS:
    void sent(const QString& node, const QString& record);

private:
    struct Port {
        QString name;
        SchemaPtr columns;
        bool isInput = true;
    };
    void listPorts();
    void showPort(int index);
    void inject();
    void say(const QString& text, bool error);
    void fitHeight(); ///< to the fields
    /// The last record seen on a wire of that port.
    std::optional<RecordBatch> lastRecordAt(const Port& port) const;

    RunController& runs_;
    QString node_;
    std::vector<Port> ports_;
    QComboBox* choice_;
    RecordForm* form_;
    QWidget* scroll_ = nullptr;
    QLabel* message_;
    QPushButton* send_;
    int injected_ = 0;
};

} // namespace millrace::ui
