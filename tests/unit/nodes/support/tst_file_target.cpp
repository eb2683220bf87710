// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/file_target.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace millrace;

class tst_file_target : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    std::string at(const char* name) { return folder_.filePath(name).toStdString(); }
    bool covers(const char* pattern, const char* file) {
        const ExternalTarget target = readFiles(at(pattern));
        return target.covers && target.covers(fileIdentity(at(file)));
    }

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(QDir(folder_.path()).mkpath("data/2024"));
        QFile file(folder_.filePath("data/a.csv"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(QFile::link(folder_.filePath("data"), folder_.filePath("link")));
    }

    void oneFileHasOneIdentityHoweverItIsSpelled() {
        const std::string identity = fileIdentity(at("data/a.csv"));
        QCOMPARE(fileIdentity(at("data/../data/./a.csv")), identity);
        QCOMPARE(fileIdentity(at("link/a.csv")), identity);
        QCOMPARE(fileIdentity(QDir::current().relativeFilePath(folder_.filePath("data/a.csv")).toStdString()),
                 identity);
        QVERIFY(fileIdentity(at("data/b.csv")) != identity);
        QCOMPARE(fileIdentity(at("link/new.csv")), fileIdentity(at("data/new.csv")));
        QCOMPARE(fileIdentity("new.csv"), fileIdentity(QDir::current().filePath("new.csv").toStdString()));
    }

    void aPatternCoversFilesThatAreNotThereYet() {
        QVERIFY(covers("data/*.csv", "data/new.csv"));
        QVERIFY(covers("link/*.csv", "data/new.csv"));
        QVERIFY(covers("data/*/?.csv", "data/2025/b.csv"));
        QVERIFY(!covers("data/*.csv", "data/new.txt"));
        QVERIFY(!covers("data/*.csv", "data/2024/new.csv"));
        QVERIFY(!covers("data/*/?.csv", "data/b.csv"));
        QVERIFY2(!covers("data/*.csv", "data/.new.csv"), "hidden files are left out");
        QVERIFY2(!covers("data/a.csv", "data/a.csv"), "no pattern: the identity says it");
    }

    void onlyFilesAreKeptForOneWriter() {
        QVERIFY(!writtenFile(at("data/a.csv")).shared);
        QVERIFY(!writtenFile(at("data/new.csv")).shared);
        QVERIFY(!writtenFile("-").shared);
        QVERIFY(writtenFile("/dev/null").shared);
        QVERIFY(readFiles(at("data/a.csv")).shared);
        QVERIFY2(!readFiles("-").shared, "each reader would get a part");
    }
};

QTEST_GUILESS_MAIN(tst_file_target)
#include "tst_file_target.moc"
