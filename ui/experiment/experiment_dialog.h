// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/experiment.h"
#include "ui/experiment/varied_settings.h"

#include <QDialog>
#include <optional>

QT_BEGIN_NAMESPACE
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QVBoxLayout;
QT_END_NAMESPACE

namespace millrace::ui {

class ExperimentService;

/// The form of an experiment: a new one, or one of the graph. One step of the history.
class ExperimentDialog : public QDialog {
    Q_OBJECT
public:
    /// `edited`: name of the experiment to be changed; empty = a new one.
    ExperimentDialog(ExperimentService& service, QString edited, QWidget* parent = nullptr);

Q_SIGNALS:
    void saved(const QString& experiment);

private:
    struct Setting {
        QComboBox* what = nullptr;
        QLineEdit* values = nullptr;
    };
    void fillFields();
    void addSettingRow(QVBoxLayout& column, Setting& setting, const QString& label, const QString& name);
    void choose(Setting& setting, const VariedSetting& varied);
    void suggest(Setting& setting);
    /// What the fields say; else `why` it cannot be run.
    std::optional<Experiment> experiment(QString& why) const;
    void updateNote();
    void save();

    ExperimentService& service_;
    const QString edited_;
    std::vector<SettingChoice> choices_;
    QLineEdit *name_, *replications_, *duration_;
    Setting first_, second_;
    QLabel* note_;
    QPushButton* save_;
};

} // namespace millrace::ui
