// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

class QTabWidget;

namespace millrace::ui {

class Shortcuts;

/// Look, language, size, motion; keys on a page of their own. Every change applies at once, but for those
/// that say otherwise.
class SettingsDialog : public QDialog {
    Q_OBJECT
public:
    enum Page { General, Keys };
    SettingsDialog(Shortcuts& shortcuts, QWidget* parent);
    void showPage(Page page);

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* generalPage();
    void fitPage(); ///< no taller than what the page shows
    QTabWidget* pages_;
};

} // namespace millrace::ui
