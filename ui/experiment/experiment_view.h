// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

namespace millrace::ui {

class ExperimentPage;
class ExperimentService;
class MainWindow;

/// Experiments in the window: the page of the dock, and what runs them. Make it after the window, let it go
/// before it; without an experimenter among the services there is no page.
class ExperimentView : public QObject {
    Q_OBJECT
public:
    explicit ExperimentView(MainWindow& window);
    ~ExperimentView() override;

    ExperimentPage* page() const { return page_; } ///< null without an experimenter
    ExperimentService* service() const { return service_; }

private:
    ExperimentService* service_ = nullptr;
    ExperimentPage* page_ = nullptr;
};

} // namespace millrace::ui
