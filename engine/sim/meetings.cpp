// SPDX-License-Identifier: Apache-2.0
//
// Behaviours whose records wait for others: windows, joins, the way back into order.
#include "engine/sim/key_draw.h"
#include "engine/sim/simulation.h"

#include <algorithm>

namespace millrace::sim {

namespace {

/// The latest multiple of `step` that is not after `time`.
MonotonicNs floorTo(MonotonicNs time, MonotonicNs step) {
    const MonotonicNs rest = time % step;
    return time - (rest < 0 ? rest + step : rest);
}

std::size_t portOf(const SimOp& op, PortRole role) {
    return static_cast<std::size_t>(std::find(op.roles.begin(), op.roles.end(), role) - op.roles.begin());
}

} // namespace

void WaitingTokens::add(std::uint64_t key, Token token, MonotonicNs now) {
    token.since = now;
    token.ticket = next_++; // of no use while it waits here
    byAge_.push({now, key, token.ticket});
    byKey_.emplace(key, token);
}

std::optional<Token> WaitingTokens::take(std::uint64_t key) {
    const auto found = byKey_.lower_bound(key);
    if (found == byKey_.end() || found->first != key) return std::nullopt;
    const Token token = found->second;
    byKey_.erase(found);
    forgetGone();
    return token;
}

Token WaitingTokens::takeOldest() {
    const Age age = byAge_.pop();
    auto found = byKey_.lower_bound(age.key);
    while (found->second.ticket != age.ticket)
        ++found;
    const Token token = found->second;
    byKey_.erase(found);
    forgetGone();
    return token;
}

void WaitingTokens::forgetGone() {
    while (!byAge_.empty()) {
        const Age& age = byAge_.front();
        for (auto [i, end] = byKey_.equal_range(age.key); i != end; ++i)
            if (i->second.ticket == age.ticket) return;
        byAge_.pop();
    }
}

/// Windows end when a record comes that was born later: as watermarks do that come with the records.
void Simulation::group(std::uint32_t index, std::uint32_t op, const behaviour::Group& group,
                       const Tokens& tokens) {
    const SimOp& from = model_->ops[op];
    SimOpState& own = state(tasks_[index], op);
    const MonotonicNs slide = group.slideNs > 0 ? group.slideNs : group.windowNs;
    Tokens out, late;
    for (const Token& token : tokens) {
        const std::uint64_t key =
            drawKey(from.keySpread, from.keyExponent, draws(from.keyStream), token.number);
        if (group.windowNs <= 0) {
            if (own.meetings->seen.insert(key).second) own.kept.push(token);
            continue;
        }
        const MonotonicNs time = eventTime(from, token);
        own.freeAt = std::max(own.freeAt, time - from.eventTimes.delayNs);
        takeEnded(own, out);
        bool inTime = false;
        for (MonotonicNs begin = floorTo(time, slide); begin > time - group.windowNs; begin -= slide) {
            const MonotonicNs end = begin + group.windowNs;
            if (end <= own.freeAt) continue;
            inTime = true;
            Token result = token;
            result.number = mix64(key ^ mix64(static_cast<std::uint64_t>(begin)));
            if (own.meetings->seen.insert(result.number).second) own.meetings->windows.emplace(end, result);
        }
        // Where nobody takes late records there is no port for them.
        if (!inTime) late.push_back(token);
    }
    emit(index, op, portOf(from, PortRole::Late), late.data(), late.size());
    emit(index, op, 0, out.data(), out.size());
}

MonotonicNs Simulation::eventTime(const SimOp& op, const Token& token) const {
    const EventTimes& times = op.eventTimes;
    const MonotonicNs time = times.everyNs
                                 ? *times.everyNs * static_cast<MonotonicNs>(token.number)
                                 : static_cast<MonotonicNs>(static_cast<double>(token.born) * times.speed);
    if (times.jitterNs <= 0) return time;
    const double back = uniformDraw(draws(deriveSeed(op.keyStream, "jitter")), token.number);
    return time - static_cast<MonotonicNs>(back * static_cast<double>(times.jitterNs));
}

void Simulation::takeEnded(SimOpState& own, Tokens& out) {
    while (!own.meetings->windows.empty() && own.meetings->windows.begin()->first <= own.freeAt) {
        out.push_back(own.meetings->windows.begin()->second);
        own.meetings->seen.erase(out.back().number);
        own.meetings->windows.erase(own.meetings->windows.begin());
    }
}

/// Counterparts have the same number, where a key says who belongs together: they are copies of one record.
/// Without a key the first meets the first.
void Simulation::join(std::uint32_t index, std::uint32_t op, std::uint32_t side, const behaviour::Join& join,
                      const Tokens& tokens) {
    SimTask& task = tasks_[index];
    SimOpState& own = state(task, op);
    auto& mine = side == 0 ? own.meetings->waiting : own.meetings->counterparts;
    auto& others = side == 0 ? own.meetings->counterparts : own.meetings->waiting;
    const auto full = static_cast<std::size_t>(join.capacity);
    // A full input is not asked for more: what comes all the same comes after the end of the other.
    const bool alone = mine.size() >= full;
    Tokens pairs, unmatched, othersUnmatched;
    for (const Token& token : tokens) {
        const std::uint64_t turn = side == 0 ? own.turn++ : own.made++;
        const std::uint64_t key = join.key.empty() ? turn : token.number;
        const std::optional<Token> found = others.take(key);
        if (!found) {
            mine.add(key, token, now_);
            continue;
        }
        pairs.push_back(side == 0 ? token : *found);
        pairs.back().born = std::min(token.born, found->born);
    }
    while (alone && mine.size() > full)
        unmatched.push_back(mine.takeOldest());
    while (mine.size() >= full && others.size() >= full) {
        unmatched.push_back(mine.takeOldest());
        othersUnmatched.push_back(others.takeOldest());
    }
    emit(index, op, 2 - side, othersUnmatched.data(), othersUnmatched.size());
    emit(index, op, 1 + side, unmatched.data(), unmatched.size());
    emit(index, op, 0, pairs.data(), pairs.size());
    if (join.timeout) scheduleTimeout(own, *join.timeout);
}

void Simulation::reorder(std::uint32_t index, std::uint32_t op, const behaviour::Reorder& order,
                         const Tokens& tokens) {
    SimOpState& own = state(tasks_[index], op);
    Tokens out, late;
    for (const Token& token : tokens) {
        if (token.number < own.made) {
            late.push_back(token);
            continue;
        }
        own.meetings->waiting.add(token.number, token, now_);
        giveInOrder(own, order, out);
    }
    emit(index, op, 1, late.data(), late.size());
    emit(index, op, 0, out.data(), out.size());
    if (order.timeout) scheduleTimeout(own, *order.timeout);
}

/// What has its turn, and what is given up to wait for because too many or too old ones wait.
void Simulation::giveInOrder(SimOpState& own, const behaviour::Reorder& order, Tokens& out) {
    while (!own.meetings->waiting.empty() &&
           (own.meetings->waiting.firstKey() == own.made ||
            static_cast<std::int64_t>(own.meetings->waiting.size()) > order.window ||
            (order.timeout && now_ - own.meetings->waiting.first().since >= *order.timeout))) {
        own.made = own.meetings->waiting.firstKey();
        while (const std::optional<Token> token = own.meetings->waiting.take(own.made))
            out.push_back(*token);
        ++own.made;
    }
}

/// The next timer is for whose turn it is to be given up; it looks again who that is by then.
void Simulation::scheduleTimeout(SimOpState& own, MonotonicNs timeout) {
    if (own.timerSet) return;
    const bool ordered = std::holds_alternative<behaviour::Reorder>(model_->ops[own.op].behaviour);
    MonotonicNs since = INT64_MAX;
    for (const WaitingTokens* tokens : {&own.meetings->waiting, &own.meetings->counterparts})
        if (!tokens->empty())
            since = std::min(since, ordered ? tokens->first().since : tokens->oldestSince());
    if (since == INT64_MAX) return;
    own.timerSet = true;
    calendar_.schedule(std::max(now_, since + timeout), EventKind::Timer, stateIndex(own));
}

/// Who has waited for so long leaves alone.
void Simulation::timeOut(std::uint32_t index, std::uint32_t op) {
    SimOpState& own = state(tasks_[index], op);
    own.timedOut = false;
    if (const auto* order = std::get_if<behaviour::Reorder>(&model_->ops[op].behaviour)) {
        Tokens out;
        giveInOrder(own, *order, out);
        emit(index, op, 0, out.data(), out.size());
        return scheduleTimeout(own, *order->timeout);
    }
    const MonotonicNs timeout = *std::get<behaviour::Join>(model_->ops[op].behaviour).timeout;
    for (const std::size_t side : {1u, 0u}) {
        WaitingTokens& waiting = side == 0 ? own.meetings->waiting : own.meetings->counterparts;
        Tokens unmatched;
        while (!waiting.empty() && waiting.oldestSince() + timeout <= now_)
            unmatched.push_back(waiting.takeOldest());
        emit(index, op, 1 + side, unmatched.data(), unmatched.size());
    }
    scheduleTimeout(own, timeout);
}

} // namespace millrace::sim
