// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/group_table.h"

#include "nodes/support/byte_keys.h"
#include "nodes/support/group_index.h"
#include "nodes/support/integer_keys.h"

#include <algorithm>
#include <cstring>

namespace millrace {

namespace {

/// No key: one group.
class SingleGroup final : public GroupTable::Index {
public:
    void assign(std::span<const ColumnPtr>, std::span<const std::uint32_t>,
                std::span<std::uint32_t> groups) override {
        std::fill(groups.begin(), groups.end(), 0u);
        if (!groups.empty()) size_ = 1;
    }
    std::size_t size() const override { return size_; }
    ColumnPtr keyColumn(std::size_t, std::span<const std::uint32_t>) const override { return nullptr; }
    void clear() override { size_ = 0; }

private:
    std::size_t size_ = 0;
};

/// One STRING or BYTES column, hashed where it lies.
class TextIndex final : public GroupTable::Index {
public:
    explicit TextIndex(DataType type) : type_(std::move(type)) {}

    void assign(std::span<const ColumnPtr> keys, std::span<const std::uint32_t> rows,
                std::span<std::uint32_t> groups) override {
        const Column& column = *keys[0];
        const StringRef* const texts = column.strings().data();
        const bool hasNulls = column.hasNulls();
        for (std::size_t i = 0; i < groups.size(); ++i) {
            const std::size_t row = rows.empty() ? i : rows[i];
            if (hasNulls && column.isNull(row)) {
                if (nullGroup_ == kNoGroup) nullGroup_ = keys_.addUnfindable();
                groups[i] = nullGroup_;
            } else {
                groups[i] = keys_.find(texts[row].view());
            }
        }
    }
    std::size_t size() const override { return keys_.size(); }
    ColumnPtr keyColumn(std::size_t, std::span<const std::uint32_t> groups) const override {
        const auto column = Column::allocate(type_, groups.size());
        const std::span<StringRef> texts = column->mutableValues<StringRef>();
        for (std::size_t i = 0; i < groups.size(); ++i) {
            texts[i] = StringRef(keys_.key(groups[i]));
            if (groups[i] == nullGroup_) column->setNull(i);
        }
        for (const auto& arena : keys_.arenas())
            column->addArena(arena);
        return column;
    }
    void clear() override {
        keys_.clear();
        nullGroup_ = kNoGroup;
    }

private:
    DataType type_;
    ByteKeys keys_;
    std::uint32_t nullGroup_ = kNoGroup;
};

/// Any key: its columns one behind the other, as bytes. A column is a flag (1 = NULL) and its value: as
/// stored for fixed widths (zeros for NULL), length and octets for texts.
class EncodedIndex final : public GroupTable::Index {
public:
    explicit EncodedIndex(std::vector<DataType> types) : types_(std::move(types)) {
        for (const DataType& type : types_)
            fixed_ += 1 + (type.isText() ? sizeof(std::uint32_t) : valueWidth(type.id()));
    }

    void assign(std::span<const ColumnPtr> keys, std::span<const std::uint32_t> rows,
                std::span<std::uint32_t> groups) override {
        const std::size_t count = groups.size();
        measure(keys, rows, count);
        for (std::size_t k = 0; k < keys.size(); ++k)
            types_[k].isText() ? encodeTexts(*keys[k], rows, count) : encodeFixed(*keys[k], rows, count);
        // Each cursor now stands at the end of its row, which is where the next row begins.
        std::size_t begin = 0;
        for (std::size_t i = 0; i < count; ++i) {
            groups[i] = keys_.find({bytes_.data() + begin, cursors_[i] - begin});
            begin = cursors_[i];
        }
    }

    std::size_t size() const override { return keys_.size(); }

    ColumnPtr keyColumn(std::size_t key, std::span<const std::uint32_t> groups) const override {
        const DataType& type = types_[key];
        const std::size_t width = valueWidth(type.id());
        const auto column = Column::allocate(type, groups.size());
        auto* const values = column->mutableValues<std::byte>().data();
        for (std::size_t i = 0; i < groups.size(); ++i) {
            const char* at = keys_.key(groups[i]).data();
            for (std::size_t k = 0; k < key; ++k)
                at = types_[k].isText() ? at + 1 + sizeof(std::uint32_t) + textSize(at + 1)
                                        : at + 1 + valueWidth(types_[k].id());
            if (*at != 0) column->setNull(i);
            if (type.isText()) {
                const StringRef text(at + 1 + sizeof(std::uint32_t), textSize(at + 1));
                std::memcpy(values + i * width, &text, width);
            } else {
                std::memcpy(values + i * width, at + 1, width);
            }
        }
        for (const auto& arena : keys_.arenas())
            column->addArena(arena);
        return column;
    }

    void clear() override { keys_.clear(); }

private:
    static std::size_t textSize(const char* at) {
        std::uint32_t size = 0;
        std::memcpy(&size, at, sizeof(size));
        return size;
    }

    /// Sets the cursors to the first byte of each row and makes room for all rows.
    void measure(std::span<const ColumnPtr> keys, std::span<const std::uint32_t> rows, std::size_t count) {
        cursors_.assign(count, fixed_);
        for (std::size_t k = 0; k < keys.size(); ++k) {
            if (!types_[k].isText()) continue;
            const std::span<const StringRef> texts = keys[k]->strings();
            for (std::size_t i = 0; i < count; ++i) {
                const std::size_t row = rows.empty() ? i : rows[i];
                if (!keys[k]->isNull(row)) cursors_[i] += texts[row].size;
            }
        }
        std::size_t total = 0;
        for (std::size_t& cursor : cursors_) {
            const std::size_t size = cursor;
            cursor = total;
            total += size;
        }
        if (bytes_.size() < total) bytes_.resize(total);
    }

    void encodeFixed(const Column& column, std::span<const std::uint32_t> rows, std::size_t count) {
        switch (valueWidth(column.type().id())) {
            case 1: return encodeWidth<1>(column, rows, count);
            case 4: return encodeWidth<4>(column, rows, count);
            case 8: return encodeWidth<8>(column, rows, count);
            default: return encodeWidth<16>(column, rows, count);
        }
    }

    template <std::size_t kWidth>
    void encodeWidth(const Column& column, std::span<const std::uint32_t> rows, std::size_t count) {
        const auto* const values = reinterpret_cast<const char*>(column.valuesBuffer()->data());
        const bool hasNulls = column.hasNulls();
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t row = rows.empty() ? i : rows[i];
            const bool isNull = hasNulls && column.isNull(row);
            char* const at = bytes_.data() + cursors_[i];
            *at = isNull ? 1 : 0;
            if (isNull)
                std::memset(at + 1, 0, kWidth);
            else
                std::memcpy(at + 1, values + row * kWidth, kWidth);
            cursors_[i] += 1 + kWidth;
        }
    }

    void encodeTexts(const Column& column, std::span<const std::uint32_t> rows, std::size_t count) {
        const std::span<const StringRef> texts = column.strings();
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t row = rows.empty() ? i : rows[i];
            const bool isNull = column.isNull(row);
            const std::string_view text = isNull ? std::string_view{} : texts[row].view();
            const auto size = static_cast<std::uint32_t>(text.size());
            char* const at = bytes_.data() + cursors_[i];
            *at = isNull ? 1 : 0;
            std::memcpy(at + 1, &size, sizeof(size));
            std::copy(text.begin(), text.end(), at + 1 + sizeof(size));
            cursors_[i] += 1 + sizeof(size) + text.size();
        }
    }

    std::vector<DataType> types_;
    std::size_t fixed_ = 0; ///< bytes of a row without its texts
    ByteKeys keys_;
    std::vector<std::size_t> cursors_;
    std::vector<char> bytes_;
};

std::unique_ptr<GroupTable::Index> makeIndex(std::vector<DataType> types) {
    if (types.empty()) return std::make_unique<SingleGroup>();
    if (types.size() == 1) {
        if (types[0].isText()) return std::make_unique<TextIndex>(types[0]);
        switch (types[0].id()) {
            case TypeId::Boolean: return std::make_unique<IntegerIndex<std::uint8_t>>(types[0]);
            case TypeId::Int:
            case TypeId::Date: return std::make_unique<IntegerIndex<std::int32_t>>(types[0]);
            case TypeId::BigInt:
            case TypeId::Timestamp: return std::make_unique<IntegerIndex<std::int64_t>>(types[0]);
            default: break;
        }
    }
    return std::make_unique<EncodedIndex>(std::move(types));
}

} // namespace

GroupTable::GroupTable(std::vector<DataType> keyTypes) : index_(makeIndex(std::move(keyTypes))) {}
GroupTable::GroupTable(GroupTable&&) noexcept = default;
GroupTable& GroupTable::operator=(GroupTable&&) noexcept = default;
GroupTable::~GroupTable() = default;

void GroupTable::assign(std::span<const ColumnPtr> keys, std::span<const std::uint32_t> rows,
                        std::span<std::uint32_t> groups) {
    index_->assign(keys, rows, groups);
}

std::size_t GroupTable::size() const { return index_->size(); }

ColumnPtr GroupTable::keyColumn(std::size_t key, std::span<const std::uint32_t> groups) const {
    return index_->keyColumn(key, groups);
}

void GroupTable::clear() { index_->clear(); }

} // namespace millrace
