// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/checkpoints/run_snapshot.h"

#include "engine/data/byte_stream.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <algorithm>
#include <array>
#include <stdexcept>

namespace millrace {

namespace {

constexpr std::string_view kMagic = "MILLRACE-STATE\n";
/// 1 had no `follows`, since no epoch was ever given up; 2 had no `decider`, and nothing that waits on wires.
constexpr std::uint32_t kVersion = 3;
constexpr std::size_t kHeadBytes = sizeof(std::uint32_t) + sizeof(std::uint64_t); ///< version, size
constexpr std::size_t kDigestBytes = 32;

std::string digestOf(std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("SHA-256 is not available");
    return {reinterpret_cast<const char*>(digest.data()), kDigestBytes};
}

void write(ByteWriter& to, const SlotState& slot) {
    to.fixed<std::uint8_t>(slot.ended);
    to.fixed(slot.watermark);
    to.varint(slot.origins.size());
    for (const EpochMs origin : slot.origins)
        to.fixed(origin);
    to.text(slot.bytes);
    to.varint(slot.waiting.size());
    for (const SlotState::Waiting& waiting : slot.waiting) {
        to.text(waiting.wire);
        to.text(waiting.entries);
    }
}

SlotState readSlot(ByteReader& from, std::uint32_t version) {
    SlotState slot;
    slot.ended = from.fixed<std::uint8_t>() != 0;
    slot.watermark = from.fixed<EpochMs>();
    for (std::uint64_t left = from.varint(); left > 0 && !from.failed(); --left)
        slot.origins.push_back(from.fixed<EpochMs>());
    slot.bytes = from.text();
    for (std::uint64_t left = version < 3 ? 0 : from.varint(); left > 0 && !from.failed(); --left) {
        SlotState::Waiting& waiting = slot.waiting.emplace_back();
        waiting.wire = from.text();
        waiting.entries = from.text();
    }
    return slot;
}

} // namespace

std::int64_t SlotState::byteSize() const {
    std::size_t size = bytes.size();
    for (const Waiting& one : waiting)
        size += one.entries.size();
    return static_cast<std::int64_t>(size);
}

bool RunSnapshot::Node::holdsWaiting() const {
    return std::any_of(subtasks.begin(), subtasks.end(),
                       [](const SlotState& slot) { return !slot.waiting.empty(); });
}

const RunSnapshot::Node* RunSnapshot::find(std::string_view id) const {
    const auto found = std::find_if(nodes.begin(), nodes.end(), [id](const Node& n) { return n.id == id; });
    return found == nodes.end() ? nullptr : &*found;
}

SnapshotBytes encodeSnapshot(const RunSnapshot& snapshot) {
    SnapshotBytes file;
    ByteWriter to(file.body);
    to.fixed(snapshot.epoch);
    to.fixed(snapshot.follows);
    to.fixed(snapshot.madeAt);
    to.fixed<std::uint8_t>(snapshot.finished);
    to.text(snapshot.decider);
    to.text(snapshot.graph);
    to.text(snapshot.graphSha256);
    to.varint(snapshot.nodes.size());
    for (const RunSnapshot::Node& node : snapshot.nodes) {
        to.text(node.id);
        to.text(node.kind);
        to.text(node.settings);
        to.fixed<std::uint8_t>(node.saved);
        to.varint(node.subtasks.size());
        for (const SlotState& slot : node.subtasks)
            write(to, slot);
    }
    file.head = kMagic;
    ByteWriter head(file.head);
    head.fixed(kVersion);
    head.fixed<std::uint64_t>(file.body.size());
    file.head += digestOf(file.body);
    return file;
}

std::string snapshotDigest(std::string_view head) {
    std::string digits;
    for (const char c : head.substr(kMagic.size() + kHeadBytes, kDigestBytes))
        digits += fmt::format("{:02x}", static_cast<unsigned char>(c));
    return digits;
}

Result<RunSnapshot> decodeSnapshot(std::string_view bytes, const std::string& file) {
    const auto damaged = [&file](const std::string& why) {
        Diagnostics problems;
        problems
            .error("MR4613", "`" + file + "` is no checkpoint that can be read: " + why,
                   "bring back the whole folder as it was; without it the job starts over with --fresh")
            .file = file;
        return problems;
    };
    if (!bytes.starts_with(kMagic)) return damaged("it does not begin like one");
    ByteReader from(bytes.substr(kMagic.size()));
    const auto version = from.fixed<std::uint32_t>();
    const auto size = from.fixed<std::uint64_t>();
    const std::string_view digest = from.raw(kDigestBytes);
    if (from.failed()) return damaged("it is cut off");
    if (version == 0 || version > kVersion) return damaged("it is of version " + std::to_string(version));
    if (from.left() != size) return damaged("it is cut off, or there is something behind it");
    const std::string_view body = from.raw(size);
    if (digestOf(body) != digest) return damaged("its checksum is wrong");
    ByteReader reader(body);
    RunSnapshot snapshot;
    snapshot.digest = snapshotDigest(bytes);
    snapshot.epoch = reader.fixed<Epoch>();
    snapshot.follows = version == 1 ? snapshot.epoch - 1 : reader.fixed<Epoch>();
    snapshot.madeAt = reader.fixed<EpochMs>();
    snapshot.finished = reader.fixed<std::uint8_t>() != 0;
    if (version > 2) snapshot.decider = reader.text();
    snapshot.graph = reader.text();
    snapshot.graphSha256 = reader.text();
    for (std::uint64_t left = reader.varint(); left > 0 && !reader.failed(); --left) {
        RunSnapshot::Node node;
        node.id = reader.text();
        node.kind = reader.text();
        node.settings = reader.text();
        node.saved = reader.fixed<std::uint8_t>() != 0;
        for (std::uint64_t slots = reader.varint(); slots > 0 && !reader.failed(); --slots)
            node.subtasks.push_back(readSlot(reader, version));
        snapshot.nodes.push_back(std::move(node));
    }
    if (reader.failed() || reader.left() != 0) return damaged("its content does not fit together");
    return snapshot;
}

} // namespace millrace
