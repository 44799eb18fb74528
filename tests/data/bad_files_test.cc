// What core makes of bad and odd image files, against what the script that writes them says.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/image/decode.h"

namespace lesion {
namespace {

using Json = nlohmann::json;

std::vector<std::uint8_t> read(const std::string& name) {
  std::ifstream in(std::string(BAD_FILES) + "/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

const Json& manifest() {
  static const Json list = [] {
    const auto bytes = read("manifest.json");
    return Json::parse(bytes.begin(), bytes.end(), nullptr, false);
  }();
  return list;
}

TEST(BadFiles, AreRefusedInASentenceThatSaysWhy) {
  int seen = 0;
  for (const Json& entry : manifest()) {
    if (entry["expect"] != "error") continue;
    ++seen;
    const std::string name = entry["name"];
    const auto image = decode_image(read(name));
    ASSERT_FALSE(image) << name;
    const std::string& sentence = image.error().message;
    EXPECT_TRUE(std::any_of(entry["says"].begin(), entry["says"].end(),
                            [&](const Json& word) {
                              return sentence.find(word.get<std::string>()) != std::string::npos;
                            }))
        << name << ": " << sentence;
  }
  EXPECT_GE(seen, 10);
}

TEST(OddFiles, AreReadUprightWithTheirColours) {
  int seen = 0;
  for (const Json& entry : manifest()) {
    if (entry["expect"] != "ok") continue;
    ++seen;
    const std::string name = entry["name"];
    const auto image = decode_image(read(name));
    ASSERT_TRUE(image) << name << ": " << image.error().message;
    ASSERT_EQ(image->width, entry["width"].get<int>()) << name;
    ASSERT_EQ(image->height, entry["height"].get<int>()) << name;
    for (const Json& pixel : entry["pixels"]) {
      const int place = (pixel[1].get<int>() * image->width + pixel[0].get<int>()) * 3;
      for (int c = 0; c < 3; ++c) {
        EXPECT_NEAR(image->rgb[static_cast<std::size_t>(place + c)],
                    pixel[static_cast<std::size_t>(c + 2)].get<int>(),
                    entry["tolerance"].get<int>())
            << name << " at " << pixel[0] << "," << pixel[1] << ", channel " << c;
      }
    }
  }
  EXPECT_GE(seen, 20);
}

TEST(BadFiles, CutOrDamagedAnywhereNeverCrashTheDecoder) {
  for (const Json& entry : manifest()) {
    const auto whole = read(entry["name"]);
    for (std::size_t length = 0; length < whole.size(); length += 1 + whole.size() / 60) {
      std::vector<std::uint8_t> cut(whole.begin(),
                                    whole.begin() + static_cast<std::ptrdiff_t>(length));
      (void)decode_image(cut);
      auto flipped = whole;
      flipped[length] ^= 0x5A;
      const auto image =
          decode_image(flipped, {.max_bytes = 1 << 20, .max_pixels = 1 << 22, .max_side = 4096});
      if (image) {
        EXPECT_LE(static_cast<long>(image->width) * image->height, 1 << 22);
      }
    }
  }
}

}  // namespace
}  // namespace lesion
