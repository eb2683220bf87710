// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QSize>
#include <QString>
#include <functional>

class QWidget;

namespace millrace::test {

/// Writes pictures of a window into <build>/screenshots, for people to look at, and asks that no text in it
/// is cut off. One small dark window; MILLRACE_PICTURES=all adds every size and theme, and a list as
/// "1920x1080-light,3840x2160-contrast" names them. QT_SCALE_FACTOR scales them.
class Gallery {
public:
    explicit Gallery(QWidget& window);

    /// The window with everything that lies over it. `arrange` runs after each change of size and theme.
    void take(const QString& name, const std::function<void()>& arrange = {});

private:
    void takeOne(const QString& name);

    QWidget& window_;
};

/// Labels and buttons below `window` that are smaller than their words.
QStringList textCutOff(const QWidget& window);

} // namespace millrace::test
