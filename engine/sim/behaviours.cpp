// SPDX-License-Identifier: Apache-2.0
//
// What comes out of a vertex: the behaviours of engine/operator/service_model.h.
#include "engine/sim/key_draw.h"
#include "engine/sim/simulation_inline.h"

#include <algorithm>

namespace millrace::sim {

/// Counts what leaves by a port and sends it to all who read it.
void Simulation::emit(std::uint32_t index, std::uint32_t opIndex, std::size_t port, const Token* tokens,
                      std::size_t n) {
    const SimOp& op = model_->ops[opIndex];
    if (n == 0 || port >= op.ports.size()) return;
    SimOpCounts& counts = opCounts_[opIndex];
    if (op.onlyWire != kNone) return emitToOnlyWire(index, op, counts, tokens, n);
    const auto records = static_cast<std::int64_t>(n);
    counts.portRecords[port] += records;
    ++counts.batchesOut;
    switch (op.roles[port]) {
        case PortRole::Data: counts.recordsOut += records; break;
        case PortRole::Rejected: counts.rejected += records; break;
        case PortRole::Late: counts.late += records; break;
    }
    const Span targets = op.ports[port];
    for (std::uint32_t i = targets.begin; i < targets.end; ++i) {
        const SimTarget& target = model_->targets[i];
        if (!target.fused) send(index, target.index, tokens, n);
    }
    // The frame that is pushed last goes on first.
    const SimTask& task = tasks_[index];
    const bool inside = tokens >= task.arena.data() && tokens < task.arena.data() + task.arena.size();
    const auto offset = inside ? tokens - task.arena.data() : 0;
    for (std::uint32_t i = targets.end; i-- > targets.begin;) {
        const SimTarget& target = model_->targets[i];
        if (target.fused)
            pushFrame(tasks_[index], target.index, target.port,
                      inside ? tasks_[index].arena.data() + offset : tokens, n);
    }
}

/// The part of the frame that has been worked on comes out. False: not before an event.
bool Simulation::apply(std::uint32_t index) {
    SimTask& task = tasks_[index];
    Frame& frame = task.frames.back();
    const std::uint32_t opIndex = frame.op;
    const SimOp& op = model_->ops[opIndex];
    if (std::holds_alternative<behaviour::Limit>(op.behaviour) && !admitOne(index, frame)) return false;
    const std::uint32_t begin = frame.at, end = frame.partEnd, port = frame.port;
    frame.at = end;
    frame.phase = Frame::Phase::Part;
    const std::size_t n = end - begin;
    SimOpCounts& counts = opCounts_[opIndex];
    if (op.sink) {
        for (std::uint32_t i = begin; i < end; ++i)
            arrive(op, counts, task.arena[i]);
        task.hash ^= task.arena[end - 1].number + 1;
        return true;
    }
    const Token* const tokens = task.arena.data() + begin;
    if (op.passes) {
        emit(index, opIndex, 0, tokens, n);
        return true;
    }
    const std::int64_t before = counts.recordsOut + counts.rejected + counts.late;
    struct Visitor {
        Simulation& self;
        std::uint32_t index, op, port;
        const Token* tokens;
        std::size_t n;
        void operator()(const behaviour::Emit&) { self.emit(index, op, 0, tokens, n); }
        void operator()(const behaviour::Limit&) { self.emit(index, op, 0, tokens, n); }
        void operator()(const behaviour::Pass& b) {
            b.shares.empty() ? self.emit(index, op, 0, tokens, n)
                             : self.passShares(index, op, b, Tokens(tokens, tokens + n));
        }
        void operator()(const behaviour::Choose& b) { self.choose(index, op, b, Tokens(tokens, tokens + n)); }
        void operator()(const behaviour::Deal& b) { self.deal(index, op, b, Tokens(tokens, tokens + n)); }
        void operator()(const behaviour::Copy&) {
            const Tokens all(tokens, tokens + n);
            for (std::size_t p = self.model_->ops[op].ports.size(); p-- > 0;)
                self.emit(index, op, p, all.data(), all.size());
        }
        void operator()(const behaviour::Collect& b) {
            self.collect(index, op, b, Tokens(tokens, tokens + n));
        }
        void operator()(const behaviour::Group& b) { self.group(index, op, b, Tokens(tokens, tokens + n)); }
        void operator()(const behaviour::First& b) {
            SimOpState& state = self.state(self.tasks_[index], op);
            const auto left = static_cast<std::size_t>(std::max<std::int64_t>(0, b.count - state.passed));
            const std::size_t passes = std::min(left, n);
            state.passed += static_cast<std::int64_t>(passes);
            if (state.passed >= b.count && self.model_->ops[op].alone) self.stopInput(index);
            self.emit(index, op, 0, tokens, passes);
        }
        void operator()(const behaviour::Hold&) {
            for (std::size_t i = 0; i < n; ++i)
                self.state(self.tasks_[index], op).kept.push(tokens[i]);
        }
        void operator()(const behaviour::Join& b) {
            self.join(index, op, port, b, Tokens(tokens, tokens + n));
        }
        void operator()(const behaviour::Reorder& b) {
            self.reorder(index, op, b, Tokens(tokens, tokens + n));
        }
        void operator()(const behaviour::Expire& b) {
            Tokens good, expired;
            for (std::size_t i = 0; i < n; ++i)
                (self.now_ - tokens[i].born > b.limitNs ? expired : good).push_back(tokens[i]);
            self.emit(index, op, 1, expired.data(), expired.size());
            self.emit(index, op, 0, good.data(), good.size());
        }
        void operator()(const behaviour::Retry& b) {
            self.retry(index, op, port, b, Tokens(tokens, tokens + n));
        }
        void operator()(const behaviour::Break& b) {
            self.breakCircuit(index, op, port, b, Tokens(tokens, tokens + n));
        }
    };
    std::visit(Visitor{*this, index, opIndex, port, tokens, n}, op.behaviour);
    if (op.filters) {
        const std::int64_t out = counts.recordsOut + counts.rejected + counts.late - before;
        counts.filtered += std::max<std::int64_t>(0, static_cast<std::int64_t>(n) - out);
    }
    return true;
}

void Simulation::passShares(std::uint32_t index, std::uint32_t op, const behaviour::Pass& pass,
                            const Tokens& tokens) {
    const std::uint64_t stream = draws(deriveSeed(model_->ops[op].stream, "shares"));
    for (std::size_t port = pass.shares.size(); port-- > 0;) {
        Tokens out;
        for (const Token& token : tokens) {
            const double share = pass.shares[port];
            const auto whole = static_cast<std::uint64_t>(share);
            const double rest = share - static_cast<double>(whole);
            const bool more = rest > 0 && uniformDraw(stream + port, token.draw()) < rest;
            for (std::uint64_t i = 0; i < whole + (more ? 1 : 0); ++i) {
                out.push_back(token);
                if (i > 0) out.back().number = mix64(token.number + i * kGolden64);
            }
        }
        emit(index, op, port, out.data(), out.size());
    }
}

void Simulation::choose(std::uint32_t index, std::uint32_t op, const behaviour::Choose& choose,
                        const Tokens& tokens) {
    const std::uint64_t stream = draws(deriveSeed(model_->ops[op].stream, "shares"));
    std::vector<Tokens> out(choose.shares.size());
    for (const Token& token : tokens) {
        double u = uniformDraw(stream, token.draw());
        for (std::size_t port = 0; port < out.size(); ++port) {
            u -= choose.shares[port];
            if (u >= 0) continue;
            out[port].push_back(token);
            break;
        }
    }
    for (std::size_t port = out.size(); port-- > 0;)
        emit(index, op, port, out[port].data(), out[port].size());
}

void Simulation::deal(std::uint32_t index, std::uint32_t op, const behaviour::Deal& deal,
                      const Tokens& tokens) {
    const SimOp& from = model_->ops[op];
    const std::size_t ports = from.ports.size();
    SimOpState& own = state(tasks_[index], op);
    std::vector<Tokens> out(ports);
    std::vector<std::int64_t> load(ports, 0);
    if (deal.by == behaviour::Deal::By::Load)
        for (std::size_t p = 0; p < ports; ++p)
            for (std::uint32_t i = from.ports[p].begin; i < from.ports[p].end; ++i)
                if (!model_->targets[i].fused) load[p] += edges_[model_->targets[i].index].depth;
    std::size_t port = 0;
    for (const Token& token : tokens) {
        const bool together = deal.perBatch && &token != tokens.data();
        if (together) {
            out[port].push_back(token);
            continue;
        }
        switch (deal.by) {
            case behaviour::Deal::By::Turn: port = own.turn++ % ports; break;
            case behaviour::Deal::By::Key:
                port = mix64(drawKey(from.keySpread, from.keyExponent, draws(from.keyStream), token.number)) %
                       ports;
                break;
            case behaviour::Deal::By::Load:
                port = own.turn++ % ports;
                for (std::size_t p = 0; p < ports; ++p)
                    if (load[p] < load[port]) port = p;
                ++load[port];
                break;
        }
        out[port].push_back(token);
    }
    for (std::size_t p = ports; p-- > 0;)
        emit(index, op, p, out[p].data(), out[p].size());
}

void Simulation::collect(std::uint32_t index, std::uint32_t op, const behaviour::Collect& collect,
                         const Tokens& tokens) {
    SimOpState& own = state(tasks_[index], op);
    std::vector<Tokens> full;
    for (const Token& token : tokens) {
        if (own.kept.empty()) {
            ++own.generation;
            own.freeAt = now_ + collect.lingerNs;
            calendar_.schedule(own.freeAt, EventKind::Timer, stateIndex(own), own.generation);
        }
        own.kept.push(token);
        if (static_cast<std::int64_t>(own.kept.size()) < collect.size) continue;
        full.emplace_back();
        while (!own.kept.empty())
            full.back().push_back(own.kept.pop());
        ++own.generation;
    }
    for (std::size_t i = full.size(); i-- > 0;)
        emit(index, op, 0, full[i].data(), full[i].size());
}

void Simulation::retry(std::uint32_t index, std::uint32_t op, std::uint32_t port,
                       const behaviour::Retry& retry, const Tokens& tokens) {
    SimOpState& own = state(tasks_[index], op);
    if (port == 0) {
        own.budget->fresh(static_cast<std::int64_t>(tokens.size()), now_);
        return emit(index, op, 0, tokens.data(), tokens.size());
    }
    const std::uint64_t stream = draws(deriveSeed(model_->ops[op].stream, "backoff"));
    Tokens gaveUp;
    for (Token token : tokens) {
        const bool full = static_cast<std::int64_t>(own.meetings->retries.size()) >= retry.capacity;
        if (token.attempt >= retry.attempts || full || !own.budget->take(now_)) {
            gaveUp.push_back(token);
            continue;
        }
        ++token.attempt;
        const MonotonicNs wait = retry.backoff.wait(token.attempt, uniformDraw(stream, token.draw()));
        const std::uint32_t slot = own.generation++;
        own.meetings->retries.emplace(slot, token);
        calendar_.schedule(now_ + wait, EventKind::Timer, stateIndex(own), slot);
    }
    emit(index, op, 1, gaveUp.data(), gaveUp.size());
}

void Simulation::breakCircuit(std::uint32_t index, std::uint32_t op, std::uint32_t port,
                              const behaviour::Break& breaks, const Tokens& tokens) {
    SimOpState& own = state(tasks_[index], op);
    Breaker& breaker = *own.breaker;
    const auto n = static_cast<std::int64_t>(tokens.size());
    if (port == 1) return breaker.count(breaker.state() == Breaker::State::HalfOpen ? n : 0, n, now_);
    const bool probing = breaker.state() == Breaker::State::HalfOpen;
    if (probing && breaker.probesOut() > 0 && now_ >= own.freeAt)
        breaker.count(breaker.probesOut(), 0, now_); // none has come back
    const auto out = static_cast<std::size_t>(breaker.admit(n, now_));
    if (breaker.state() == Breaker::State::HalfOpen) {
        if (out > 0) own.freeAt = now_ + breaks.settleNs;
    } else if (out > 0) {
        breaker.count(static_cast<std::int64_t>(out), 0, now_);
    }
    emit(index, op, 1, tokens.data() + out, tokens.size() - out);
    emit(index, op, 0, tokens.data(), out);
}

/// A bucket of tokens: `burst` at once, then evenly (the virtual scheduling algorithm of ITU-T I.371). One
/// record at a time; false: it has to wait.
bool Simulation::admitOne(std::uint32_t index, Frame& frame) {
    const auto& limit = std::get<behaviour::Limit>(model_->ops[frame.op].behaviour);
    SimOpState& own = state(tasks_[index], frame.op);
    const auto gap = static_cast<MonotonicNs>(1e9 / limit.rate);
    const auto slack = static_cast<MonotonicNs>((limit.burst - 1) * 1e9 / limit.rate);
    frame.partEnd = frame.at + 1;
    if (now_ < own.freeAt - slack) return spend(index, WorkSegment::Kind::Wait, own.freeAt - slack - now_);
    own.freeAt = std::max(own.freeAt, now_) + gap;
    return true;
}

} // namespace millrace::sim
