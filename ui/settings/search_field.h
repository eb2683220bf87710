// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLineEdit>

class QAbstractItemView;
class QAction;
class QLabel;

namespace millrace::ui {

/// A search field: magnifier at the left, the key that leads to it at the right while it is empty.
class SearchField : public QLineEdit {
    Q_OBJECT
public:
    SearchField(const QString& placeholder, const QString& key, QWidget* parent = nullptr);

    /// The hits below the field: Up and Down go through them (round the ends) while the field keeps the
    /// focus. From then on Enter emits `accepted` and Escape `dismissed`.
    void driveList(QAbstractItemView* hits);

Q_SIGNALS:
    void accepted();
    void dismissed();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QAction* magnifier_;
    QLabel* key_;
    QAbstractItemView* hits_ = nullptr;
};

} // namespace millrace::ui
