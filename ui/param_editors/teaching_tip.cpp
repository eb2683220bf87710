// SPDX-License-Identifier: Apache-2.0
#include "ui/param_editors/teaching_tip.h"

#include "ui/param_editors/param_editor.h"
#include "ui/settings/plain_words.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

namespace millrace::ui {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(TeachingTip)
};

QString writtenAs(const ParameterSpec& spec) {
    switch (spec.type) {
        case ParameterType::Duration: return Words::tr("A time with its unit: 5 ms, 90 s, 15 min, 2 h");
        case ParameterType::Size: return Words::tr("A size with its unit: 64 KiB, 16 MiB");
        case ParameterType::Timestamp: return Words::tr("A date and time: 2024-01-02T08:00:00Z");
        case ParameterType::Path: return Words::tr("A file name, relative to the graph file");
        case ParameterType::Expression:
        case ParameterType::ExpressionMap: return Words::tr("SQL expressions over the columns that come in");
        case ParameterType::Predicate:
        case ParameterType::PredicateMap: return Words::tr("SQL conditions over the columns that come in");
        case ParameterType::AggregateMap:
            return Words::tr("Expressions over aggregates: COUNT(*), SUM(x), AVG(x)");
        case ParameterType::ColumnName: return Words::tr("The name of a column that comes in");
        case ParameterType::ColumnList:
            return Words::tr("Names of columns that come in, with commas between them");
        default: break;
    }
    if (!spec.choices.empty()) {
        QStringList choices;
        for (const std::string& choice : spec.choices)
            choices << QString::fromStdString(choice);
        return Words::tr("One of: %1").arg(choices.join(", "));
    }
    return {};
}

QString number(double value) { return QLocale::c().toString(value, 'g', QLocale::FloatingPointShortest); }

QString rangeOf(const ParameterSpec& spec) {
    if (spec.type != ParameterType::Integer && spec.type != ParameterType::Number) return {};
    const QString unit = spec.unit.empty() ? QString() : " " + QString::fromStdString(spec.unit);
    if (spec.minimum && spec.maximum)
        return Words::tr("%1 to %2%3").arg(number(*spec.minimum), number(*spec.maximum), unit);
    if (spec.minimum) return Words::tr("At least %1%2").arg(number(*spec.minimum), unit);
    if (spec.maximum) return Words::tr("At most %1%2").arg(number(*spec.maximum), unit);
    return {};
}

QString costOf(Applies applies) {
    switch (applies) {
        case Applies::Hot: return Words::tr("Applies at once while the graph runs");
        case Applies::RestartsNode: return Words::tr("While the graph runs, a change restarts this node");
        case Applies::RestartsRun: return Words::tr("A change takes effect with the next run");
    }
    return {};
}

} // namespace

QString teachingTip(const ParameterSpec& spec) {
    QStringList facts;
    for (const QString& fact : {writtenAs(spec), rangeOf(spec)}) {
        if (!fact.isEmpty()) facts << fact.toHtmlEscaped();
    }
    const QString byDefault = defaultText(spec);
    if (!byDefault.isEmpty()) facts << Words::tr("Left empty: %1").arg(byDefault.toHtmlEscaped());
    facts << costOf(spec.applies).toHtmlEscaped();
    return QStringLiteral("<p><b>%1</b></p><p>%2</p><p>%3</p>")
        .arg(QString::fromStdString(titleOf(spec)).toHtmlEscaped(), plainWords(spec.help).toHtmlEscaped(),
             facts.join("<br>"));
}

} // namespace millrace::ui
