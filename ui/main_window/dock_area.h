// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHash>
#include <QString>
#include <QWidget>

class QHBoxLayout;
class QStackedWidget;
class QToolButton;

namespace millrace::ui {

class DockTabs;

/// The one dock at the bottom: a row of tabs and the page of the chosen one. A page may bring controls of its
/// own for the right end of the row ("60 s", "Live"); they are shown with it.
class DockArea : public QWidget {
    Q_OBJECT
public:
    explicit DockArea(QWidget* parent = nullptr);

    /// Takes ownership. Pages stand in the order of `place` (charts 10, timeline 20, peek 30, problems 40,
    /// log 50, runs 60).
    void addPage(const QString& id, const QString& title, QWidget* page, int place,
                 QWidget* corner = nullptr);
    /// Below whatever page is shown; null = nothing. Takes ownership.
    void setFooter(QWidget* footer);
    void setBadge(const QString& id, const QString& text, const QColor& color); ///< empty text = none
    void showPage(const QString& id);
    QString currentPage() const;
    QWidget* page(const QString& id) const;
    bool isCollapsed() const { return collapsed_; }
    void setCollapsed(bool collapsed);

Q_SIGNALS:
    void currentChanged(const QString& id);
    void collapsedChanged(bool collapsed);

private:
    struct Page {
        QWidget* widget = nullptr;
        QWidget* corner = nullptr;
    };
    void activate(const QString& id);

    DockTabs* tabs_;
    QHBoxLayout* cornerRow_;
    QStackedWidget* stack_;
    QWidget* footer_ = nullptr;
    QToolButton* collapse_;
    QHash<QString, Page> pages_;
    bool collapsed_ = false;
};

} // namespace millrace::ui
