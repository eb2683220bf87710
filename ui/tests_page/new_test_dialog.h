// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_document.h"
#include "ui/peek/records_model.h"

#include <QDialog>
#include <boost/json/array.hpp>
#include <optional>

QT_BEGIN_NAMESPACE
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
QT_END_NAMESPACE

namespace millrace {
class Run;
}

namespace millrace::ui {

class GraphSession;

/// Makes a test of the graph from what was seen: the records that the sources sent in the last run, or those
/// pinned for another test, and what came by at a wire. One step of the history.
class NewTestDialog : public QDialog {
    Q_OBJECT
public:
    /// `run`: the last one of this graph, null when there was none. Used while the dialog is made only.
    NewTestDialog(GraphSession& session, Run* run, QWidget* parent = nullptr);

Q_SIGNALS:
    void made(const QString& test);

private:
    /// Records that a wire is known to have carried.
    struct Seen {
        boost::json::array rows; ///< as they came
        std::int64_t all = 0;    ///< how many came by
        bool whole() const { return static_cast<std::int64_t>(rows.size()) == all; }
    };
    static std::optional<Seen> seenAt(Run& run, const std::string& wireInRun);
    void listWires(Run& run);
    void updateNote();
    void make();
    boost::json::object inputs() const;

    GraphSession& session_;
    QLineEdit* name_;
    QComboBox *inputs_, *wire_;
    QLabel* note_;
    QPushButton* make_;
    std::vector<std::pair<PortRef, Seen>> sent_; ///< by the sources of the graph
    std::vector<std::pair<PortRef, Seen>> seen_; ///< of the entries of `wire_`
};

} // namespace millrace::ui
