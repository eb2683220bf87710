// SPDX-License-Identifier: Apache-2.0
#include "ui/records/record_text.h"

#include "engine/data/batch_builder.h"
#include "engine/expression/expression.h"

#include <QObject>
#include <QStringList>
#include <algorithm>
#include <boost/json/parse.hpp>
#include <cmath>

namespace millrace::ui {

namespace {

QString plain(const Value& value, const DataType& type) {
    return QString::fromStdString(millrace::toText(value, type));
}

boost::json::value jsonOf(const Value& value, const DataType& type) {
    if (value.isNull()) return nullptr;
    switch (type.id()) {
        case TypeId::Boolean: return value.as<bool>();
        case TypeId::Int: return std::int64_t{value.as<std::int32_t>()};
        case TypeId::BigInt: return value.as<std::int64_t>();
        case TypeId::Double:
            if (std::isfinite(value.as<double>())) return value.as<double>();
            break;
        case TypeId::Struct:
        case TypeId::Array: {
            boost::system::error_code error;
            boost::json::value parsed = boost::json::parse(millrace::toText(value, type), error);
            if (!error) return parsed;
            break;
        }
        default: break;
    }
    return boost::json::value(millrace::toText(value, type));
}

QString csvCell(QString text) {
    static const QString special = QStringLiteral(",\"\n\r");
    const bool quoted =
        text.isEmpty() || std::any_of(text.begin(), text.end(), [](QChar c) { return special.contains(c); });
    return quoted ? '"' + text.replace('"', QStringLiteral("\"\"")) + '"' : text;
}

Diagnostics noValue(const QString& text, const DataType& type) {
    Diagnostics problem;
    problem.error("MR7301",
                  QObject::tr("“%1” is no %2").arg(text, QString::fromStdString(type.name())).toStdString());
    return problem;
}

} // namespace

QString recordText(const RecordBatch& batch, std::uint32_t row) {
    QStringList parts;
    for (std::size_t c = 0; c < batch.schema()->size(); ++c) {
        const Column& column = batch.column(c);
        parts << QString::fromStdString(batch.schema()->field(c).name) + ' ' +
                     plain(column.valueAt(row), column.type()).left(200);
    }
    return parts.join(QStringLiteral(" · "));
}

boost::json::object recordJson(const RecordBatch& batch, std::uint32_t row) {
    boost::json::object object;
    for (std::size_t c = 0; c < batch.schema()->size(); ++c) {
        const Column& column = batch.column(c);
        object.emplace(batch.schema()->field(c).name, jsonOf(column.valueAt(row), column.type()));
    }
    return object;
}

QString recordCsv(const RecordBatch& batch, std::uint32_t row) {
    QStringList cells;
    for (std::size_t c = 0; c < batch.schema()->size(); ++c) {
        const Column& column = batch.column(c);
        const Value value = column.valueAt(row);
        cells << (value.isNull() ? QString() : csvCell(plain(value, column.type())));
    }
    return cells.join(',');
}

QString csvHeader(const Schema& schema) {
    QStringList cells;
    for (const Field& field : schema.fields())
        cells << csvCell(QString::fromStdString(field.name));
    return cells.join(',');
}

Result<Value> valueFromText(const QString& text, const DataType& type) {
    if (text.isEmpty()) return Value();
    if (type.id() == TypeId::String)
        return Value(text == QStringLiteral("\"\"") ? std::string() : text.toStdString());
    // The expression language knows how each type is written; a value that it cannot read is NULL.
    QString quoted = text;
    quoted.replace('\'', QStringLiteral("''"));
    const auto cast = Expression::compile("CAST('" + quoted.toStdString() + "' AS " + type.name() + ")",
                                          Schema(std::vector<Field>{}));
    if (!cast) return noValue(text, type);
    const RecordBatch oneRow(makeSchema({}), {}, 1);
    Value value = Evaluator().evaluate(*cast, oneRow)->valueAt(0);
    if (value.isNull()) return noValue(text, type);
    return value;
}

QString textForField(const Value& value, const DataType& type) {
    if (value.isNull()) return {};
    const QString text = plain(value, type);
    return text.isEmpty() && type.id() == TypeId::String ? QStringLiteral("\"\"") : text;
}

} // namespace millrace::ui
