// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMap>
#include <QString>
#include <QWidget>

namespace millrace::ui {

class CanvasView;

/// The bars across the top of the canvas, one below the other: a wire is held, a safe run, changes that wait,
/// an old run. Each has a name; a second one of that name takes its place.
class BannerColumn : public QWidget {
    Q_OBJECT
public:
    /// The view owns it from now on.
    explicit BannerColumn(CanvasView& view);

    /// Takes ownership; `place` orders them, the least on top.
    void show(const QString& name, int place, QWidget* banner);
    void hide(const QString& name);
    QWidget* banner(const QString& name) const; ///< null when there is none of that name

private:
    struct Entry {
        int place = 0;
        QWidget* widget = nullptr;
    };
    QMap<QString, Entry> entries_;
};

} // namespace millrace::ui
