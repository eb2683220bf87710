// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLineEdit>

class QAction;
class QLabel;

namespace millrace::ui {

/// A search field: magnifier at the left, the key that leads to it at the right while it is empty.
class SearchField : public QLineEdit {
    Q_OBJECT
public:
    SearchField(const QString& placeholder, const QString& key, QWidget* parent = nullptr);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QAction* magnifier_;
    QLabel* key_;
};

} // namespace millrace::ui
