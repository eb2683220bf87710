// SPDX-License-Identifier: Apache-2.0
#include "ui/peek/pin_dialog.h"

#include "engine/graph/node_path.h"
#include "ui/canvas/instance_face.h"
#include "ui/document/graph_session.h"
#include "ui/document/shown_body.h"
#include "ui/settings/number_text.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace millrace::ui {

namespace {

const QString kInputs = QStringLiteral("inputs:");
const QString kExpect = QStringLiteral("expect:");
constexpr double kTolerance = 1e-9;

/// The object at `key`, made when there is none.
boost::json::object& objectAt(boost::json::object& parent, const std::string& key) {
    boost::json::value& value = parent[key];
    if (!value.is_object()) value.emplace_object();
    return value.get_object();
}

} // namespace

PinDialog::PinDialog(GraphSession& session, const QString& wire, const QString& table,
                     boost::json::array records, QWidget* parent)
    : QDialog(parent),
      session_(session),
      records_(std::move(records)),
      test_(new QComboBox),
      use_(new QComboBox),
      save_(new QPushButton(tr("Pin"))) {
    setObjectName("pinDialog");
    setWindowTitle(tr("Pin as test data"));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(380);
    const GraphDocument& document = ShownBody::of(session_).whole();
    test_->setObjectName("pinTest");
    test_->setEditable(true);
    test_->setAccessibleName(tr("Test"));
    for (const auto& test : document.tests)
        test_->addItem(QString::fromStdString(std::string(test.key())));
    if (test_->count() == 0) test_->setEditText(tr("as seen"));
    use_->setObjectName("pinUse");
    use_->setAccessibleName(tr("Use"));
    const auto titleFor = [&](const QString& id) {
        const GraphNode* node = document.findNode(id.toStdString());
        return node ? titleOf(*node, document, session_.registry()) : id;
    };
    // Tests speak of the ports of the graph itself: what an instance sends is pinned at the instance.
    const auto drawn = wireAt(document, wire.toStdString());
    if (drawn && drawn->body.empty()) {
        const QString output = QString::fromStdString(document.edges[drawn->index].from.text());
        const QString node = output.section('.', 0, 0);
        const GraphNode* sender = document.findNode(node.toStdString());
        const NodeKind* kind = sender ? session_.registry().find(sender->kind) : nullptr;
        if (kind && kind->category == Category::Source)
            use_->addItem(tr("Input: what %1 sends").arg(titleFor(node)), kInputs + node);
        else
            use_->addItem(tr("Input: in place of %1").arg(titleFor(node)), kInputs + output);
        use_->addItem(tr("Expected: what leaves %1 (%2)").arg(titleFor(node), output), kExpect + output);
    } else if (wire.isEmpty()) {
        for (const GraphEdge& edge : document.edges)
            if (QString::fromStdString(edge.to.node) == table)
                use_->addItem(tr("Expected: what comes to %1").arg(titleFor(table)),
                              kExpect + QString::fromStdString(edge.from.text()));
    }
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(18, 16, 18, 14);
    column->setSpacing(8);
    auto* heading = new QLabel(tr("Pin %1 records", nullptr, pluralOf(static_cast<qint64>(records_.size())))
                                   .arg(countText(static_cast<qint64>(records_.size()))));
    heading->setProperty("role", "heading");
    column->addWidget(heading);
    const auto addField = [&](const QString& text, QWidget* field) {
        auto* label = new QLabel(text);
        label->setProperty("role", "label");
        label->setBuddy(field);
        column->addWidget(label);
        column->addWidget(field);
    };
    addField(tr("Test"), test_);
    addField(tr("As"), use_);
    auto* note = new QLabel(use_->count() > 0 ? tr("What the test had in that place before is replaced.")
                                              : tr("A test looks at the graph from outside: pin what goes "
                                                   "into the subgraph or comes out of it."));
    note->setObjectName("pinNote");
    note->setWordWrap(true);
    note->setProperty("role", "secondary");
    column->addWidget(note);
    column->addSpacing(6);
    auto* buttons = new QHBoxLayout;
    auto* cancel = new QPushButton(tr("Cancel"));
    cancel->setAutoDefault(false);
    save_->setObjectName("pinSave");
    save_->setProperty("role", "primary");
    save_->setDefault(true);
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(save_);
    column->addLayout(buttons);
    const auto check = [this] {
        save_->setEnabled(!test_->currentText().trimmed().isEmpty() && use_->count() > 0);
    };
    connect(test_, &QComboBox::editTextChanged, this, check);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(save_, &QPushButton::clicked, this, &PinDialog::save);
    check();
}

void PinDialog::save() {
    boost::json::object tests = session_.document().tests;
    boost::json::object& test = objectAt(tests, test_->currentText().trimmed().toStdString());
    const QString use = use_->currentData().toString();
    const bool input = use.startsWith(kInputs);
    objectAt(test, input ? "inputs" : "expect")[use.mid((input ? kInputs : kExpect).size()).toStdString()] =
        records_;
    if (!test.contains("tolerance")) test["tolerance"] = kTolerance;
    if (session_.apply(edit::SetTests{std::move(tests)})) accept();
}

} // namespace millrace::ui
