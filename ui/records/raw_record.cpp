// SPDX-License-Identifier: Apache-2.0
#include "ui/records/raw_record.h"

#include "engine/data/batch_builder.h"
#include "ui/param_editors/param_editor.h"
#include "ui/records/record_text.h"

#include <QStringList>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <map>

namespace millrace::ui {

namespace {

/// Of one line, quotes as RFC 4180 has them.
QStringList cellsOf(const QString& line) {
    QStringList cells{QString()};
    bool quoted = false;
    for (int i = 0; i < line.size(); ++i) {
        const QChar c = line[i];
        if (c == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') {
            cells.back() += '"';
            ++i;
        } else if (c == '"') {
            quoted = !quoted;
        } else if (c == ',' && !quoted) {
            cells << QString();
        } else {
            cells.back() += c;
        }
    }
    return cells;
}

QString fieldOf(const boost::json::value& value) {
    if (value.is_null()) return {};
    if (value.is_string() && value.get_string().empty()) return QStringLiteral("\"\"");
    return fieldText(value);
}

} // namespace

std::vector<std::pair<QString, QString>> fieldsOfRaw(const QString& raw, const Schema& schema) {
    std::vector<std::pair<QString, QString>> fields;
    boost::system::error_code error;
    const boost::json::value value = boost::json::parse(raw.toStdString(), error);
    if (!error && value.is_object()) {
        for (const Field& field : schema.fields())
            if (const auto* member = value.get_object().if_contains(field.name))
                fields.emplace_back(QString::fromStdString(field.name), fieldOf(*member));
        return fields;
    }
    const QStringList cells = cellsOf(raw);
    for (std::size_t c = 0; c < schema.size() && c < static_cast<std::size_t>(cells.size()); ++c)
        fields.emplace_back(QString::fromStdString(schema.field(c).name), cells[static_cast<qsizetype>(c)]);
    return fields;
}

Result<RecordBatch> recordOfRaw(const QString& raw, const SchemaPtr& schema) {
    std::map<QString, QString> texts;
    for (auto& [name, text] : fieldsOfRaw(raw, *schema))
        texts.emplace(name, text);
    std::vector<Value> values;
    for (const Field& field : schema->fields()) {
        auto value = field.type.isNested()
                         ? Result<Value>(Value())
                         : valueFromText(texts[QString::fromStdString(field.name)], field.type);
        if (!value) {
            Diagnostics problem = value.error();
            problem.items.front().message = field.name + ": " + problem.items.front().message;
            return problem;
        }
        values.push_back(std::move(*value));
    }
    BatchBuilder builder(schema);
    builder.appendRow(values);
    return builder.finish();
}

} // namespace millrace::ui
