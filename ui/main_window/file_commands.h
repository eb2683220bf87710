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
    /// What the user named at the start: changes that were just restored to it stay, those to another are
    /// asked for.
    bool openNamed(const QString& path);
    bool save();
    bool saveAs();
    /// Copies an example and its data into the user's folder (once; an earlier copy is kept) and opens the
    /// copy.
    bool openExample(const QString& path);

    /// A new empty graph in that folder, beside a copy of the examples' data; not written before it is saved.
    bool newBesideExamples(const QString& examples, const QString& name);

    /// Where copies of examples go.
    QString exampleFolder() const { return exampleFolder_; }

Q_SIGNALS:
    void opened();

private:
    bool show(const QString& path);
    /// Copies what is not there yet; the names of files that cannot be written.
    QStringList copyData(const QString& fromFolder);
    void tell(const QString& title, const QString& text);
    GraphSession& session_;
    QWidget* window_;
    QString exampleFolder_;
};

} // namespace millrace::ui
