// SPDX-License-Identifier: Apache-2.0
#pragma once

class QWidget;

namespace millrace::ui {

/// Where Tab leads from the field of `area` that has the focus: down the page as the eye goes, and not, as Qt
/// does by itself, in the order in which the fields were made, which puts rows that were added later behind
/// everything else. Behind the last field it is the first outside of `area`. Null when nothing else takes the
/// focus.
QWidget* nextByPlace(QWidget& area, bool forward);

/// Tab comes to `widget` only after the other fields of its parent, wherever it stands.
void putLastInRow(QWidget& widget);

} // namespace millrace::ui
