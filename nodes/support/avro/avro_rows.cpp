// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/avro/avro_rows.h"

#include <fmt/format.h>

namespace millrace {

namespace {

/// The registry is asked no more often about a schema that it does not have.
constexpr MonotonicNs kAskAgain = 5'000'000'000;
/// Broken messages can name any number of schemas.
constexpr std::size_t kMostKnown = 10'000;

} // namespace

AvroRows::AvroRows(SchemaRegistrySettings registry, SchemaPtr columns, AvroTimes times,
                   OperatorContext& context)
    : registry_(std::move(registry), context),
      columns_(std::move(columns)),
      times_(std::move(times)),
      context_(context) {}

std::optional<AvroMisfit> AvroRows::append(std::string_view message, BatchBuilder& rows) {
    if (message.size() < kRegistryHead || message.front() != '\0')
        return AvroMisfit{"MR3547", "the message does not begin with a zero and the number of a schema"};
    std::uint32_t id = 0;
    for (std::size_t i = 1; i < kRegistryHead; ++i)
        id = (id << 8) | static_cast<unsigned char>(message[i]);
    if (id > INT32_MAX) return AvroMisfit{"MR3547", fmt::format("no schema has a number as high as {}", id)};
    if (std::int64_t{id} != lastId_) {
        const Known& known = decoderOf(static_cast<std::int32_t>(id));
        if (!known.decoder) return known.misfit;
        lastId_ = id;
        last_ = known.decoder.get();
    }
    return last_->append(message.substr(kRegistryHead), rows);
}

const AvroRows::Known& AvroRows::decoderOf(std::int32_t id) {
    const MonotonicNs now = context_.clock().now();
    const auto found = known_.find(id);
    if (found != known_.end() && !(found->second.mayStillCome && now - found->second.askedAt > kAskAgain))
        return found->second;
    if (known_.size() >= kMostKnown) {
        known_.clear();
        lastId_ = -1;
    }
    const auto schema = registry_.schemaOf(id); // may throw: then nothing is known
    Known known;
    if (schema) {
        auto decoder = AvroDecoder::make(*schema, *columns_, times_);
        if (decoder)
            known.decoder = std::move(*decoder);
        else
            known.misfit = {decoder.error().items.at(0).code == "MR3118" ? "MR3118" : "MR3549",
                            fmt::format("the schema {}: {}", id, decoder.error().items.at(0).message)};
    } else {
        known.mayStillCome = schema.error().items.at(0).code == "MR3548";
        known.misfit = {known.mayStillCome ? "MR3548" : "MR3549", schema.error().items.at(0).message};
        known.askedAt = context_.clock().now();
    }
    return known_[id] = std::move(known);
}

} // namespace millrace
