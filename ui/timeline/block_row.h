// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <vector>

namespace millrace::ui {

/// Values in a row that grows at its end and is dropped from its beginning, held in blocks: nothing that
/// stands in it is ever moved, so that neither takes long however many there are.
template <class T> class BlockRow {
    static_assert(std::is_trivially_copyable_v<T>);

public:
    static constexpr std::size_t kBlock = 1024;

    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    const T& operator[](std::size_t i) const { return blocks_[(front_ + i) / kBlock][(front_ + i) % kBlock]; }
    T& operator[](std::size_t i) { return blocks_[(front_ + i) / kBlock][(front_ + i) % kBlock]; }
    const T& back() const { return (*this)[size_ - 1]; }

    void push_back(const T& value) {
        if ((front_ + size_) / kBlock == blocks_.size()) blocks_.push_back(std::make_unique<T[]>(kBlock));
        ++size_;
        (*this)[size_ - 1] = value;
    }
    void append(const std::vector<T>& values) {
        for (const T& value : values)
            push_back(value);
    }
    /// Only the first `size` stay; their blocks are kept, since more is about to come.
    void truncate(std::size_t size) { size_ = std::min(size_, size); }
    void dropFront(std::size_t count) {
        count = std::min(count, size_);
        front_ += count;
        size_ -= count;
        blocks_.erase(blocks_.begin(), blocks_.begin() + static_cast<std::ptrdiff_t>(front_ / kBlock));
        front_ %= kBlock;
    }
    void clear() {
        blocks_.clear();
        front_ = size_ = 0;
    }

    /// The first index from `from` on, below `to`, for which this does not hold; it must hold for all before
    /// and for none after it.
    template <class Holds> std::size_t partitionPoint(std::size_t from, std::size_t to, Holds holds) const {
        while (from < to) {
            const std::size_t middle = from + (to - from) / 2;
            if (holds((*this)[middle]))
                from = middle + 1;
            else
                to = middle;
        }
        return from;
    }
    template <class Holds> std::size_t partitionPoint(Holds holds) const {
        return partitionPoint(0, size_, holds);
    }

    class Iterator {
    public:
        Iterator(const BlockRow& row, std::size_t at) : row_(&row), at_(at) {}
        const T& operator*() const { return (*row_)[at_]; }
        Iterator& operator++() {
            ++at_;
            return *this;
        }
        bool operator==(const Iterator& other) const { return at_ == other.at_; }

    private:
        const BlockRow* row_;
        std::size_t at_;
    };
    Iterator begin() const { return {*this, 0}; }
    Iterator end() const { return {*this, size_}; }

private:
    std::vector<std::unique_ptr<T[]>> blocks_;
    std::size_t front_ = 0; ///< place of the first value in the first block
    std::size_t size_ = 0;
};

} // namespace millrace::ui
