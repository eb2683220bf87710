// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/batch_builder.h"
#include "engine/expression/aggregates/group_rows.h"

namespace millrace {

/// Below, at or above 0. NaN counts as the greatest number, so that the order is total.
template <class T> int orderOf(const T& a, const T& b) {
    if constexpr (std::is_same_v<T, StringRef>) {
        return compareText(a, b);
    } else if constexpr (std::is_same_v<T, double>) {
        if (a != a || b != b) return (a != a ? 1 : 0) - (b != b ? 1 : 0);
        return a < b ? -1 : a > b ? 1 : 0;
    } else {
        return a < b ? -1 : a > b ? 1 : 0;
    }
}

/// One value that outlives the batch it came from, or none. T is its physical type.
template <class T> struct StoredValue {
    T value{};
    bool present = false;
    const T& get() const { return value; }
    void set(const T& v) { value = v, present = true; }
    void save(ByteWriter& to) const {
        to.fixed(static_cast<std::uint8_t>(present));
        if (present) to.fixed(value);
    }
    void load(ByteReader& from) {
        present = from.fixed<std::uint8_t>() != 0;
        value = present ? from.fixed<T>() : T{};
        // A BOOLEAN is 0 or 1, whatever the bytes say.
        if constexpr (std::is_same_v<T, std::uint8_t>) value = value != 0;
    }
    void appendTo(ColumnBuilder& builder) const {
        if (present)
            builder.append<T>(value);
        else
            builder.appendNull();
    }
};
template <> struct StoredValue<StringRef> {
    std::string text;
    bool present = false;
    StringRef get() const { return StringRef(text); }
    void set(const StringRef& v) {
        if (v.size == 0)
            text.clear();
        else
            text.assign(v.data, v.size);
        present = true;
    }
    void save(ByteWriter& to) const {
        to.fixed(static_cast<std::uint8_t>(present));
        if (present) to.text(text);
    }
    void load(ByteReader& from) {
        present = from.fixed<std::uint8_t>() != 0;
        text = present ? std::string(from.text()) : std::string();
    }
    void appendTo(ColumnBuilder& builder) const {
        if (present)
            builder.appendString(text);
        else
            builder.appendNull();
    }
};

} // namespace millrace
