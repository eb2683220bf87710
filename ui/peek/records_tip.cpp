// SPDX-License-Identifier: Apache-2.0
#include "ui/peek/records_tip.h"

#include "engine/run/run.h"
#include "ui/settings/theme.h"

#include <QObject>
#include <algorithm>

namespace millrace::ui {

namespace {

constexpr std::size_t kRows = 4, kColumns = 6;
constexpr int kCellLength = 24;

QString tableOf(const Peek& peek) {
    const SchemaPtr schema = peek.batches.back().schema();
    const std::size_t columns = std::min(kColumns, schema->size());
    const QString muted = Theme::instance().tokens().muted.name();
    QString text = "<table cellspacing='0' cellpadding='2'><tr>";
    for (std::size_t c = 0; c < columns; ++c)
        text += QStringLiteral("<td style='color:%1'>%2&nbsp;</td>")
                    .arg(muted, QString::fromStdString(schema->field(c).name).toHtmlEscaped());
    if (columns < schema->size())
        text += QStringLiteral("<td style='color:%1'>+%2</td>").arg(muted).arg(schema->size() - columns);
    text += "</tr>";
    std::size_t rows = 0;
    for (auto batch = peek.batches.rbegin(); batch != peek.batches.rend(); ++batch) {
        for (std::size_t i = batch->rows(); i-- > 0 && rows < kRows; ++rows) {
            text += "<tr>";
            for (std::size_t c = 0; c < columns; ++c) {
                const Column& column = batch->column(c);
                QString cell =
                    QString::fromStdString(millrace::toText(column.valueAt(batch->rowAt(i)), column.type()));
                if (cell.size() > kCellLength) cell = cell.left(kCellLength) + QStringLiteral("…");
                text += "<td>" + cell.toHtmlEscaped() + "&nbsp;</td>";
            }
            text += "</tr>";
        }
    }
    return text + "</table>";
}

} // namespace

QString recordsTip(Run& run, const QString& edgeId) {
    const PlanPtr plan = run.plan();
    for (std::size_t i = 0; i < plan->edges.size(); ++i) {
        if (QString::fromStdString(plan->edges[i].id) != edgeId) continue;
        const Peek peek = run.peek(i, kRows);
        return peek.batches.empty() ? QString() : tableOf(peek);
    }
    return {};
}

} // namespace millrace::ui
