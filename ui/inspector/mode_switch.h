// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_document.h"

#include <QWidget>
#include <array>
#include <optional>

class QToolButton;

namespace millrace::ui {

/// Enabled, bypassed or disabled: three small buttons, of which one is down.
class ModeSwitch : public QWidget {
    Q_OBJECT
public:
    explicit ModeSwitch(QWidget* parent = nullptr);
    void setMode(std::optional<NodeMode> mode); ///< nothing = several nodes that differ
    void setBypassOffered(bool offered);        ///< sources and sinks have no way through

Q_SIGNALS:
    void chosen(millrace::NodeMode mode);

private:
    void refreshIcons();
    std::array<QToolButton*, 3> buttons_{}; ///< in the order of NodeMode
};

} // namespace millrace::ui
