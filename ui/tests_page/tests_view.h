// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

namespace millrace::ui {

class GraphTestService;
class MainWindow;
class RunController;
class TestsPage;

/// Graph tests in the window: the page of the dock, and what runs them. Make it after the window, let it go
/// before it; without a tester among the services there is no page.
class TestsView : public QObject {
    Q_OBJECT
public:
    /// `runs`: what new tests are made of; null = there are none.
    explicit TestsView(MainWindow& window, RunController* runs = nullptr);
    ~TestsView() override;

    TestsPage* page() const { return page_; } ///< null without a tester
    GraphTestService* service() const { return service_; }

private:
    GraphTestService* service_ = nullptr;
    TestsPage* page_ = nullptr;
};

} // namespace millrace::ui
