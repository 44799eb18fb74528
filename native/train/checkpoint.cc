#include "native/train/checkpoint.h"

#include <array>
#include <cstring>
#include <span>
#include <utility>

#include <nlohmann/json.hpp>

#include "native/data/files.h"
#include "native/train/json_fields.h"

namespace lesion {
namespace {

using Json = nlohmann::ordered_json;

// The file: this word, the JSON's length, the JSON, the arrays one after another in the JSON's
// order, a checksum of all before it. Little-endian, as every machine that libtorch runs on.
constexpr std::uint64_t kMagic = 0x3154504B434C4C00ull;

template <typename CheckpointType>
auto arrays(CheckpointType& checkpoint) {
  return std::array{&checkpoint.adam.weights, &checkpoint.adam.first, &checkpoint.adam.second,
                    &checkpoint.adam.average, &checkpoint.buffers,    &checkpoint.average_buffers};
}

template <typename CheckpointType, typename Visitor>
void visit(CheckpointType& checkpoint, Visitor&& field) {
  field("diagnoses", checkpoint.diagnoses);
  field("data", checkpoint.data);
  field("epoch", checkpoint.epoch);
  field("step", checkpoint.step);
  field("steps_done", checkpoint.steps_done);
  field("loss_sum", checkpoint.loss_sum);
  field("seconds", checkpoint.seconds);
  field("best_auc", checkpoint.best_auc);
  field("best_epoch", checkpoint.best_epoch);
}

template <typename T>
std::span<const std::uint8_t> bytes_of(const T* data, std::size_t count) {
  return {reinterpret_cast<const std::uint8_t*>(data), count * sizeof(T)};
}

// The file's parts, the large ones where they lie.
struct Parts {
  explicit Parts(const Checkpoint& checkpoint) {
    Json json;
    json["config"] = Json::parse(config_to_json(checkpoint.config));
    visit(checkpoint, [&](const char* key, const auto& value) { json[key] = value; });
    json["history"] = checkpoint.history;
    json["data_identity"] = checkpoint.data_identity;
    json["data_counts"] = checkpoint.data_counts;
    for (const auto* array : arrays(checkpoint)) json["lengths"].push_back(array->size());
    text = json.dump();
    head = {kMagic, text.size()};
    parts = {bytes_of(head.data(), head.size()), bytes_of(text.data(), text.size())};
    for (const auto* array : arrays(checkpoint)) {
      parts.push_back(bytes_of(array->data(), array->size()));
    }
    for (const auto part : parts) checksum = content_hash(part, checksum);
    parts.push_back(bytes_of(&checksum, 1));
  }
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  std::string text;
  std::array<std::uint64_t, 2> head{};
  std::uint64_t checksum = 0;
  std::vector<std::span<const std::uint8_t>> parts;
};

}  // namespace

Result<void> save_checkpoint(const std::filesystem::path& file, const Checkpoint& checkpoint) {
  return write_file_atomic(file, Parts(checkpoint).parts);
}

std::vector<std::uint8_t> checkpoint_bytes(const Checkpoint& checkpoint) {
  const Parts all(checkpoint);
  std::vector<std::uint8_t> bytes;
  for (const auto part : all.parts) bytes.insert(bytes.end(), part.begin(), part.end());
  return bytes;
}

Result<Checkpoint> load_checkpoint(const std::filesystem::path& file) {
  const auto bytes = read_file(file);
  if (!bytes) return tl::unexpected(bytes.error());
  return checkpoint_from(*bytes, file.filename().string());
}

Result<Checkpoint> checkpoint_from(std::span<const std::uint8_t> bytes, const std::string& name) {
  const auto damaged = [&] { return fail(ErrorKind::kCorrupt, name + ": is no whole checkpoint"); };
  std::span<const std::uint8_t> rest = bytes;
  std::uint64_t checksum = 0;
  const auto take = [&](std::size_t count) {
    const auto part = rest.first(count);
    rest = rest.subspan(count);
    checksum = content_hash(part, checksum);
    return part;
  };
  std::uint64_t head[2];
  if (rest.size() < sizeof head) return damaged();
  std::memcpy(head, take(sizeof head).data(), sizeof head);
  if (head[0] != kMagic || head[1] > rest.size()) return damaged();
  const auto text = take(head[1]);
  const Json json = Json::parse(text.begin(), text.end(), nullptr, false);
  if (!json.is_object() || !json.contains("config") || !json.contains("lengths")) return damaged();
  auto config = config_from_json(json["config"].dump());
  if (!config) return tl::unexpected(config.error());
  Checkpoint checkpoint;
  checkpoint.config = std::move(*config);
  std::size_t index = 0;
  for (auto* array : arrays(checkpoint)) {
    if (!json["lengths"].is_array() || index >= json["lengths"].size()) return damaged();
    const Json& length = json["lengths"][index++];
    if (!length.is_number_unsigned() || length.get<std::size_t>() > rest.size() / sizeof(float)) {
      return damaged();
    }
    const auto part = take(length.get<std::size_t>() * sizeof(float));
    array->resize(length.get<std::size_t>());
    if (!part.empty()) std::memcpy(array->data(), part.data(), part.size());
  }
  std::uint64_t wanted = 0;
  if (rest.size() != sizeof wanted) return damaged();
  std::memcpy(&wanted, rest.data(), sizeof wanted);
  if (wanted != checksum) return damaged();
  bool complete = true;
  visit(checkpoint,
        [&](const char* key, auto& value) { complete = complete && read_json(json, key, value); });
  // Checkpoints of 0.1.0's first runs have none.
  if (json.contains("history")) {
    complete = complete && read_json(json, "history", checkpoint.history);
  }
  if (json.contains("data_identity")) {
    complete = complete && read_json(json, "data_identity", checkpoint.data_identity) &&
               read_json(json, "data_counts", checkpoint.data_counts);
  }
  if (!complete) return damaged();
  return checkpoint;
}

}  // namespace lesion
