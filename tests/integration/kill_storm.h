// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/random.h"
#include "tests/cli/live_cli.h"
#include "tests/support/kafka_broker.h"

#include <QDir>

#include <algorithm>

namespace millrace::test {

/// Kills a program with SIGKILL at random moments until it was hit so often; every tenth time it is the
/// broker that is killed amid a life of the program and comes back: the program must live on, or it dies with
/// it. What had ended before it was hit does not count.
class KillStorm {
public:
    /// MILLRACE_CHAOS_KILLS says how often instead, MILLRACE_CHAOS_SEED at which moments.
    KillStorm(KafkaBroker& broker, int kills)
        : broker_(broker),
          kills_(numberOf("MILLRACE_CHAOS_KILLS", kills)),
          dice_(static_cast<std::uint64_t>(numberOf("MILLRACE_CHAOS_SEED", 1))) {}

    bool hasDoneAll() const { return hits_ >= kills_ && brokerHits() >= kills_ / 10; }
    QString figures() const {
        return QString(
                   "%1 kills (%2 of them while it began), %3 of the broker (%4 survived by the program, "
                   "%5 together with it)")
            .arg(hits_)
            .arg(early_)
            .arg(brokerHits())
            .arg(survived_)
            .arg(together_);
    }

    /// One life of the program, of at most so many milliseconds at work. True: it has come to its end. Throws
    /// std::runtime_error with what it said where it ends otherwise than by our hand.
    bool live(const QStringList& arguments, const QString& state, int longest) {
        LiveCli program(arguments);
        // How long a program takes to begin only the machine knows; now and then that is when it dies.
        const bool early = hits_ % 8 == 7;
        if (!early && !program.says("/metrics\n")) return hasEnded(program);
        if (program.endsWithin(throwDice(longest))) return hasEnded(program);
        if (!early && brokerHits() < (hits_ + 5) / 10) {
            const bool alone = brokerHits() % 3 != 2;
            broker_.kill();
            const bool ended = program.endsWithin(throwDice(longest)); // behind its last commit, or it fails
            const bool hit = !alone && !ended && kill(program);
            broker_.start();
            hits_ += hit, together_ += hit;
            if (hit) return false;
            if (ended || !alone) return hasEnded(program);
            if (goesOn(program, state)) ++survived_;
            if (program.endsWithin(throwDice(longest))) return hasEnded(program);
        }
        if (!kill(program)) return hasEnded(program);
        ++hits_;
        early_ += early;
        return false;
    }

private:
    int brokerHits() const { return survived_ + together_; }
    int throwDice(int below) {
        dice_ = mix64(dice_ + 1);
        return static_cast<int>(dice_ % static_cast<std::uint64_t>(below));
    }
    /// The number of the youngest checkpoint.
    static int epochIn(const QString& state) {
        int youngest = 0;
        for (const QString& name : QDir(state).entryList({"epoch-*.state"}, QDir::Files))
            youngest = std::max(youngest, name.mid(6).section('.', 0, 0).toInt());
        return youngest;
    }
    /// The broker is back, and the program makes checkpoints again. False: it has ended.
    static bool goesOn(LiveCli& program, const QString& state) {
        const int before = epochIn(state);
        // The first may be the one that was under way, whose transaction is decided before the next begins.
        const bool either =
            QTest::qWaitFor([&] { return !program.isRunning() || epochIn(state) >= before + 2; }, kPatience);
        if (!either)
            throw std::runtime_error("no checkpoint comes after the broker is back: " +
                                     program.said().toStdString());
        return program.isRunning();
    }
    /// False: it had ended by itself just before.
    static bool kill(LiveCli& program) {
        program.kill();
        return program.end().status == -2;
    }
    static bool hasEnded(LiveCli& program) {
        const CliResult result = program.end();
        if (result.status != 0)
            throw std::runtime_error("status " + std::to_string(result.status) + ": " +
                                     result.err.toStdString());
        return true;
    }

    static constexpr int kPatience = 180'000;

    KafkaBroker& broker_;
    const int kills_;
    std::uint64_t dice_;
    int hits_ = 0, early_ = 0, survived_ = 0, together_ = 0;
};

} // namespace millrace::test
