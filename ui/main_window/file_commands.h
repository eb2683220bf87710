// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QString>

class QWidget;

namespace millrace::ui {

class GraphSession;

/// New, open, save, with the question before unsaved changes are lost, and the recent list kept.
class FileCommands : public QObject {
    Q_OBJECT
public:
    /// `exampleFolder` empty: a folder in the user's documents.
    FileCommands(GraphSession& session, const QString& exampleFolder, QWidget* window);

    /// Asks when there are unsaved changes; false = the user wants to stay.
    bool mayLeave();
    bool newGraph();
    bool openWithDialog();
    bool open(const QString& path); ///< asks first
    bool save();
    bool saveAs();
    /// Copies an example and its data into the user's folder (once; an earlier copy is kept) and opens the
    /// copy.
    bool openExample(const QString& path);

    /// Where copies of examples go.
    QString exampleFolder() const { return exampleFolder_; }

Q_SIGNALS:
    void opened();

private:
    bool show(const QString& path);
    void tell(const QString& title, const QString& text);
    GraphSession& session_;
    QWidget* window_;
    QString exampleFolder_;
};

} // namespace millrace::ui
