// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/shortcuts_page.h"

#include "ui/palette/kind_search.h"
#include "ui/settings/key_recorder.h"
#include "ui/settings/search_field.h"
#include "ui/settings/shortcuts.h"
#include "ui/settings/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace millrace::ui {
namespace {

constexpr int kActionRole = Qt::UserRole;
enum Column { Command, Keys };

QPushButton* button(const QString& text, const char* name, QWidget* parent) {
    auto* made = new QPushButton(text, parent);
    made->setObjectName(name);
    made->setAutoDefault(false);
    return made;
}

} // namespace

ShortcutsPage::ShortcutsPage(Shortcuts& shortcuts, QWidget* parent)
    : QWidget(parent),
      shortcuts_(shortcuts),
      search_(new SearchField(tr("Search commands or keys"), {}, this)),
      list_(new QTreeWidget(this)),
      label_(new QLabel(this)),
      recorder_(new KeyRecorder(this)),
      conflict_(new QLabel(this)),
      assign_(button(tr("Assign"), "assignKeys", this)),
      remove_(button(tr("No keys"), "removeKeys", this)),
      reset_(button(tr("Reset"), "resetKeys", this)),
      resetAll_(button(tr("Reset all"), "resetAllKeys", this)) {
    setObjectName("shortcutsPage");
    search_->setObjectName("shortcutSearch");
    list_->setObjectName("shortcutList");
    list_->setRootIsDecorated(false);
    list_->setUniformRowHeights(true);
    list_->setHeaderLabels({tr("Command"), tr("Keys")});
    list_->setColumnCount(2);
    list_->setIconSize({16, 16});
    list_->header()->setStretchLastSection(true);
    list_->header()->setSectionsMovable(false);
    list_->setAccessibleName(tr("Commands and their keys"));
    label_->setProperty("role", "label");
    label_->setBuddy(recorder_);
    recorder_->setObjectName("keyRecorder");
    recorder_->setAccessibleName(tr("New keys"));
    conflict_->setObjectName("keyConflict");
    conflict_->setProperty("role", "warning");
    conflict_->setWordWrap(true);
    assign_->setProperty("role", "primary");
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(recorder_, 1);
    row->addWidget(assign_);
    row->addWidget(remove_);
    row->addWidget(reset_);
    row->addWidget(resetAll_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 12, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(search_);
    layout->addWidget(list_, 1);
    layout->addWidget(label_);
    layout->addLayout(row);
    layout->addWidget(conflict_);
    // The line stays free for the answer, so that nothing jumps while keys are pressed.
    conflict_->setMinimumHeight(conflict_->fontMetrics().lineSpacing() * 2);

    search_->driveList(list_);
    connect(search_, &SearchField::accepted, recorder_, [this] { recorder_->setFocus(); });
    connect(search_, &SearchField::dismissed, search_, &QLineEdit::clear);
    connect(search_, &QLineEdit::textChanged, this, &ShortcutsPage::fill);
    connect(list_, &QTreeWidget::currentItemChanged, this, [this] { recorder_->forget(); });
    connect(list_, &QTreeWidget::itemActivated, recorder_, [this] { recorder_->setFocus(); });
    connect(recorder_, &KeyRecorder::recorded, this, &ShortcutsPage::showChosen);
    connect(assign_, &QPushButton::clicked, this, [this] {
        if (QAction* command = chosen()) shortcuts_.assign(*command, {recorder_->keys()});
    });
    connect(remove_, &QPushButton::clicked, this, [this] {
        if (QAction* command = chosen()) shortcuts_.assign(*command, {});
    });
    connect(reset_, &QPushButton::clicked, this, [this] {
        if (QAction* command = chosen()) shortcuts_.reset(*command);
    });
    connect(resetAll_, &QPushButton::clicked, this, [this] { shortcuts_.resetAll(); });
    connect(&shortcuts_, &Shortcuts::changed, this, [this] {
        fill();
        recorder_->forget();
    });
    connect(&Theme::instance(), &Theme::changed, this, &ShortcutsPage::fill);
    fill();
}

void ShortcutsPage::fill() {
    const QAction* before = chosen();
    const QString query = search_->text().trimmed();
    const QSignalBlocker quiet(list_);
    list_->clear();
    QTreeWidgetItem* best = nullptr;
    int bestScore = 0;
    for (QAction* command : shortcuts_.commands()) {
        const QString name = Shortcuts::nameOf(*command), keys = Shortcuts::textOf(command->shortcuts());
        std::optional<int> score = fuzzyScore(query, name);
        if (!score && keys.contains(query, Qt::CaseInsensitive)) score = 1;
        if (!score) continue;
        auto* item = new QTreeWidgetItem(list_, {name, keys});
        item->setIcon(Command, command->icon());
        item->setData(Command, kActionRole, QVariant::fromValue(command));
        item->setSizeHint(Command, {0, 28});
        if (shortcuts_.isChanged(*command)) {
            const QString defaults = Shortcuts::textOf(shortcuts_.defaultsOf(*command));
            item->setFont(Keys, Theme::instance().font(TextRole::Title));
            item->setToolTip(Keys, tr("Changed. Before: %1").arg(defaults.isEmpty() ? tr("none") : defaults));
        }
        const bool better = query.isEmpty() ? command == before : *score > bestScore;
        if (better) best = item, bestScore = *score;
    }
    list_->sortItems(Command, Qt::AscendingOrder);
    list_->setColumnWidth(Command, 320);
    list_->setCurrentItem(best ? best : list_->topLevelItem(0));
    showChosen();
}

QAction* ShortcutsPage::chosen() const {
    const QTreeWidgetItem* item = list_->currentItem();
    return item ? item->data(Command, kActionRole).value<QAction*>() : nullptr;
}

void ShortcutsPage::showChosen() {
    const QAction* command = chosen();
    label_->setText(command ? tr("Keys for “%1”").arg(Shortcuts::nameOf(*command)) : QString());
    const QAction* other = command ? shortcuts_.conflict(recorder_->keys(), command) : nullptr;
    conflict_->setText(other ? tr("%1 belongs to “%2”. Assign takes it away there.")
                                   .arg(recorder_->text(), Shortcuts::nameOf(*other))
                             : QString());
    assign_->setEnabled(command && !recorder_->keys().isEmpty());
    remove_->setEnabled(command && !command->shortcuts().isEmpty());
    reset_->setEnabled(command && shortcuts_.isChanged(*command));
}

} // namespace millrace::ui
