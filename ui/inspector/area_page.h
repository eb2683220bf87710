// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace millrace::ui {

class ColorRow;
class GraphSession;

/// One group box (title, colour) or one sticky note (text, colour).
class AreaPage : public QWidget {
    Q_OBJECT
public:
    explicit AreaPage(GraphSession& session, QWidget* parent = nullptr);

    void showGroup(const QString& id);
    void showNote(const QString& id);
    void focusText();

private:
    void refresh();
    void writeTitle();
    void writeText();
    void writeColor(const QString& name);

    GraphSession& session_;
    QString group_, note_; ///< id of what is shown; the other is empty
    QLabel *head_, *label_, *hint_;
    QLineEdit* title_;
    QPlainTextEdit* text_;
    ColorRow* color_;
    bool refreshing_ = false;
};

} // namespace millrace::ui
