// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/wire_fits.h"

#include <QCoreApplication>

namespace millrace::ui {
namespace {

QString tr(const char* text) { return QCoreApplication::translate("millrace::ui::WireFits", text); }

QString firstDifference(const Schema& carried, const Schema& expected) {
    const auto text = [](const std::string& part) { return QString::fromStdString(part); };
    for (const Field& field : expected.fields()) {
        const auto there = carried.indexOf(field.name);
        if (!there) return tr("The columns differ: %1 is missing").arg(text(field.name));
        const DataType& type = carried.field(*there).type;
        if (type != field.type)
            return tr("The columns differ: %1 is %2, not %3")
                .arg(text(field.name), text(type.name()), text(field.type.name()));
    }
    for (const Field& field : carried.fields()) {
        if (!expected.indexOf(field.name))
            return tr("The columns differ: %1 is one more").arg(text(field.name));
    }
    return tr("The columns differ in order or event time");
}

} // namespace

WireFits::WireFits(GraphBody body, commands::PortSchemas schemas, OpenWire end, std::set<std::string> loops,
                   bool mayConvert)
    : body_(std::move(body)),
      schemas_(std::move(schemas)),
      end_(std::move(end)),
      mayConvert_(mayConvert),
      loops_(std::move(loops)) {}

WireFit WireFits::at(const PortRef& port, bool output) const {
    using Verdict = WireFit::Verdict;
    if (output == end_.fromOutput)
        return {Verdict::Refused, output ? tr("Two outputs") : tr("Two inputs"), {}};
    if (port.node == end_.port.node) return {Verdict::Refused, tr("The same node"), {}};
    if (loops_.count(port.node)) return {Verdict::Refused, tr("This would close a loop without a queue"), {}};
    const PortRef& from = end_.fromOutput ? end_.port : port;
    const PortRef& to = end_.fromOutput ? port : end_.port;
    if (body_.findEdge(from, to)) return {Verdict::Refused, tr("Connected already"), {}};
    const auto carried = schemas_.find(from.text());
    const SchemaPtr expected = commands::columnsExpectedAt(body_, schemas_, to);
    if (carried == schemas_.end() || !carried->second || !expected || *carried->second == *expected)
        return {Verdict::Fits, {}, {}};
    auto conversion = mayConvert_ ? convertSchema(*carried->second, *expected) : std::nullopt;
    if (!conversion) return {Verdict::Refused, firstDifference(*carried->second, *expected), {}};
    const QString words = tr("Converts %1").arg(QString::fromStdString(conversion->text));
    return {Verdict::Converts, words, std::move(conversion)};
}

} // namespace millrace::ui
