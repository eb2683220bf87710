// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QKeySequence>
#include <QLineEdit>

namespace millrace::ui {

/// A field that takes the next keys pressed in it as keys, not as text. Tab leaves it, Escape empties it.
class KeyRecorder : public QLineEdit {
    Q_OBJECT
public:
    explicit KeyRecorder(QWidget* parent = nullptr);
    const QKeySequence& keys() const { return keys_; }
    void forget();

Q_SIGNALS:
    void recorded(const QKeySequence& keys); ///< empty = forgotten

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QKeySequence keys_;
};

} // namespace millrace::ui
