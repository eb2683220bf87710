// SPDX-License-Identifier: Apache-2.0
#include "engine/data/batch_codec.h"

#include <limits>

namespace millrace {

namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::uint8_t kHasTimes = 1, kHasMarks = 2;

Diagnostics notABatch(const std::string& why) {
    Diagnostics problem;
    problem.error("MR3460", "these bytes are no batch of records: " + why);
    return problem;
}

class ColumnEncoder {
public:
    explicit ColumnEncoder(std::string& bytes) : to_(bytes) {}

    void encode(const Column& column) {
        to_.fixed(static_cast<std::uint8_t>(column.type().id()));
        to_.fixed(static_cast<std::uint8_t>(column.hasNulls()));
        if (column.hasNulls()) to_.raw(column.validity(), bitmapWords(column.size()) * 8);
        switch (column.type().id()) {
            case TypeId::Null: break;
            case TypeId::String:
            case TypeId::Bytes: encodeTexts(column); break;
            case TypeId::Array: encodeArrays(column); break;
            case TypeId::Struct:
                for (const ColumnPtr& child : column.children)
                    encode(*child);
                break;
            default:
                if (column.size() > 0)
                    to_.raw(column.valuesBuffer()->data(), column.size() * valueWidth(column.type().id()));
        }
    }

private:
    void encodeTexts(const Column& column) {
        const auto texts = column.strings();
        const auto sizeOf = [&](std::size_t row) { return column.isNull(row) ? 0 : texts[row].size; };
        std::uint64_t all = 0;
        for (std::size_t row = 0; row < column.size(); ++row)
            all += sizeOf(row);
        to_.varint(all);
        to_.bytes().reserve(to_.bytes().size() + all + 2 * column.size());
        for (std::size_t row = 0; row < column.size(); ++row)
            to_.varint(sizeOf(row));
        for (std::size_t row = 0; row < column.size(); ++row)
            to_.raw(texts[row].data, sizeOf(row));
    }

    void encodeArrays(const Column& column) {
        const std::int32_t* const offsets = column.size() > 0 ? column.arrayOffsets() : nullptr;
        for (std::size_t row = 0; row < column.size(); ++row)
            to_.varint(static_cast<std::uint64_t>(offsets[row + 1] - offsets[row]));
        const Column& elements = *column.children[0];
        const auto first = static_cast<std::size_t>(offsets ? offsets[0] : 0);
        const auto count = static_cast<std::size_t>(offsets ? offsets[column.size()] : 0) - first;
        encode(count == elements.size() ? elements : *slice(elements, first, count));
    }

    ByteWriter to_;
};

class ColumnDecoder {
public:
    explicit ColumnDecoder(ByteReader& from) : from_(from) {}

    /// Null when the bytes are wrong.
    ColumnPtr decode(const DataType& type, std::size_t rows) {
        if (from_.fixed<std::uint8_t>() != static_cast<std::uint8_t>(type.id())) from_.fail();
        BufferPtr validity;
        if (from_.fixed<std::uint8_t>() != 0) validity = copied(bitmapWords(rows) * 8);
        if (from_.failed()) return nullptr;
        std::shared_ptr<Column> column;
        switch (type.id()) {
            case TypeId::Null: column = Column::allocate(type, rows); break;
            case TypeId::String:
            case TypeId::Bytes: column = decodeTexts(type, rows); break;
            case TypeId::Array: column = decodeArrays(type, rows); break;
            case TypeId::Struct: column = decodeStructs(type, rows); break;
            default:
                column = std::make_shared<Column>(type, rows);
                column->setValues(copied(rows * valueWidth(type.id())));
                if (type.id() == TypeId::Boolean && !from_.failed()) makeTruth(*column);
        }
        if (from_.failed() || !column) return nullptr;
        if (validity) column->setValidity(std::move(validity));
        return column;
    }

private:
    BufferPtr copied(std::size_t size) {
        const std::string_view bytes = from_.raw(size);
        if (from_.failed()) return nullptr;
        BufferPtr buffer = makeBuffer(size);
        if (size > 0) std::memcpy(buffer->data(), bytes.data(), size);
        return buffer;
    }

    /// Kernels count on BOOLEAN being 0 or 1.
    static void makeTruth(Column& column) {
        for (std::uint8_t& value : column.mutableValues<std::uint8_t>())
            value = value != 0;
    }

    std::shared_ptr<Column> decodeTexts(const DataType& type, std::size_t rows) {
        const std::uint64_t all = from_.varint();
        // A length takes up a byte at least, so memory stays in proportion to the input.
        if (from_.left() < rows || from_.left() < all) from_.fail();
        if (from_.failed()) return nullptr;
        auto column = Column::allocate(type, rows);
        BufferPtr arena = makeBuffer(static_cast<std::size_t>(all));
        const char* at = reinterpret_cast<const char*>(arena->data());
        std::uint64_t left = all;
        for (StringRef& text : column->mutableValues<StringRef>()) {
            const std::uint64_t size = from_.varint();
            if (size > left) from_.fail();
            if (from_.failed()) return nullptr;
            text = StringRef(at, static_cast<std::size_t>(size));
            at += size;
            left -= size;
        }
        const std::string_view bytes = from_.raw(all);
        if (left > 0) from_.fail();
        if (from_.failed()) return nullptr;
        if (all > 0) std::memcpy(arena->data(), bytes.data(), bytes.size());
        column->addArena(std::move(arena));
        return column;
    }

    std::shared_ptr<Column> decodeArrays(const DataType& type, std::size_t rows) {
        if (from_.left() < rows) from_.fail();
        if (from_.failed()) return nullptr;
        BufferPtr buffer = makeBuffer((rows + 1) * sizeof(std::int32_t));
        auto* const offsets = reinterpret_cast<std::int32_t*>(buffer->data());
        std::uint64_t end = 0;
        offsets[0] = 0;
        for (std::size_t row = 0; row < rows; ++row) {
            const std::uint64_t size = from_.varint();
            if (size > static_cast<std::uint64_t>(std::numeric_limits<std::int32_t>::max()) - end)
                from_.fail();
            if (from_.failed()) return nullptr;
            end += size;
            offsets[row + 1] = static_cast<std::int32_t>(end);
        }
        auto column = std::make_shared<Column>(type, rows);
        column->setValues(std::move(buffer));
        column->children.push_back(decode(type.element(), static_cast<std::size_t>(end)));
        return column;
    }

    std::shared_ptr<Column> decodeStructs(const DataType& type, std::size_t rows) {
        auto column = std::make_shared<Column>(type, rows);
        for (const DataType::Field& field : type.fields()) {
            column->children.push_back(decode(field.type, rows));
            if (from_.failed()) return nullptr;
        }
        return column;
    }

    ByteReader& from_;
};

void decodeTimes(ByteReader& from, RecordBatch& batch) {
    const std::string_view bytes = from.raw(std::uint64_t{batch.physicalRows()} * sizeof(MonotonicNs));
    if (from.failed()) return;
    auto times = std::make_shared<std::vector<MonotonicNs>>(batch.physicalRows());
    if (!bytes.empty()) std::memcpy(times->data(), bytes.data(), bytes.size());
    batch.intendedTimes = std::move(times);
}

void decodeMarks(ByteReader& from, RecordBatch& batch) {
    const std::uint64_t count = from.varint();
    if (count > batch.physicalRows() || count > from.left()) from.fail();
    auto marks = std::make_shared<std::vector<LateMark>>();
    for (std::uint64_t i = 0; i < count && !from.failed(); ++i) {
        const auto row = from.fixed<std::uint32_t>();
        const auto watermark = from.fixed<EpochMs>();
        if (row >= batch.physicalRows() || (!marks->empty() && row <= marks->back().row)) from.fail();
        marks->push_back({row, watermark});
    }
    batch.lateMarks = std::move(marks);
}

} // namespace

void encodeBatch(const RecordBatch& whole, std::string& bytes) {
    const RecordBatch batch = whole.flattened();
    ByteWriter to(bytes);
    to.fixed(kVersion);
    to.fixed(
        static_cast<std::uint8_t>((batch.intendedTimes ? kHasTimes : 0) | (batch.lateMarks ? kHasMarks : 0)));
    to.varint(batch.physicalRows());
    to.varint(batch.columns().size());
    to.fixed(batch.ingestTime);
    if (batch.intendedTimes) to.raw(batch.intendedTimes->data(), batch.physicalRows() * sizeof(MonotonicNs));
    if (batch.lateMarks) {
        to.varint(batch.lateMarks->size());
        for (const LateMark& mark : *batch.lateMarks) {
            to.fixed(mark.row);
            to.fixed(mark.watermark);
        }
    }
    ColumnEncoder encoder(bytes);
    for (const ColumnPtr& column : batch.columns())
        encoder.encode(*column);
}

Result<RecordBatch> decodeBatch(std::string_view bytes, const SchemaPtr& schema) {
    ByteReader from(bytes);
    if (from.fixed<std::uint8_t>() != kVersion) return notABatch("they are of another version");
    const auto parts = from.fixed<std::uint8_t>();
    const std::uint64_t rows = from.varint();
    const std::uint64_t columns = from.varint();
    const auto ingestTime = from.fixed<MonotonicNs>();
    if (from.failed() || rows > std::numeric_limits<std::uint32_t>::max())
        return notABatch("they end too early");
    if (columns != schema->size()) return notABatch("they have another number of columns");
    RecordBatch extras(schema, {}, static_cast<std::size_t>(rows));
    if (parts & kHasTimes) decodeTimes(from, extras);
    if (parts & kHasMarks) decodeMarks(from, extras);
    ColumnDecoder decoder(from);
    RecordBatch::Columns decoded;
    for (const Field& field : schema->fields()) {
        decoded.push_back(decoder.decode(field.type, static_cast<std::size_t>(rows)));
        if (from.failed()) return notABatch("column `" + field.name + "` is not what it should be");
    }
    if (from.failed()) return notABatch("they end too early");
    if (from.left() > 0) return notABatch("there are more than it needs");
    RecordBatch batch = extras.withColumns(schema, std::move(decoded));
    batch.ingestTime = ingestTime;
    return batch;
}

void encodeSchema(const Schema& schema, ByteWriter& to) {
    to.varint(schema.size());
    for (const Field& field : schema.fields()) {
        to.text(field.name);
        to.text(field.type.name());
    }
    to.varint(schema.eventTime() ? *schema.eventTime() + 1 : 0);
}

Result<SchemaPtr> decodeSchema(ByteReader& from) {
    const auto wrong = [] {
        Diagnostics problem;
        problem.error("MR3461", "these bytes are no list of columns");
        return problem;
    };
    const std::uint64_t count = from.varint();
    if (count > from.left()) return wrong();
    std::vector<Field> fields;
    for (std::uint64_t i = 0; i < count; ++i) {
        std::string name(from.text());
        const auto type = DataType::parse(from.text());
        if (from.failed() || !type) return wrong();
        fields.push_back({std::move(name), *type});
    }
    const std::uint64_t eventTime = from.varint();
    if (from.failed() || eventTime > count) return wrong();
    if (eventTime == 0) return makeSchema(std::move(fields));
    if (fields[eventTime - 1].type.id() != TypeId::Timestamp) return wrong();
    return makeSchema(std::move(fields), static_cast<std::size_t>(eventTime - 1));
}

} // namespace millrace
