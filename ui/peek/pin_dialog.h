// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>
#include <QString>
#include <boost/json/array.hpp>

QT_BEGIN_NAMESPACE
class QComboBox;
class QPushButton;
QT_END_NAMESPACE

namespace millrace::ui {

class GraphSession;

/// Records that were seen become data of a test of the graph: what a node is to be fed with, or what is
/// expected of an output. One step of the history.
class PinDialog : public QDialog {
    Q_OBJECT
public:
    /// Seen on a wire, or in a table node (the other one is empty).
    PinDialog(GraphSession& session, const QString& wire, const QString& table, boost::json::array records,
              QWidget* parent = nullptr);

private:
    void save();

    GraphSession& session_;
    boost::json::array records_;
    QComboBox *test_, *use_;
    QPushButton* save_;
};

} // namespace millrace::ui
