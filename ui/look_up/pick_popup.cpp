// SPDX-License-Identifier: Apache-2.0
#include "ui/look_up/pick_popup.h"

#include "ui/look_up/found_values.h"
#include "ui/settings/busy_mark.h"
#include "ui/settings/kind_words.h"
#include "ui/settings/plain_words.h"
#include "ui/settings/search_field.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QScreen>
#include <QStyle>
#include <QVBoxLayout>
#include <algorithm>

namespace millrace::ui {

namespace {

constexpr int kWidth = 340, kVisibleRows = 7;

} // namespace

PickPopup::PickPopup(QWidget* parent)
    : PopupFrame(parent),
      search_(new SearchField(tr("Search"), {}, this)),
      list_(new QListView(this)),
      values_(new FoundValues(this)),
      busy_(new BusyMark(this)),
      words_(new QLabel(this)),
      hint_(new QLabel(this)),
      count_(new QLabel(this)),
      again_(new QPushButton(tr("Try again"), this)),
      cancel_(new QPushButton(tr("Cancel"), this)),
      apply_(new QPushButton(tr("Apply"), this)) {
    setObjectName("pickPopup");
    search_->setObjectName("pickSearch");
    list_->setObjectName("pickList");
    list_->setAccessibleName(tr("What was found"));
    list_->setModel(values_);
    list_->setItemDelegate(new FoundValueDelegate(list_));
    list_->setMouseTracking(true);
    list_->setUniformItemSizes(true);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    words_->setObjectName("pickWords");
    hint_->setObjectName("pickHint");
    hint_->setProperty("role", "muted");
    count_->setProperty("role", "secondary");
    for (QLabel* label : {words_, hint_}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
    }
    again_->setObjectName("pickAgain");
    cancel_->setObjectName("pickCancel");
    apply_->setObjectName("pickApply");
    apply_->setProperty("role", "primary");
    auto* waiting = new QHBoxLayout;
    waiting->setSpacing(8);
    waiting->addWidget(busy_, 0, Qt::AlignTop);
    waiting->addWidget(words_, 1);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(count_, 1);
    buttons->addWidget(again_);
    buttons->addWidget(cancel_);
    buttons->addWidget(apply_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(8);
    layout->addWidget(search_);
    layout->addWidget(list_);
    layout->addLayout(waiting);
    layout->addWidget(hint_);
    layout->addLayout(buttons);
    setFixedWidth(kWidth);
    search_->driveList(list_);
    connect(search_, &SearchField::accepted, this, &PickPopup::accept);
    connect(search_, &SearchField::dismissed, this, &PickPopup::hide);
    connect(search_, &QLineEdit::textChanged, this, &PickPopup::filter);
    connect(values_, &FoundValues::choiceChanged, this, &PickPopup::countChosen);
    connect(list_, &QListView::clicked, this, [this](const QModelIndex& index) {
        if (values_->isSeveral()) return values_->toggle(index);
        list_->setCurrentIndex(index);
        accept();
    });
    connect(again_, &QPushButton::clicked, this, [this] {
        setState(State::Waiting);
        Q_EMIT againRequested();
    });
    connect(cancel_, &QPushButton::clicked, this, &PickPopup::hide);
    connect(apply_, &QPushButton::clicked, this, &PickPopup::accept);
}

void PickPopup::open(const ParameterSpec& spec, const std::optional<boost::json::value>& now,
                     QWidget* button) {
    spec_ = spec;
    now_ = now;
    button_ = QRect(button->mapToGlobal(QPoint(0, 0)), button->size());
    setState(State::Waiting);
    show();
    cancel_->setFocus();
}

void PickPopup::showFound(std::vector<FoundValue> found) {
    if (!isVisible()) return;
    const QSignalBlocker quiet(search_);
    search_->clear();
    values_->setFound(std::move(found), spec_, now_);
    setState(State::Found);
    filter();
    list_->setCurrentIndex(values_->present());
    if (values_->count() > 0)
        search_->setFocus();
    else
        cancel_->setFocus();
}

void PickPopup::showProblems(const Diagnostics& problems) {
    if (!isVisible()) return;
    setState(State::Problem);
    const Diagnostic& first = problems.items.front();
    words_->setText(plainWords(first.message).section('\n', 0, 0));
    hint_->setText(plainWords(first.hint));
    hint_->setVisible(!first.hint.empty());
    again_->setFocus();
    place();
}

void PickPopup::setState(State state) {
    state_ = state;
    const bool any = state == State::Found && values_->count() > 0;
    search_->setVisible(any);
    list_->setVisible(any);
    busy_->setVisible(state == State::Waiting);
    words_->setVisible(!any);
    words_->setProperty("role", state == State::Problem ? "error" : "muted");
    words_->style()->unpolish(words_);
    words_->style()->polish(words_);
    const QString title = kindWord(titleOf(spec_));
    words_->setText(state == State::Waiting ? tr("Asking what “%1” could be…").arg(title)
                                            : tr("There is nothing to choose from."));
    hint_->hide();
    again_->setVisible(!any && state != State::Waiting);
    apply_->setVisible(any && values_->isSeveral());
    countChosen();
    place();
}

void PickPopup::countChosen() {
    const bool any = state_ == State::Found && values_->count() > 0;
    if (!any)
        count_->clear();
    else if (values_->isSeveral())
        count_->setText(tr("%1 of %2 chosen").arg(values_->chosen()).arg(values_->count()));
    else
        count_->setText(tr("Enter takes it · Esc closes"));
    apply_->setEnabled(values_->chosen() > 0 || !spec_.required);
}

void PickPopup::filter() {
    values_->setFilter(search_->text());
    list_->setCurrentIndex(values_->index(0, 0));
    const int rows = std::clamp(values_->rowCount(), 1, kVisibleRows);
    list_->setFixedHeight(rows * FoundValueDelegate::kRowHeight + 2);
    place();
}

void PickPopup::place() {
    // Labels that wrap have their height for the width only once the layout has been asked.
    layout()->activate();
    resize(kWidth, layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(kWidth)
                                                 : layout()->totalSizeHint().height());
    const QRect room = parentWidget()->screen()->availableGeometry();
    const QRect window = parentWidget()->window()->geometry();
    QPoint at(std::min(button_.left(), window.right() - width() - 8), button_.bottom() + 4);
    if (at.y() + height() > room.bottom() - 4) at.setY(button_.top() - 4 - height());
    at.setX(std::clamp(at.x(), room.left() + 4, std::max(room.left() + 4, room.right() - width() - 4)));
    at.setY(std::clamp(at.y(), room.top() + 4, std::max(room.top() + 4, room.bottom() - height() - 4)));
    move(at);
}

void PickPopup::accept() {
    if (state_ != State::Found) return;
    if (values_->isSeveral()) {
        if (!apply_->isEnabled()) return;
        const auto value = values_->together();
        hide();
        Q_EMIT picked(value);
    } else if (list_->currentIndex().isValid()) {
        const boost::json::value value = values_->valueAt(list_->currentIndex());
        hide();
        Q_EMIT picked(value);
    }
}

void PickPopup::hideEvent(QHideEvent* event) {
    PopupFrame::hideEvent(event);
    Q_EMIT closed();
}

void PickPopup::keyPressEvent(QKeyEvent* event) {
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && list_->hasFocus()) return accept();
    PopupFrame::keyPressEvent(event);
}

} // namespace millrace::ui
