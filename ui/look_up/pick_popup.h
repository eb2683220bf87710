// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/node_kind.h"
#include "ui/settings/popup_frame.h"

#include <optional>

class QLabel;
class QListView;
class QPushButton;

namespace millrace::ui {

class BusyMark;
class FoundValues;
class SearchField;

/// A list of what a parameter could be, over the window: at first it waits for the answer. One value is taken
/// with a click or Enter; several are checked and applied. Closing it is giving up.
class PickPopup : public PopupFrame {
    Q_OBJECT
public:
    explicit PickPopup(QWidget* parent);

    /// Waits, beside the button. `now`: what the parameter says.
    void open(const ParameterSpec& spec, const std::optional<boost::json::value>& now, QWidget* button);
    void showFound(std::vector<FoundValue> found);
    void showProblems(const Diagnostics& problems);

Q_SIGNALS:
    void picked(const std::optional<boost::json::value>& value); ///< nothing: the parameter is to be empty
    void againRequested();
    void closed();

protected:
    void hideEvent(QHideEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    enum class State { Waiting, Found, Problem };
    void setState(State state);
    void filter();
    void accept();
    void countChosen();
    void place();

    ParameterSpec spec_;
    std::optional<boost::json::value> now_;
    QRect button_; ///< on the screen
    State state_ = State::Waiting;
    SearchField* search_;
    QListView* list_;
    FoundValues* values_;
    BusyMark* busy_;
    QLabel* words_;
    QLabel* hint_;
    QLabel* count_;
    QPushButton* again_;
    QPushButton* cancel_;
    QPushButton* apply_;
};

} // namespace millrace::ui
