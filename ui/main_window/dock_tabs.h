// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <QString>
#include <QWidget>
#include <vector>

namespace millrace::ui {

/// The row of tab names with their badges, painted as one strip; arrow keys move along it.
class DockTabs : public QWidget {
    Q_OBJECT
public:
    explicit DockTabs(QWidget* parent = nullptr);

    void insertTab(const QString& id, const QString& title, int place);
    void setBadge(const QString& id, const QString& text, const QColor& color);
    void setCurrent(const QString& id);
    QString current() const { return current_; }
    QRect tabRect(const QString& id) const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void chosen(const QString& id);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Tab {
        QString id, title, badge;
        QColor badgeColor;
        int place;
    };
    int widthOf(const Tab& tab) const;

    std::vector<Tab> tabs_;
    QString current_, hovered_;
};

} // namespace millrace::ui
