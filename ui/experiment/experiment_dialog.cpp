// SPDX-License-Identifier: Apache-2.0
#include "ui/experiment/experiment_dialog.h"

#include "engine/base/text.h"
#include "ui/document/graph_session.h"
#include "ui/document/shown_body.h"
#include "ui/experiment/experiment_service.h"
#include "ui/settings/number_text.h"
#include "ui/settings/plain_words.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>
#include <boost/json/array.hpp>

namespace millrace::ui {

namespace {

QString freeName(const Experiments& known, const QString& wanted) {
    QString name = wanted;
    for (int n = 2; known.find(name.toStdString()); ++n)
        name = QStringLiteral("%1 %2").arg(wanted).arg(n);
    return name;
}

QLabel* labelFor(const QString& text, QWidget* field) {
    auto* label = new QLabel(text);
    label->setProperty("role", "label");
    label->setBuddy(field);
    field->setAccessibleName(text);
    return label;
}

} // namespace

ExperimentDialog::ExperimentDialog(ExperimentService& service, QString edited, QWidget* parent)
    : QDialog(parent),
      service_(service),
      edited_(std::move(edited)),
      choices_(settingsOf(ShownBody::of(service.session()).whole(), service.session().registry())),
      name_(new QLineEdit),
      replications_(new QLineEdit),
      duration_(new QLineEdit),
      note_(new QLabel),
      save_(new QPushButton(tr("Save"))) {
    setObjectName("experimentDialog");
    setWindowTitle(edited_.isEmpty() ? tr("New experiment") : tr("Change experiment"));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(520);
    name_->setObjectName("experimentName");
    replications_->setObjectName("experimentReplications");
    replications_->setPlaceholderText(QString::number(Experiment::kDefaultReplications));
    duration_->setObjectName("experimentDuration");
    duration_->setPlaceholderText(tr("as the graph says"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(18, 16, 18, 14);
    column->setSpacing(8);
    auto* heading = new QLabel(windowTitle());
    heading->setProperty("role", "heading");
    column->addWidget(heading);
    column->addWidget(labelFor(tr("Name"), name_));
    column->addWidget(name_);
    addSettingRow(*column, first_, tr("Vary"), "experimentFirst");
    addSettingRow(*column, second_, tr("And vary"), "experimentSecond");
    auto* row = new QHBoxLayout;
    for (const auto& [text, field] : {std::pair{tr("Replications at each point"), replications_},
                                      std::pair{tr("Virtual time of each"), duration_}}) {
        auto* part = new QVBoxLayout;
        part->setSpacing(8);
        part->addWidget(labelFor(text, field));
        part->addWidget(field);
        row->addLayout(part);
    }
    column->addLayout(row);
    note_->setObjectName("experimentNote");
    note_->setProperty("role", "secondary");
    note_->setWordWrap(true);
    note_->setMinimumHeight(34);
    column->addWidget(note_);
    auto* buttons = new QHBoxLayout;
    auto* cancel = new QPushButton(tr("Cancel"));
    cancel->setAutoDefault(false);
    save_->setObjectName("experimentSave");
    save_->setProperty("role", "primary");
    save_->setDefault(true);
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(save_);
    column->addLayout(buttons);
    fillFields();
    for (QLineEdit* field : {name_, replications_, duration_, first_.values, second_.values})
        connect(field, &QLineEdit::textChanged, this, &ExperimentDialog::updateNote);
    for (Setting* setting : {&first_, &second_})
        connect(setting->what, &QComboBox::currentIndexChanged, this, [this, setting] { suggest(*setting); });
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(save_, &QPushButton::clicked, this, &ExperimentDialog::save);
    updateNote();
    name_->selectAll();
}

void ExperimentDialog::addSettingRow(QVBoxLayout& column, Setting& setting, const QString& label,
                                     const QString& name) {
    setting.what = new QComboBox;
    setting.what->setObjectName(name);
    setting.what->setMinimumContentsLength(20);
    setting.values = new QLineEdit;
    setting.values->setObjectName(name + "Values");
    setting.values->setPlaceholderText("1..8   100..1000/100   1,2,4,8");
    if (&setting == &second_) setting.what->addItem(tr("nothing else"), QString());
    for (const SettingChoice& choice : choices_)
        setting.what->addItem(choice.words, choice.name);
    auto* row = new QHBoxLayout;
    auto* left = new QVBoxLayout;
    auto* right = new QVBoxLayout;
    for (QVBoxLayout* part : {left, right})
        part->setSpacing(8);
    left->addWidget(labelFor(label, setting.what));
    left->addWidget(setting.what);
    auto* values = labelFor(tr("Values"), setting.values);
    setting.values->setAccessibleName(QStringLiteral("%1: %2").arg(label, tr("Values")));
    right->addWidget(values);
    right->addWidget(setting.values);
    row->addLayout(left, 3);
    row->addLayout(right, 2);
    column.addLayout(row);
}

void ExperimentDialog::fillFields() {
    const Experiment* const experiment = edited_.isEmpty() ? nullptr : service_.find(edited_);
    if (!experiment) {
        name_->setText(freeName(service_.experiments(), tr("workers")));
        suggest(first_);
        second_.values->setEnabled(false);
        return;
    }
    name_->setText(edited_);
    choose(first_, experiment->vary.front());
    if (experiment->vary.size() > 1) choose(second_, experiment->vary[1]);
    second_.values->setEnabled(experiment->vary.size() > 1);
    if (experiment->replications) replications_->setText(QString::number(*experiment->replications));
    if (experiment->durationNs)
        duration_->setText(QString::fromStdString(formatDuration(*experiment->durationNs)));
}

void ExperimentDialog::choose(Setting& setting, const VariedSetting& varied) {
    const QString name = QString::fromStdString(varied.name);
    // Others are possible in the file, and stay.
    if (setting.what->findData(name) < 0) setting.what->addItem(name, name);
    setting.what->setCurrentIndex(setting.what->findData(name));
    setting.values->setText(QString::fromStdString(varied.range));
}

void ExperimentDialog::suggest(Setting& setting) {
    const QString name = setting.what->currentData().toString();
    setting.values->setEnabled(!name.isEmpty());
    setting.values->clear();
    for (const SettingChoice& choice : choices_)
        if (choice.name == name) setting.values->setText(choice.suggested);
    updateNote();
}

std::optional<Experiment> ExperimentDialog::experiment(QString& why) const {
    // One reader for what is typed here and what stands in the file.
    boost::json::object entry{{"name", name_->text().trimmed().toStdString()}}, vary;
    for (const Setting* setting : {&first_, &second_})
        if (const QString what = setting->what->currentData().toString(); !what.isEmpty())
            vary[what.toStdString()] = setting->values->text().trimmed().toStdString();
    if (vary.size() < 2 && !second_.what->currentData().toString().isEmpty()) {
        why = tr("Vary two different settings, or one.");
        return std::nullopt;
    }
    entry["vary"] = std::move(vary);
    if (const QString text = replications_->text().trimmed(); !text.isEmpty()) {
        bool whole = false;
        const qlonglong number = text.toLongLong(&whole);
        entry["replications"] = whole ? boost::json::value(number) : boost::json::value(text.toStdString());
    }
    if (const QString text = duration_->text().trimmed(); !text.isEmpty())
        entry["duration"] = text.toStdString();
    const Experiment* const before = edited_.isEmpty() ? nullptr : service_.find(edited_);
    if (before && before->precision) entry["precision"] = *before->precision;

    GraphDocument document = ShownBody::of(service_.session()).whole();
    document.simulation["experiments"] = boost::json::array{std::move(entry)};
    for (const Diagnostic& d : checkExperiments(document, service_.session().registry())) {
        if (d.severity != Severity::Error) continue;
        why =
            plainWords(d.message) + (d.hint.empty() ? QString() : QStringLiteral(" — ") + plainWords(d.hint));
        return std::nullopt;
    }
    return readExperiments(document).list.front();
}

void ExperimentDialog::updateNote() {
    const QString name = name_->text().trimmed();
    QString why;
    const auto wanted = experiment(why);
    const bool taken = name != edited_ && service_.find(name) != nullptr;
    save_->setEnabled(wanted && !taken && !name.isEmpty());
    if (name.isEmpty()) return note_->setText(tr("An experiment needs a name."));
    if (taken) return note_->setText(tr("There is an experiment of this name already."));
    if (!wanted) return note_->setText(why);
    const QString points = countText(static_cast<qint64>(wanted->points()));
    if (wanted->precision && !wanted->replications)
        return note_->setText(
            tr("%1 points, each until its means are known within %2, all with the same random "
               "numbers.")
                .arg(points, QString::number(*wanted->precision * 100, 'g', 3) + QChar(QChar::Nbsp) +
                                 QLatin1Char('%')));
    const std::size_t each = wanted->replications.value_or(Experiment::kDefaultReplications);
    note_->setText(tr("%1 points of %2 replications, all with the same random numbers.")
                       .arg(points, countText(static_cast<qint64>(each))));
}

void ExperimentDialog::save() {
    QString why;
    const auto wanted = experiment(why);
    if (!wanted) return;
    service_.save(*wanted, edited_);
    const QString name = QString::fromStdString(wanted->name);
    accept();
    Q_EMIT saved(name);
}

} // namespace millrace::ui
