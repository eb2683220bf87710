// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>

namespace millrace {

// What every batch makes and drops again (the memory of columns, the columns themselves) comes from a
// free list of its thread: in the steady state a batch allocates nothing. A block may be given back by
// another thread than took it. Not under the address sanitizer, which is to see each one.

/// At least `bytes` bytes, 64-byte aligned, up to the next multiple of 64.
std::byte* takePooled(std::size_t bytes);
/// `bytes` as it was asked for.
void givePooled(std::byte* block, std::size_t bytes) noexcept;

/// Allocator over the pool.
template <class T> struct PooledAllocator {
    using value_type = T;
    PooledAllocator() = default;
    template <class U>
    PooledAllocator(const PooledAllocator<U>&) noexcept {} // NOLINT(google-explicit-constructor)
    T* allocate(std::size_t n) { return reinterpret_cast<T*>(takePooled(n * sizeof(T))); }
    void deallocate(T* p, std::size_t n) noexcept {
        givePooled(reinterpret_cast<std::byte*>(p), n * sizeof(T));
    }
    template <class U> bool operator==(const PooledAllocator<U>&) const noexcept { return true; }
};

/// As std::make_shared, the object and its count being pooled.
template <class T, class... Arguments> std::shared_ptr<T> makePooled(Arguments&&... arguments) {
    using Object = std::remove_const_t<T>;
    return std::allocate_shared<Object>(PooledAllocator<Object>(), std::forward<Arguments>(arguments)...);
}

} // namespace millrace
