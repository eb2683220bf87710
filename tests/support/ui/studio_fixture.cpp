// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/studio_fixture.h"

#include "app/shared/build_registry.h"
#include "ui/canvas/node_item.h"
#include "ui/settings/theme.h"

#include <QFile>
#include <QSettings>
#include <QStandardPaths>
#include <QTest>

namespace millrace::test {

StudioFixture::StudioFixture(QSize size, const Complete& complete) : registry_(buildRegistry()) {
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setOrganizationName("MillraceTest");
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, folder_.path());
    ui::Theme::instance().apply(ui::Theme::Mode::Dark);
    ui::StudioServices services;
    services.registry = registry_.get();
    services.examplesFolder = QString(MILLRACE_SOURCE_DIR) + "/resources/examples";
    services.exampleCopies = folder_.path() + "/examples";
    services.autosaveFolder = folder_.path() + "/autosave";
    if (complete) complete(services);
    window_ = std::make_unique<ui::MainWindow>(services);
    window_->resize(size);
    window_->show();
    (void)QTest::qWaitForWindowExposed(window_.get(), kPatienceMs);
    window_->activateWindow();
    view().setFocus();
    QCoreApplication::processEvents();
    view().setZoom(1);
    view().centerOn(QPointF(300, 150));
}

StudioFixture::~StudioFixture() { close(); }

void StudioFixture::close() { window_.reset(); }

std::string StudioFixture::add(const std::string& kind, double x, double y,
                               const boost::json::object& params) {
    GraphNode node;
    node.id = document().freeId(kind);
    node.kind = kind;
    node.params = params;
    const std::string id = node.id;
    session().apply(edit::AddNode{node, std::nullopt, Point{x, y}});
    session().endMerge();
    return id;
}

void StudioFixture::connectNodes(const std::string& from, const std::string& to) {
    const auto ref = [](const std::string& text) {
        const auto dot = text.find('.');
        return PortRef{text.substr(0, dot), text.substr(dot + 1)};
    };
    GraphEdge edge;
    edge.from = ref(from);
    edge.to = ref(to);
    session().apply(edit::AddEdge{edge, std::nullopt});
}

QString StudioFixture::writeFile(const QString& name, const QByteArray& content) {
    const QString path = folder_.filePath(name);
    QFile file(path);
    if (file.open(QIODevice::WriteOnly)) file.write(content);
    return path;
}

bool StudioFixture::waitForPlanning() {
    return QTest::qWaitFor([this] { return session().planningIsCurrent(); }, kPatienceMs);
}

QPoint StudioFixture::middleOf(const std::string& node) {
    return inView(canvas().node(QString::fromStdString(node))->cardRect().center());
}

QPoint StudioFixture::portOf(const std::string& node, const char* port, bool output) {
    return inView(canvas().node(QString::fromStdString(node))->portPosition(port, output).value());
}

void StudioFixture::click(QPoint at, Qt::KeyboardModifiers modifiers) {
    QTest::mouseClick(view().viewport(), Qt::LeftButton, modifiers, at);
}

void StudioFixture::drag(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers, Qt::MouseButton button) {
    QWidget* viewport = view().viewport();
    QTest::mousePress(viewport, button, modifiers, from);
    constexpr int kSteps = 6;
    for (int i = 1; i <= kSteps; ++i) {
        QTest::mouseMove(viewport, from + (to - from) * i / kSteps);
    }
    QTest::mouseRelease(viewport, button, modifiers, to);
    QCoreApplication::processEvents();
}

void StudioFixture::key(Qt::Key key, Qt::KeyboardModifiers modifiers) {
    view().setFocus();
    QTest::keyClick(&view(), key, modifiers);
    QCoreApplication::processEvents();
}

} // namespace millrace::test
