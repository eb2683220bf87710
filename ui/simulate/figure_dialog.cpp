// SPDX-License-Identifier: Apache-2.0
#include "ui/simulate/figure_dialog.h"

#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QIntValidator>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

namespace millrace::ui {

namespace {

using Figure = FigureCondition::Figure;

/// In the order in which they are offered.
constexpr Figure kFigures[] = {Figure::Waiting, Figure::Dropped, Figure::Sent, Figure::In,
                               Figure::Out,     Figure::Working, Figure::Held};

QString figureText(Figure figure) {
    switch (figure) {
        case Figure::Waiting: return FigureDialog::tr("records waiting on");
        case Figure::Dropped: return FigureDialog::tr("records dropped on");
        case Figure::Sent: return FigureDialog::tr("records sent over");
        case Figure::In: return FigureDialog::tr("records into");
        case Figure::Out: return FigureDialog::tr("records out of");
        case Figure::Working: return FigureDialog::tr("workers at work in");
        case Figure::Held: return FigureDialog::tr("workers held back in");
    }
    return {};
}

QString wireText(const RunShape& shape, const RunShape::Edge& edge) {
    return QStringLiteral("%1 → %2").arg(shape.titleOf(edge.from), shape.titleOf(edge.to));
}

QString placeText(const FigureCondition& condition, const RunShape& shape) {
    if (!FigureCondition::isOfWire(condition.figure))
        return condition.place < shape.nodes.size() ? shape.nodes[condition.place].title : QString();
    return condition.place < shape.edges.size() ? wireText(shape, shape.edges[condition.place]) : QString();
}

QLabel* label(const QString& text, QWidget* buddy) {
    auto* made = new QLabel(text);
    made->setProperty("role", "label");
    made->setBuddy(buddy);
    return made;
}

} // namespace

QString conditionText(const FigureCondition& condition, const RunShape& shape) {
    const QString relation = condition.atMost ? FigureDialog::tr("at most") : FigureDialog::tr("at least");
    return QStringLiteral("%1 %2: %3 %4")
        .arg(figureText(condition.figure), placeText(condition, shape), relation)
        .arg(condition.bound);
}

FigureDialog::FigureDialog(const RunShape& shape, const QString& wire, const QString& node,
                           std::vector<FigureCondition> halts, QWidget* parent)
    : QDialog(parent),
      shape_(shape),
      halts_(std::move(halts)),
      figure_(new QComboBox),
      place_(new QComboBox),
      relation_(new QComboBox),
      bound_(new QLineEdit(QStringLiteral("1"))),
      answer_(new QLabel),
      list_(new QListWidget),
      haltBox_(new QWidget),
      wire_(wire),
      node_(node) {
    setObjectName("figureDialog");
    setWindowTitle(tr("First time that…"));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(460);
    figure_->setObjectName("figureWhat");
    place_->setObjectName("figurePlace");
    relation_->setObjectName("figureRelation");
    bound_->setObjectName("figureBound");
    for (const Figure figure : kFigures)
        figure_->addItem(figureText(figure), static_cast<int>(figure));
    relation_->addItems({tr("at least"), tr("at most")});
    bound_->setValidator(new QIntValidator(0, 1'000'000'000, bound_));
    bound_->setAccessibleName(tr("Number"));
    bound_->setMaximumWidth(110);
    answer_->setObjectName("figureAnswer");
    answer_->setProperty("role", "muted");
    answer_->setWordWrap(true);
    connect(figure_, &QComboBox::currentIndexChanged, this, &FigureDialog::offerPlaces);
    if (!node.isEmpty() && wire.isEmpty()) figure_->setCurrentIndex(5);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(18, 16, 18, 14);
    column->setSpacing(8);
    auto* heading = new QLabel(tr("The first time that…"));
    heading->setProperty("role", "heading");
    column->addWidget(heading);
    auto* form = new QGridLayout;
    form->setHorizontalSpacing(8);
    form->setVerticalSpacing(6);
    form->addWidget(label(tr("Figure"), figure_), 0, 0);
    form->addWidget(label(tr("Place"), place_), 0, 1, 1, 2);
    form->addWidget(figure_, 1, 0);
    form->addWidget(place_, 1, 1, 1, 2);
    form->addWidget(label(tr("Comes to"), relation_), 2, 0);
    form->addWidget(relation_, 3, 0);
    form->addWidget(bound_, 3, 1);
    form->setColumnStretch(2, 1);
    column->addLayout(form);
    column->addWidget(answer_);
    auto* box = new QVBoxLayout(haltBox_);
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(4);
    box->addWidget(label(tr("Playing halts whenever (Delete removes)"), list_));
    list_->setObjectName("figureHalts");
    list_->setMaximumHeight(92);
    box->addWidget(list_);
    column->addWidget(haltBox_);
    auto* remove = new QAction(list_);
    remove->setShortcut(QKeySequence::Delete);
    remove->setShortcutContext(Qt::WidgetShortcut);
    list_->addAction(remove);
    connect(remove, &QAction::triggered, this, [this] {
        const int row = list_->currentRow();
        if (row < 0) return;
        halts_.erase(halts_.begin() + row);
        showHalts();
        Q_EMIT haltsChanged(halts_);
    });

    auto* buttons = new QHBoxLayout;
    auto* halt = new QPushButton(tr("Halt whenever"));
    halt->setObjectName("figureHalt");
    halt->setToolTip(tr("Playing halts each time that it comes true"));
    auto* next = new QPushButton(tr("Next time"));
    next->setObjectName("figureNext");
    next->setToolTip(tr("The next time behind the instant that is shown"));
    auto* first = new QPushButton(tr("First time"));
    first->setObjectName("figureFirst");
    first->setProperty("role", "primary");
    first->setDefault(true);
    for (QPushButton* other : {halt, next})
        other->setAutoDefault(false);
    buttons->addWidget(halt);
    buttons->addStretch(1);
    buttons->addWidget(next);
    buttons->addWidget(first);
    column->addSpacing(4);
    column->addLayout(buttons);
    connect(first, &QPushButton::clicked, this, [this] { Q_EMIT searched(condition(), false); });
    connect(next, &QPushButton::clicked, this, [this] { Q_EMIT searched(condition(), true); });
    connect(halt, &QPushButton::clicked, this, &FigureDialog::addHalt);
    offerPlaces();
    showHalts();
}

/// Wires have other figures than nodes.
void FigureDialog::offerPlaces() {
    const auto figure = static_cast<Figure>(figure_->currentData().toInt());
    const QString before = place_->currentText();
    place_->clear();
    if (FigureCondition::isOfWire(figure)) {
        for (std::size_t i = 0; i < shape_.edges.size(); ++i) {
            const RunShape::Edge& edge = shape_.edges[i];
            // Between nodes of one task nothing waits.
            if (edge.fused && figure != Figure::Sent) continue;
            place_->addItem(wireText(shape_, edge), static_cast<qulonglong>(i));
            if (edge.id == wire_) place_->setCurrentIndex(place_->count() - 1);
        }
    } else {
        for (std::size_t i = 0; i < shape_.nodes.size(); ++i) {
            place_->addItem(shape_.nodes[i].title, static_cast<qulonglong>(i));
            if (shape_.nodes[i].id == node_) place_->setCurrentIndex(place_->count() - 1);
        }
    }
    if (const int same = place_->findText(before); same >= 0) place_->setCurrentIndex(same);
    for (const char* name :
         {"figureFirst", "figureNext", "figureHalt"}) // of a graph of one task no wire waits
        if (auto* button = findChild<QPushButton*>(name)) button->setEnabled(place_->count() > 0);
}

FigureCondition FigureDialog::condition() const {
    return {static_cast<Figure>(figure_->currentData().toInt()),
            static_cast<std::size_t>(place_->currentData().toULongLong()), relation_->currentIndex() == 1,
            bound_->text().toLongLong()};
}

void FigureDialog::tell(const QString& text) { answer_->setText(text); }

void FigureDialog::addHalt() {
    const FigureCondition wanted = condition();
    if (std::find(halts_.begin(), halts_.end(), wanted) != halts_.end()) return;
    halts_.push_back(wanted);
    showHalts();
    Q_EMIT haltsChanged(halts_);
}

void FigureDialog::showHalts() {
    list_->clear();
    for (const FigureCondition& halt : halts_)
        list_->addItem(conditionText(halt, shape_));
    haltBox_->setVisible(!halts_.empty());
    adjustSize();
}

} // namespace millrace::ui
