// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QButtonGroup;

namespace millrace::ui {

/// The colours of group boxes and sticky notes, one of them chosen.
class ColorRow : public QWidget {
    Q_OBJECT
public:
    explicit ColorRow(QWidget* parent = nullptr);
    void setColor(const QString& name);

Q_SIGNALS:
    void chosen(const QString& name); ///< by the user

private:
    void paintButtons();
    QButtonGroup* buttons_;
};

} // namespace millrace::ui
