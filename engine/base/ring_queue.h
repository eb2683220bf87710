// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>
#include <vector>

namespace millrace {

/// First in, first out, in one growing block of memory: no allocation once it has its size, and swapping two
/// of them costs nothing. Not thread-safe.
template <class T> class RingQueue {
public:
    bool empty() const { return size_ == 0; }
    std::size_t size() const { return size_; }
    T& front() { return slots_[head_]; }
    T& back() { return slots_[index(size_ - 1)]; }
    T& operator[](std::size_t i) { return slots_[index(i)]; }
    void push(T value) { add(std::move(value)); }
    /// Pushes, and returns it where it lies now.
    T& add(T value) {
        if (size_ == slots_.size()) grow();
        T& slot = slots_[index(size_)];
        slot = std::move(value);
        ++size_;
        return slot;
    }
    const T& operator[](std::size_t i) const { return slots_[index(i)]; }
    T pop() {
        T value = std::move(slots_[head_]);
        if constexpr (!std::is_trivially_copyable_v<T>) slots_[head_] = T{}; // gives back what it holds
        head_ = (head_ + 1) & (slots_.size() - 1);
        --size_;
        return value;
    }
    void swap(RingQueue& other) noexcept {
        slots_.swap(other.slots_);
        std::swap(head_, other.head_);
        std::swap(size_, other.size_);
    }

private:
    std::size_t index(std::size_t i) const { return (head_ + i) & (slots_.size() - 1); }
    void grow() {
        std::vector<T> larger(slots_.empty() ? 8 : slots_.size() * 2);
        for (std::size_t i = 0; i < size_; ++i)
            larger[i] = std::move(slots_[index(i)]);
        slots_ = std::move(larger);
        head_ = 0;
    }

    std::vector<T> slots_; ///< power of two
    std::size_t head_ = 0;
    std::size_t size_ = 0;
};

} // namespace millrace
