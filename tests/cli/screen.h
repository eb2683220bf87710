// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fcntl.h>
#include <unistd.h>
#include <QRegularExpression>
#include <QString>
#include <QStringList>
#include <cstdlib>

namespace millrace::test {

/// A terminal without a window: what a program leaves on it, as far as it moves the cursor up, goes back to
/// the beginning of a line, and clears the rest of a line or of the screen. Lines are as long as they like.
class Screen {
public:
    Screen() : master_(::posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK)) {
        if (master_ < 0 || ::grantpt(master_) != 0 || ::unlockpt(master_) != 0) return;
        terminal_ = QString::fromLocal8Bit(::ptsname(master_));
        // Held open: what was written stays to be read when the program has ended.
        slave_ = ::open(terminal_.toLocal8Bit().constData(), O_RDWR | O_NOCTTY);
    }
    ~Screen() {
        if (slave_ >= 0) ::close(slave_);
        if (master_ >= 0) ::close(master_);
    }
    Screen(const Screen&) = delete;
    Screen& operator=(const Screen&) = delete;

    bool isOpen() const { return slave_ >= 0; }
    const QString& terminal() const { return terminal_; } ///< its file
    /// How often a picture was drawn over the one before, so far.
    int pictures() {
        read();
        return pictures_;
    }
    /// What stands there, colours left out.
    QStringList lines() {
        read();
        return lines_;
    }
    void read() {
        char block[4096];
        for (ssize_t n = 0; (n = ::read(master_, block, sizeof block)) > 0;)
            waiting_.append(block, static_cast<qsizetype>(n));
        take();
    }

private:
    void take() {
        static const QRegularExpression kSequence("^\x1b\\[([?0-9;]*)([A-Za-z])");
        // A character of several bytes, or a sequence, may be cut in two: the rest comes later.
        while (!waiting_.isEmpty()) {
            if (waiting_.front() != '\x1b') {
                const qsizetype end = waiting_.indexOf('\x1b');
                write(waiting_.left(end < 0 ? waiting_.size() : end));
                waiting_.remove(0, end < 0 ? waiting_.size() : end);
                continue;
            }
            const auto match = kSequence.match(QString::fromLatin1(waiting_.left(20)));
            if (!match.hasMatch()) return;
            obey(match.captured(1).toInt(), match.captured(2).front());
            waiting_.remove(0, match.capturedLength());
        }
    }
    void write(const QByteArray& text) {
        for (const char c : text) {
            if (c == '\r') {
                column_ = 0;
            } else if (c == '\n') {
                ++row_;
                fill();
            } else {
                fill();
                QString& line = lines_[row_];
                if (column_ < line.size())
                    line[column_] = QLatin1Char(c);
                else
                    line += QLatin1Char(c);
                ++column_;
            }
        }
    }
    void obey(int number, QChar what) {
        fill();
        if (what == 'A') {
            row_ = std::max<qsizetype>(0, row_ - std::max(1, number));
            ++pictures_;
        } else if (what == 'K') {
            lines_[row_].truncate(column_);
        } else if (what == 'J') {
            lines_[row_].truncate(column_);
            lines_.resize(row_ + 1);
        }
    }
    void fill() {
        while (lines_.size() <= row_)
            lines_ << QString();
    }

    int master_ = -1, slave_ = -1, pictures_ = 0;
    QString terminal_;
    QByteArray waiting_;
    QStringList lines_;
    qsizetype row_ = 0, column_ = 0;
};

} // namespace millrace::test
