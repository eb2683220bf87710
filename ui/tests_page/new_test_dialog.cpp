// SPDX-License-Identifier: Apache-2.0
#include "ui/tests_page/new_test_dialog.h"

#include "engine/graph/node_path.h"
#include "engine/run/run.h"
#include "ui/canvas/instance_face.h"
#include "ui/document/graph_reach.h"
#include "ui/document/graph_session.h"
#include "ui/document/shown_body.h"
#include "ui/settings/number_text.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

namespace millrace::ui {

namespace {

constexpr double kTolerance = 1e-9;

bool isData(const NodeKind& kind, const GraphNode& node, const std::string& port) {
    const std::vector<PortSpec> ports = kind.outputPorts(node.params);
    return std::any_of(ports.begin(), ports.end(), [&port](const PortSpec& spec) {
        return spec.name == port && spec.role == PortRole::Data;
    });
}

QString freeName(const boost::json::object& tests) {
    QString name = NewTestDialog::tr("as in the last run");
    for (int n = 2; tests.contains(name.toStdString()); ++n)
        name = NewTestDialog::tr("as in the last run %1").arg(n);
    return name;
}

} // namespace

NewTestDialog::NewTestDialog(GraphSession& session, Run* run, QWidget* parent)
    : QDialog(parent),
      session_(session),
      name_(new QLineEdit),
      inputs_(new QComboBox),
      wire_(new QComboBox),
      note_(new QLabel),
      make_(new QPushButton(tr("Make test"))) {
    setObjectName("newTestDialog");
    setWindowTitle(tr("New test"));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(420);
    const GraphDocument& document = ShownBody::of(session_).whole();
    name_->setObjectName("newTestName");
    name_->setText(freeName(document.tests));
    inputs_->setObjectName("newTestInputs");
    wire_->setObjectName("newTestWire");
    if (run) {
        listWires(*run);
        if (!sent_.empty()) inputs_->addItem(tr("What the sources sent in the last run"));
    }
    for (const auto& test : document.tests) {
        const boost::json::object* object = test.value().if_object();
        if (object == nullptr || !object->contains("inputs")) continue;
        const QString name = QString::fromStdString(std::string(test.key()));
        inputs_->addItem(tr("What is pinned for “%1”").arg(name), name);
    }
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(18, 16, 18, 14);
    column->setSpacing(8);
    auto* heading = new QLabel(tr("New test"));
    heading->setProperty("role", "heading");
    column->addWidget(heading);
    const auto addField = [&](const QString& text, QWidget* field) {
        auto* label = new QLabel(text);
        label->setProperty("role", "label");
        label->setBuddy(field);
        field->setAccessibleName(text);
        column->addWidget(label);
        column->addWidget(field);
    };
    addField(tr("Name"), name_);
    addField(tr("Inputs"), inputs_);
    addField(tr("Expected: what came by at"), wire_);
    note_->setObjectName("newTestNote");
    note_->setProperty("role", "secondary");
    note_->setWordWrap(true);
    column->addWidget(note_);
    column->addSpacing(6);
    auto* buttons = new QHBoxLayout;
    auto* cancel = new QPushButton(tr("Cancel"));
    cancel->setAutoDefault(false);
    make_->setObjectName("newTestMake");
    make_->setProperty("role", "primary");
    make_->setDefault(true);
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(make_);
    column->addLayout(buttons);
    connect(name_, &QLineEdit::textChanged, this, &NewTestDialog::updateNote);
    connect(inputs_, &QComboBox::currentIndexChanged, this, &NewTestDialog::updateNote);
    connect(wire_, &QComboBox::currentIndexChanged, this, &NewTestDialog::updateNote);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(make_, &QPushButton::clicked, this, &NewTestDialog::make);
    updateNote();
    name_->selectAll();
}

std::optional<NewTestDialog::Seen> NewTestDialog::seenAt(Run& run, const std::string& wireInRun) {
    const PlanPtr plan = run.plan();
    for (std::size_t i = 0; i < plan->edges.size(); ++i) {
        if (plan->edges[i].id != wireInRun) continue;
        Peek peek = run.peek(i, RecordsModel::kMostRows);
        Seen seen;
        seen.all = peek.recordsSeen;
        RecordsModel model;
        model.setBatches(std::move(peek.batches));
        QList<int> rows;
        for (int row = model.rowCount(); row-- > 0;) // the newest stands first
            rows << row;
        seen.rows = model.toJson(rows);
        return seen;
    }
    return std::nullopt;
}

void NewTestDialog::listWires(Run& run) {
    const GraphDocument& document = ShownBody::of(session_).whole();
    const Registry& registry = session_.registry();
    for (const GraphEdge& edge : document.edges) {
        auto seen = seenAt(run, wireInRun(document, {}, edge));
        const GraphNode *from = document.findNode(edge.from.node), *to = document.findNode(edge.to.node);
        if (!seen || !from || !to) continue;
        const NodeKind* kind = registry.find(from->kind);
        if (kind && kind->category == Category::Source && isData(*kind, *from, edge.from.port)) {
            const bool known = std::any_of(sent_.begin(), sent_.end(),
                                           [&edge](const auto& one) { return one.first == edge.from; });
            if (!known) sent_.emplace_back(edge.from, *seen);
        }
        wire_->addItem(titleOf(*from, document, registry) + QStringLiteral(" → ") +
                       titleOf(*to, document, registry));
        seen_.emplace_back(edge.from, std::move(*seen));
    }
    // What ends a pipeline is what one most likely wants to hold on to.
    wire_->setCurrentIndex(wire_->count() - 1);
}

boost::json::object NewTestDialog::inputs() const {
    const GraphDocument& document = ShownBody::of(session_).whole();
    const QString test = inputs_->currentData().toString();
    if (!test.isEmpty()) return document.tests.at(test.toStdString()).as_object().at("inputs").as_object();
    boost::json::object inputs;
    const PortRef& at = seen_[static_cast<std::size_t>(wire_->currentIndex())].first;
    const std::set<std::string> before = reachOf(document, {at.node}, Reach::Upstream);
    for (const auto& [source, seen] : sent_)
        if (before.contains(source.node)) inputs[source.text()] = seen.rows;
    return inputs;
}

void NewTestDialog::updateNote() {
    const QString name = name_->text().trimmed();
    const bool taken = ShownBody::of(session_).whole().tests.contains(name.toStdString());
    const int index = wire_->currentIndex();
    make_->setEnabled(!name.isEmpty() && !taken && index >= 0 && inputs_->currentIndex() >= 0);
    if (index < 0) return note_->setText(tr("Run the graph first: a test is made of what came by."));
    if (taken) return note_->setText(tr("There is a test of this name already."));
    const Seen& seen = seen_[static_cast<std::size_t>(index)].second;
    const auto count = [](std::size_t rows) { return countText(static_cast<qint64>(rows)); };
    QString text = tr("%1 records are expected there, in any order.", nullptr,
                      pluralOf(static_cast<qint64>(seen.rows.size())))
                       .arg(count(seen.rows.size()));
    const bool fromRun = inputs_->currentData().toString().isEmpty();
    const bool whole =
        seen.whole() && (!fromRun || std::all_of(sent_.begin(), sent_.end(),
                                                 [](const auto& one) { return one.second.whole(); }));
    if (!whole)
        text +=
            QLatin1Char(' ') +
            tr("Only the last %1 of a wire are kept, and the run was longer: a run of fewer records makes a "
               "test that can pass.")
                .arg(count(RecordsModel::kMostRows));
    else if (!fromRun)
        text += QLatin1Char(' ') + tr("They came in the last run, whatever that was fed with.");
    note_->setText(text);
}

void NewTestDialog::make() {
    const auto& [port, seen] = seen_[static_cast<std::size_t>(wire_->currentIndex())];
    const QString name = name_->text().trimmed();
    boost::json::object test;
    test["inputs"] = inputs();
    test["expect"] = boost::json::object{{port.text(), seen.rows}};
    test["tolerance"] = kTolerance;
    boost::json::object tests = ShownBody::of(session_).whole().tests;
    tests[name.toStdString()] = std::move(test);
    if (!session_.apply(
            edit::Composite{"New test " + name.toStdString(), {edit::SetTests{std::move(tests)}}}))
        return;
    Q_EMIT made(name);
    accept();
}

} // namespace millrace::ui
