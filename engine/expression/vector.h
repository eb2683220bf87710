// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/record_batch.h"

#include <boost/container/small_vector.hpp>
#include <cstring>
#include <memory>
#include <vector>

namespace millrace {

using Arenas = boost::container::small_vector<std::shared_ptr<const void>, 2>;

/// The values of one node of an expression while a batch is evaluated: one per physical row, or one for all
/// rows. Refers to a batch's column, to a constant of the expression, or to scratch memory of the evaluator;
/// valid until the evaluation ends.
struct Vector {
    DataType type;
    bool constant = false;                   ///< one value (or NULL) for every row
    bool null = false;                       ///< constant and NULL
    const void* data = nullptr;              ///< values, or the one value; never null for scalar types
    const std::uint64_t* validity = nullptr; ///< bitmap; none when every row has a value
    BufferPtr dataOwner;                     ///< set when `data` lies in memory that is not the source's
    BufferPtr validityOwner;
    const Column* source = nullptr; ///< the column whose values these are, whole
    ColumnPtr ownedSource;          ///< keeps `source` alive when no batch does
    Arenas arenas;                  ///< keep text alive, besides those of `source`

    template <class T> const T* values() const { return static_cast<const T*>(data); }
    template <class T> const T& value() const { return *static_cast<const T*>(data); }
    bool mayHaveNulls() const { return validity != nullptr || null; }
    bool isNull(std::size_t row) const {
        return constant ? null : validity != nullptr && ((validity[row / 64] >> (row % 64)) & 1) == 0;
    }
    /// 64 validity bits from row 64 * word on.
    std::uint64_t validWord(std::size_t word) const {
        if (constant) return null ? 0 : ~std::uint64_t{0};
        return validity ? validity[word] : ~std::uint64_t{0};
    }
    template <class T> const T& at(std::size_t row) const { return values<T>()[constant ? 0 : row]; }
    void keepTextOf(const Vector& other);
};

/// Scratch memory of one evaluator. Buffers go round: in the steady state a batch allocates nothing but the
/// columns that leave. Not thread-safe.
class ScratchPool {
public:
    BufferPtr take(std::size_t bytes);
    void giveBack(BufferPtr&& buffer);
    /// Everything the vector owns alone goes back.
    void giveBack(Vector& vector);

private:
    std::vector<BufferPtr> free_;
};

/// What a kernel gets: its operands, and the result to fill. `out.type` is set; `out.data` and `out.validity`
/// are to be set with the functions here. For strict functions the framework has set the validity (and has
/// not called when an operand is the constant NULL).
struct KernelCall {
    ScratchPool& pool;
    const Vector* arguments;
    std::size_t count;
    std::size_t rows;
    Vector& out;

    const Vector& operator[](std::size_t i) const { return arguments[i]; }
    /// Uninitialised room for all rows.
    template <class T> T* allocate() {
        out.dataOwner = pool.take(std::max<std::size_t>(rows, 1) * sizeof(T));
        out.data = out.dataOwner->data();
        return reinterpret_cast<T*>(out.dataOwner->data());
    }
    /// The result's own bitmap, made from what is there (all valid when there is none).
    std::uint64_t* ownValidity();
    /// Uninitialised bitmap.
    std::uint64_t* newValidity();
    void setNull(std::size_t row) { ownValidity()[row / 64] &= ~(std::uint64_t{1} << (row % 64)); }
    /// NULL wherever `bad(row)`: branch-free over 64 rows, so keep it cheap. Rows that are NULL already are
    /// asked, too.
    template <class Bad> void setNullWhere(Bad bad) {
        for (std::size_t base = 0; base < rows; base += 64) {
            const std::size_t n = std::min<std::size_t>(64, rows - base);
            // Most often none is: this loop the compiler can vectorise.
            unsigned any = 0;
            for (std::size_t i = 0; i < n; ++i)
                any |= bad(base + i) ? 1u : 0u;
            if (any == 0) continue;
            std::uint64_t word = 0;
            for (std::size_t i = 0; i < n; ++i)
                word |= static_cast<std::uint64_t>(bad(base + i) ? 1 : 0) << i;
            if (word != 0) ownValidity()[base / 64] &= ~word;
        }
    }
    bool isNull(std::size_t row) const {
        return out.validity && ((out.validity[row / 64] >> (row % 64)) & 1) == 0;
    }
    /// The result is argument i as it is (its type too).
    void pass(std::size_t i);
    void setConstantNull();
};

/// Memory for new text of one result. Pieces are taken from chunks that the result keeps alive.
class TextArena {
public:
    explicit TextArena(KernelCall& call) : call_(call) {}
    char* allocate(std::size_t bytes);
    StringRef copy(std::string_view text) {
        if (text.empty()) return {};
        char* place = allocate(text.size());
        std::memcpy(place, text.data(), text.size());
        return {place, text.size()};
    }

private:
    KernelCall& call_;
    char* free_ = nullptr;
    std::size_t left_ = 0;
    std::size_t chunk_ = 256;
};

/// Applies `f` to every row; the three shapes are separate loops, so that the compiler can vectorise each.
template <class A, class Out, class F>
void mapUnary(const Vector& a, Out* __restrict out, std::size_t rows, F f) {
    const A* __restrict x = a.values<A>();
    if (a.constant) {
        std::fill(out, out + rows, static_cast<Out>(f(*x)));
    } else {
        for (std::size_t i = 0; i < rows; ++i)
            out[i] = static_cast<Out>(f(x[i]));
    }
}
template <class A, class B, class Out, class F>
void mapBinary(const Vector& a, const Vector& b, Out* __restrict out, std::size_t rows, F f) {
    const A* x = a.values<A>();
    const B* y = b.values<B>();
    if (a.constant && b.constant) {
        std::fill(out, out + rows, static_cast<Out>(f(*x, *y)));
    } else if (b.constant) {
        const B scalar = *y;
        for (std::size_t i = 0; i < rows; ++i)
            out[i] = static_cast<Out>(f(x[i], scalar));
    } else if (a.constant) {
        const A scalar = *x;
        for (std::size_t i = 0; i < rows; ++i)
            out[i] = static_cast<Out>(f(scalar, y[i]));
    } else {
        for (std::size_t i = 0; i < rows; ++i)
            out[i] = static_cast<Out>(f(x[i], y[i]));
    }
}

/// 1 bit per byte: bit i is set when bytes[i] is not 0. `rows` at most 64.
inline std::uint64_t packBits(const std::uint8_t* bytes, std::size_t rows) {
    std::uint64_t word = 0;
    std::size_t i = 0;
    // Eight bytes 0 or 1 at once: the multiplication gathers their lowest bits in the top byte.
    for (; i + 8 <= rows; i += 8) {
        std::uint64_t eight;
        std::memcpy(&eight, bytes + i, 8);
        word |= ((((eight & 0x0101010101010101ull) * 0x0102040810204080ull) >> 56) & 0xFF) << i;
    }
    for (; i < rows; ++i)
        word |= static_cast<std::uint64_t>(bytes[i] & 1) << i;
    return word;
}

} // namespace millrace
