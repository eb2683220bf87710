// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QFile>
#include <QTemporaryDir>

namespace millrace::test {

/// A folder for the files of one test program.
class RunFolder : public QTemporaryDir {
public:
    /// The path of the file, which holds `text` now.
    QString write(const QString& name, const QByteArray& text) const {
        QFile file(filePath(name));
        if (!file.open(QIODevice::WriteOnly)) qFatal("cannot write %s", qPrintable(name));
        file.write(text);
        return file.fileName();
    }
    /// Empty when there is no such file.
    QByteArray read(const QString& name) const {
        QFile file(filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
};

} // namespace millrace::test
