// SPDX-License-Identifier: Apache-2.0
// From which checkpoint a job goes on, whoever decides its epochs then and now.
#include "engine/runtime/checkpoints/epoch_choice.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace millrace;

namespace {

/// The checkpoint of one node; `decider` decides it.
RunSnapshot checkpoint(Epoch epoch, const std::string& decider, Epoch follows) {
    RunSnapshot snapshot;
    snapshot.epoch = epoch;
    snapshot.follows = follows;
    snapshot.decider = decider;
    snapshot.nodes.emplace_back().id = "count";
    return snapshot;
}

class Job {
public:
    Job() : folder_(where_.path().toStdString()) {}
    StateFolder& folder() { return folder_; }
    std::string write(Epoch epoch, const std::string& decider, Epoch follows = kNoEpoch) {
        return folder_.write(checkpoint(epoch, decider, follows)).digest;
    }
    /// The epoch to go on from, 0 for a new beginning, or the code of the refusal.
    std::string goesOn(const EpochDecider& decider, bool fresh = false) {
        try {
            const RunSnapshot snapshot = chooseEpoch(folder_, decider, fresh);
            return snapshot.nodes.empty() ? "anew" : std::to_string(snapshot.epoch);
        } catch (const DiagnosticError& error) {
            said_ = error.diagnostics().items.front().message;
            return error.diagnostics().items.front().code;
        }
    }
    std::string looksAt(const EpochDecider& decider) {
        try {
            requireNoStranger(folder_, decider);
            return "may be";
        } catch (const DiagnosticError& error) {
            return error.diagnostics().items.front().code;
        }
    }
    const std::string& said() const { return said_; }
    std::size_t files() const { return folder_.list().size(); }

private:
    QTemporaryDir where_;
    StateFolder folder_;
    std::string said_;
};

const EpochDecider kNobody;
EpochDecider sink(Epoch committed, const std::string& digest = {}) { return {"into", {committed, digest}}; }

} // namespace

class EpochChoiceTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void withoutADeciderTheNewestOneCounts() {
        Job job;
        QCOMPARE(job.goesOn(kNobody), std::string("anew"));
        job.write(4, "");
        job.write(5, "", 4);
        QCOMPARE(job.goesOn(kNobody), std::string("5"));
    }

    void whatASinkHasCommittedCounts() {
        Job job;
        const std::string first = job.write(1, "into");
        job.write(2, "into", 1);
        QCOMPARE(job.goesOn(sink(1, first)), std::string("1"));
        QCOMPARE(job.goesOn(sink(2, first)), std::string("MR4617"));
        QCOMPARE(job.goesOn(sink(7)), std::string("MR4615"));
        QVERIFY(job.said().find("holds checkpoints 1 to 2") != std::string::npos);
    }

    /// What is known before others are locked out may be one epoch old.
    void onlyWhatCannotBeOfTheJobIsRefusedBeforehand() {
        Job job;
        QCOMPARE(job.looksAt(sink(kNoEpoch)), std::string("may be"));
        QCOMPARE(job.looksAt(sink(1)), std::string("MR4615"));
        job.write(5, "into", 3);
        job.write(6, "into", 5);
        QCOMPARE(job.looksAt(sink(2)), std::string("MR4615"));
        for (const Epoch mayStillBe : {kNoEpoch, Epoch{3}, Epoch{4}, Epoch{5}, Epoch{6}})
            QCOMPARE(job.looksAt(sink(mayStillBe)), std::string("may be"));
        QCOMPARE(job.looksAt(sink(7)), std::string("MR4615"));
        QCOMPARE(job.files(), std::size_t{2});
    }

    void aFirstEpochThatNobodyCommittedIsForgotten() {
        Job job;
        job.write(1, "into");
        QCOMPARE(job.goesOn(sink(kNoEpoch)), std::string("anew"));
        QCOMPARE(job.files(), std::size_t{0});
    }

    /// Its mark is gone: the brokers forgot it, or it is looked for in another place.
    void aDeciderThatHasForgottenIsNotBelieved() {
        Job job;
        job.write(1, "into");
        job.folder().noteDecided(1);
        QCOMPARE(job.goesOn(sink(kNoEpoch)), std::string("MR4629"));
        QCOMPARE(job.files(), std::size_t{1});
        job.write(2, "into", 1);
        QCOMPARE(job.goesOn(sink(kNoEpoch)), std::string("MR4629"));

        Job unnoted; // it died between the commit of the second one and the note of the first
        unnoted.write(1, "into");
        unnoted.write(2, "into", 1);
        QCOMPARE(unnoted.goesOn(sink(kNoEpoch)), std::string("MR4629"));
    }

    void aDeciderThatLeavesTakesItsKnowledgeAlong() {
        Job job;
        job.write(1, "into");
        job.folder().noteDecided(1);
        job.write(2, "into", 1);
        QCOMPARE(job.goesOn(kNobody), std::string("MR4628"));
        QVERIFY(job.said().find("checkpoint 2") != std::string::npos &&
                job.said().find("`into`") != std::string::npos);
        QCOMPARE(job.files(), std::size_t{2});
        // Stopped in order, all that is there was committed.
        job.folder().noteDecided(2);
        QCOMPARE(job.goesOn(kNobody), std::string("2"));
    }

    void aDeciderThatIsNewGoesOnFromWhatWasThere() {
        Job job;
        job.write(8, "");
        job.write(9, "", 8);
        QCOMPARE(job.goesOn(sink(kNoEpoch)), std::string("9"));
        // Killed before its first commit.
        job.write(10, "into", 9);
        QCOMPARE(job.goesOn(sink(kNoEpoch)), std::string("9"));
        // Behind it, what it has committed counts.
        job.folder().noteDecided(10);
        QCOMPARE(job.goesOn(sink(10)), std::string("10"));
        QCOMPARE(job.goesOn(sink(kNoEpoch)), std::string("MR4629"));
    }

    void startingOverForgetsWhatWasDecided() {
        Job job;
        job.write(3, "into");
        job.folder().noteDecided(3);
        QCOMPARE(job.goesOn(sink(3), true), std::string("anew"));
        QCOMPARE(job.folder().lastDecided(), kNoEpoch);
        // The number stays taken: the sink knows it.
        QCOMPARE(job.folder().list().back().epoch, Epoch{3});
        QCOMPARE(job.goesOn(sink(3)), std::string("anew"));
        QCOMPARE(job.files(), std::size_t{1});

        // So do those that were never decided, or decided without a sink.
        for (const char* decider : {"into", ""}) {
            Job other;
            const std::string known = other.write(3, "into");
            other.write(4, decider, 3);
            QCOMPARE(other.goesOn(sink(3, known), true), std::string("anew"));
            QCOMPARE(other.folder().list().back().epoch, Epoch{4});
            QCOMPARE(other.looksAt(sink(3, known)), std::string("may be"));
            QCOMPARE(other.goesOn(sink(3, known)), std::string("anew"));
            QCOMPARE(other.goesOn(sink(kNoEpoch)), std::string("anew"));
            QCOMPARE(other.goesOn(kNobody), std::string("anew"));
            QCOMPARE(other.folder().list().back().epoch, Epoch{4});
        }
    }

    /// In between the job ran without it, and went on.
    void aDeciderThatComesBackKnowsLessThanTheFolder() {
        Job job;
        const std::string known = job.write(2, "into");
        job.folder().noteDecided(2);
        job.write(3, "", 2);
        QCOMPARE(job.looksAt(sink(2, known)), std::string("may be"));
        QCOMPARE(job.goesOn(sink(2, known)), std::string("3"));
        job.write(4, "into", 3); // it decides again, and this one it has not
        QCOMPARE(job.goesOn(sink(2, known)), std::string("3"));
        const std::string decided = job.write(5, "into", 3);
        QCOMPARE(job.goesOn(sink(5, decided)), std::string("5"));

        Job longer;
        longer.write(18, "", 17);
        longer.write(19, "", 18);
        QCOMPARE(longer.looksAt(sink(2, known)), std::string("may be"));
        QCOMPARE(longer.goesOn(sink(2, known)), std::string("19"));
    }

    void theNoteOutlivesTheFolderObject() {
        const QTemporaryDir where;
        StateFolder(where.path().toStdString()).noteDecided(41);
        StateFolder again(where.path().toStdString());
        QCOMPARE(again.lastDecided(), Epoch{41});
        again.noteDecided(42);
        QCOMPARE(again.lastDecided(), Epoch{42});
    }
};

QTEST_GUILESS_MAIN(EpochChoiceTest)
#include "tst_epoch_choice.moc"
