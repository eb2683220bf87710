// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPoint>
#include <QString>
#include <QStringList>
#include <functional>

class QWidget;

namespace millrace::test {

class StudioFixture;

/// Presses the right button at a place of the canvas and clicks the entry `text` of the menu that opens.
/// Returns what the menu offered; empty when none opened.
QStringList chooseInMenu(StudioFixture& studio, QPoint at, const QString& text);

/// Does `what` with the next modal dialog as soon as that waits in its own event loop: what closes it before
/// then leaves it waiting for ever.
void inDialog(const std::function<void(QWidget&)>& what);

/// Makes the window the active one again, where keys mean what they mean, after a menu or dialog was.
void activate(StudioFixture& studio);

} // namespace millrace::test
