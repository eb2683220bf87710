// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/random.h"
#include "nodes/support/group_index.h"

#include <algorithm>
#include <bit>

namespace millrace {

/// One column of integers (T is its C++ type). While all keys lie within 65,536 of each other a table indexed
/// by the key itself answers in one load; afterwards an open-addressing table, at most half full, does.
template <class T> class IntegerIndex final : public GroupTable::Index {
public:
    explicit IntegerIndex(DataType type) : type_(std::move(type)) {}

    void assign(std::span<const ColumnPtr> keys, std::span<const std::uint32_t> rows,
                std::span<std::uint32_t> groups) override {
        if (groups.empty()) return;
        const Column& column = *keys[0];
        const T* const values = column.values<T>().data();
        if (column.hasNulls())
            assignWithNulls(column, values, rows, groups);
        else if (rows.empty())
            assignAll(groups, [values](std::size_t i) { return values[i]; });
        else
            assignAll(groups, [values, r = rows.data()](std::size_t i) { return values[r[i]]; });
    }

    std::size_t size() const override { return keys_.size(); }

    ColumnPtr keyColumn(std::size_t, std::span<const std::uint32_t> groups) const override {
        const auto column = Column::allocate(type_, groups.size());
        const std::span<T> values = column->template mutableValues<T>();
        for (std::size_t i = 0; i < groups.size(); ++i) {
            values[i] = keys_[groups[i]];
            if (groups[i] == nullGroup_) column->setNull(i);
        }
        return column;
    }

    void clear() override {
        for (const T key : keys_)
            if (isDirect_) direct_[std::min(offset(key), directSize())] = kNoGroup;
        std::fill(slots_.begin(), slots_.end(), Slot{0, kNoGroup});
        keys_.clear();
        nullGroup_ = kNoGroup;
    }

private:
    static constexpr std::uint64_t kDirectSpan = 65'536;
    static constexpr std::size_t kFirstSlots = 1024;
    struct Slot {
        T key;
        std::uint32_t group;
    };

    /// Distance from the first key of the direct table; keys below it give huge numbers.
    std::uint64_t offset(T key) const {
        return static_cast<std::uint64_t>(key) - static_cast<std::uint64_t>(base_);
    }
    std::uint64_t directSize() const { return direct_.size() - 1; }
    bool inRange(T key) const { return offset(key) < directSize(); }

    template <class Key> void assignAll(std::span<std::uint32_t> groups, Key key) {
        isDirect_ ? assignDirect(groups, key) : assignHashed(groups, key);
    }

    template <class Key> void assignDirect(std::span<std::uint32_t> groups, Key key) {
        const std::uint32_t* const direct = direct_.data();
        const std::uint64_t size = directSize();
        bool unknown = false;
        for (std::size_t i = 0; i < groups.size(); ++i) {
            groups[i] = direct[std::min(offset(key(i)), size)];
            unknown |= groups[i] == kNoGroup;
        }
        if (!unknown) return;
        for (std::size_t i = 0; i < groups.size(); ++i)
            if (groups[i] == kNoGroup) groups[i] = find(key(i));
    }

    template <class Key> void assignHashed(std::span<std::uint32_t> groups, Key key) {
        for (std::size_t i = 0; i < groups.size(); ++i)
            groups[i] = findHashed(key(i));
    }

    void assignWithNulls(const Column& column, const T* values, std::span<const std::uint32_t> rows,
                         std::span<std::uint32_t> groups) {
        for (std::size_t i = 0; i < groups.size(); ++i) {
            const std::size_t row = rows.empty() ? i : rows[i];
            if (column.isNull(row)) {
                if (nullGroup_ == kNoGroup) {
                    nullGroup_ = static_cast<std::uint32_t>(keys_.size());
                    keys_.push_back(T{});
                }
                groups[i] = nullGroup_;
                continue;
            }
            groups[i] = find(values[row]);
        }
    }

    std::uint32_t find(T key) {
        if (isDirect_ && !inRange(key)) cover(key);
        if (!isDirect_) return findHashed(key);
        std::uint32_t& group = direct_[offset(key)];
        if (group == kNoGroup) {
            group = add(key);
            high_ = std::max(high_, key); // the table may reach further than what cover() was asked for
        }
        return group;
    }

    std::uint32_t findHashed(T key) {
        if ((keys_.size() + 1) * 2 > slots_.size()) growSlots();
        Slot& slot = slots_[place(key)];
        if (slot.group == kNoGroup) slot = {key, add(key)};
        return slot.group;
    }

    std::uint32_t add(T key) {
        keys_.push_back(key);
        return static_cast<std::uint32_t>(keys_.size() - 1);
    }

    /// Where the key is, or belongs.
    std::size_t place(T key) const {
        const std::size_t mask = slots_.size() - 1;
        std::size_t at = mix64(static_cast<std::uint64_t>(key)) & mask;
        while (slots_[at].group != kNoGroup && slots_[at].key != key)
            at = (at + 1) & mask;
        return at;
    }

    /// Makes the hash table at least twice as large as there are keys, and at least double.
    void growSlots() {
        std::size_t size = std::max(kFirstSlots, slots_.size() * 2);
        while (size < (keys_.size() + 1) * 2)
            size *= 2;
        slots_.assign(size, Slot{0, kNoGroup});
        for (std::uint32_t group = 0; group < keys_.size(); ++group)
            if (group != nullGroup_) slots_[place(keys_[group])] = {keys_[group], group};
    }

    /// Makes the direct table hold `key`, too (growing at least to double towards higher keys), or gives it
    /// up for good.
    void cover(T key) {
        const bool isFirst = directSize() == 0;
        const T low = isFirst ? key : std::min(key, base_);
        const T high = isFirst ? key : std::max(key, high_);
        const std::uint64_t span = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
        if (span >= kDirectSpan) {
            isDirect_ = false;
            direct_ = {kNoGroup};
            growSlots();
            return;
        }
        base_ = low;
        high_ = high;
        direct_.assign(std::max(span + 1, std::min(kDirectSpan, directSize() * 2)) + 1, kNoGroup);
        for (std::uint32_t group = 0; group < keys_.size(); ++group)
            if (group != nullGroup_) direct_[offset(keys_[group])] = group;
    }

    DataType type_;
    std::vector<T> keys_; ///< by group
    bool isDirect_ = true;
    T base_ = 0;                                  ///< key of direct_[0]
    T high_ = 0;                                  ///< highest key in the table
    std::vector<std::uint32_t> direct_{kNoGroup}; ///< by offset; the last one stands for every key beyond
    std::vector<Slot> slots_;
    std::uint32_t nullGroup_ = kNoGroup;
};

} // namespace millrace
