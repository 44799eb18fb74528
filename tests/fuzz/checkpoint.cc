// Any bytes as a checkpoint, and any text as a checkpoint's JSON with the arrays that it names and
// a checksum that holds (no fuzzer finds one): what is read must survive being written and read.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <nlohmann/json.hpp>
#include <span>
#include <vector>

#include "native/data/files.h"
#include "native/train/checkpoint.h"

namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::uint64_t kMostFloats = 1 << 16;

// Empty where the text names no lengths, or large ones.
Bytes sealed(std::span<const std::uint8_t> text) {
  const auto json = nlohmann::json::parse(text.begin(), text.end(), nullptr, false);
  if (!json.is_object() || !json.contains("lengths") || !json["lengths"].is_array()) return {};
  static const Bytes sound = lesion::checkpoint_bytes({});
  Bytes file(sound.begin(), sound.begin() + 8);  // the format's first word
  std::uint64_t checksum = 0;
  const std::uint64_t length = text.size();
  file.resize(16);
  std::memcpy(file.data() + 8, &length, sizeof length);
  checksum = lesion::content_hash(file, checksum);
  file.insert(file.end(), text.begin(), text.end());
  checksum = lesion::content_hash(text, checksum);
  for (const auto& item : json["lengths"]) {
    if (!item.is_number_unsigned() || item.get<std::uint64_t>() > kMostFloats) return {};
    const Bytes array(item.get<std::uint64_t>() * sizeof(float));
    file.insert(file.end(), array.begin(), array.end());
    checksum = lesion::content_hash(array, checksum);
  }
  const auto* end = reinterpret_cast<const std::uint8_t*>(&checksum);
  file.insert(file.end(), end, end + sizeof checksum);
  return file;
}

void read_and_write(std::span<const std::uint8_t> file) {
  using namespace lesion;
  const auto checkpoint = checkpoint_from(file, "fuzz.ckpt");
  if (!checkpoint) return;
  const auto bytes = checkpoint_bytes(*checkpoint);
  const auto again = checkpoint_from(bytes, "fuzz.ckpt");
  if (!again || checkpoint_bytes(*again) != bytes) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_and_write({data, size});
  read_and_write(sealed({data, size}));
  return 0;
}
