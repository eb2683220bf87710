// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "engine/runtime/processes/shared_ring.h"
#include "engine/runtime/processes/worker_link.h"

#include <unistd.h>
#include <QTest>
#include <atomic>
#include <memory>
#include <thread>

using namespace millrace;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t kCapacity = 256;

/// Memory as two processes would see it: zero, and aligned.
class Memory {
public:
    explicit Memory(std::size_t size)
        : data_(static_cast<char*>(std::aligned_alloc(64, (size + 63) / 64 * 64))) {
        std::fill(data_, data_ + size, '\0');
    }
    ~Memory() { std::free(data_); }
    Memory(const Memory&) = delete;
    Memory& operator=(const Memory&) = delete;
    char* data() { return data_; }

private:
    char* data_;
};

struct Ends {
    Memory memory{SharedRing::bytesFor(kCapacity)};
    SharedRing writer{memory.data(), kCapacity};
    SharedRing reader{memory.data(), kCapacity};
};

} // namespace

class SharedRingTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anEmptyRingGivesNothingAndAFullOneTakesNothing() {
        Ends ends;
        char to[512];
        QCOMPARE(ends.reader.read(to, sizeof to), std::size_t{0});
        QVERIFY(!ends.reader.hasBytes());
        QVERIFY(!ends.reader.awaitBytes(1ms));
        const std::string many(300, 'x');
        QCOMPARE(ends.writer.write(many), kCapacity);
        QCOMPARE(ends.writer.write(many), std::size_t{0});
        QVERIFY(!ends.writer.awaitRoom(1ms));
        QCOMPARE(ends.reader.read(to, 10), std::size_t{10});
        QVERIFY(ends.writer.awaitRoom(1ms));
        QCOMPARE(ends.writer.write(many), std::size_t{10});
    }

    void bytesComeInOrderWhileBothSidesRun() {
        Ends ends;
        constexpr std::size_t kBytes = 400'000;
        std::thread writer([&] {
            Random random(1);
            std::string piece;
            for (std::size_t sent = 0; sent < kBytes;) {
                piece.resize(std::min<std::size_t>(1 + random.below(400), kBytes - sent));
                for (std::size_t i = 0; i < piece.size(); ++i)
                    piece[i] = static_cast<char>((sent + i) * 31);
                std::string_view left = piece;
                while (!left.empty()) {
                    left.remove_prefix(ends.writer.write(left));
                    if (!left.empty()) ends.writer.awaitRoom(1s);
                }
                sent += piece.size();
            }
        });
        Random random(2);
        std::size_t wrong = 0;
        char to[300];
        for (std::size_t got = 0; got < kBytes;) {
            const std::size_t count = ends.reader.read(to, 1 + random.below(300));
            for (std::size_t i = 0; i < count; ++i)
                wrong += to[i] != static_cast<char>((got + i) * 31);
            got += count;
            if (count == 0) ends.reader.awaitBytes(1s);
        }
        writer.join();
        QCOMPARE(wrong, std::size_t{0});
        QVERIFY(!ends.reader.hasBytes());
    }

    void damagedPositionsAreNoticed() {
        Ends ends;
        ends.writer.write("some bytes");
        QVERIFY(ends.reader.sound());
        std::fill(ends.memory.data(), ends.memory.data() + 8, '\x7F');
        QVERIFY(!ends.reader.sound());
        char to[16];
        QCOMPARE(ends.reader.read(to, sizeof to), std::size_t{0});
    }

    void messagesOfAnySizePassALinkBothWays() {
        WorkerLink run;
        WorkerLink worker(dup(run.descriptor()));
        const std::vector<std::size_t> sizes{0, 1, 7, 5000, (1 << 20) - 8, 1 << 20, 9 << 20};
        std::thread echo([&] {
            std::string message;
            for (std::size_t i = 0; i < sizes.size(); ++i) {
                worker.receive(message, [] {});
                worker.send(message, [] {});
            }
        });
        std::string back;
        for (const std::size_t size : sizes) {
            std::string message(size, 'm');
            for (std::size_t i = 0; i < size; i += 97)
                message[i] = static_cast<char>(i);
            run.send(message, [] {});
            run.receive(back, [] {});
            QVERIFY(back == message);
        }
        echo.join();
    }

    void whoWaitsLooksUpNowAndThen() {
        WorkerLink run;
        std::string message;
        int looks = 0;
        const auto look = [&looks] {
            if (++looks == 3) throw std::runtime_error("enough");
        };
        QVERIFY_THROWS_EXCEPTION(std::runtime_error, run.receive(message, look));
        QCOMPARE(looks, 3);
    }

    void aRequestToStopReachesTheOtherSide() {
        WorkerLink run;
        const WorkerLink worker(dup(run.descriptor()));
        QVERIFY(!worker.stopRequested());
        run.requestStop();
        QVERIFY(worker.stopRequested());
    }

    void whatIsNoMemoryOfARunIsRefused() {
        int ends[2];
        QVERIFY(pipe(ends) == 0);
        QVERIFY_THROWS_EXCEPTION(BrokenLink, WorkerLink{ends[0]});
        QVERIFY_THROWS_EXCEPTION(BrokenLink, WorkerLink{-1});
        close(ends[0]);
        close(ends[1]);
    }
};

QTEST_GUILESS_MAIN(SharedRingTest)
#include "tst_shared_ring.moc"
