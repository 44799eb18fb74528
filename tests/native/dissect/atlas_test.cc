#include "native/dissect/atlas.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <vector>

#include "core/concepts/dissection.h"
#include "core/image/decode.h"
#include "native/data/files.h"

namespace lesion {
namespace {

namespace fs = std::filesystem;

Image even(int width, int height, std::uint8_t value) {
  return {width, height,
          std::vector<std::uint8_t>(static_cast<std::size_t>(3 * width * height), value)};
}

// 0 but for one cell.
std::vector<float> spot(int column, int row, float value) {
  std::vector<float> map(kDissectionCells, 0.0f);
  map[static_cast<std::size_t>(row * kDissectionSide + column)] = value;
  return map;
}

TEST(Atlas, AFiltersStrongestImagesComeFirstAndSilentOnesNot) {
  const std::vector<std::vector<float>> responses = {{1, 0, -1}, {3, 0, -2}, {2, 5, -3}, {3, 1, 0}};
  const auto chosen = strongest_images(responses, 2);
  ASSERT_EQ(chosen.size(), 3u);
  ASSERT_EQ(chosen[0].size(), 2u);
  EXPECT_EQ(chosen[0][0].image, 1u) << "of equals the first";
  EXPECT_EQ(chosen[0][1].image, 3u);
  ASSERT_EQ(chosen[1].size(), 2u);
  EXPECT_EQ(chosen[1][0].response, 5);
  EXPECT_TRUE(chosen[2].empty());
  EXPECT_TRUE(strongest_images({}, 3).empty());
}

// A square of 240 pixels is seen, cells of 10; the crop is 80 of it, so 1.2 pixels each.
TEST(Atlas, ACropIsAboutTheStrongestCellAndOutlinesIt) {
  Image image = even(240, 240, 100);
  // A white pixel block under the cell (12, 12), whose middle is (125, 125).
  for (int y = 120; y < 130; ++y) {
    for (int x = 120; x < 130; ++x) {
      for (std::size_t c = 0; c < 3; ++c) {
        image.rgb[3 * static_cast<std::size_t>(y * 240 + x) + c] = 200;
      }
    }
  }
  const Image crop = atlas_crop(image, {0, 0, 240, 240}, spot(12, 12, 4));
  ASSERT_EQ(crop.width, kAtlasSide);
  const auto at = [&](int x, int y) {
    return crop.rgb[3 * static_cast<std::size_t>(y * kAtlasSide + x)];
  };
  EXPECT_EQ(at(48, 48), 200) << "the cell's middle is the crop's";
  EXPECT_EQ(at(4, 4), 100);
  // Bilinear between cells' centres the response halves within half a cell or so: the outline is
  // some 6 pixels of the crop from the middle, light inside and dark outside.
  int light = 0;
  int dark = 0;
  for (int x = 49; x < 64; ++x) {
    light += at(x, 48) == 255 ? 1 : 0;
    dark += at(x, 48) == 0 ? 1 : 0;
  }
  EXPECT_EQ(light, 1);
  EXPECT_EQ(dark, 1);
  EXPECT_TRUE(atlas_crop(image, {0, 0, 240, 240}, spot(1, 1, 0)).empty()) << "it is silent";
}

TEST(Atlas, ACropStaysWithinWhatTheNetworkSees) {
  Image image = even(240, 240, 50);
  // At the corner cell the crop is the region's corner third, not beyond it.
  for (int y = 0; y < 240; ++y) {
    for (int x = 100; x < 240; ++x) image.rgb[3 * static_cast<std::size_t>(y * 240 + x)] = 250;
  }
  const Image crop = atlas_crop(image, {100, 0, 120, 120}, spot(0, 0, 1));
  ASSERT_FALSE(crop.empty());
  EXPECT_EQ(crop.rgb[3 * static_cast<std::size_t>(90 * kAtlasSide + 90)], 250);
  EXPECT_EQ(crop.rgb[3 * static_cast<std::size_t>(90 * kAtlasSide + 2)], 250);
}

class AtlasFolder : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / "lesionlens_atlas_test";
    fs::remove_all(folder_);
    request_.folder = folder_ / "atlas";
    request_.places = 2;
  }
  void TearDown() override { fs::remove_all(folder_); }

  Result<void> write() {
    const AtlasData data{{"aa"},
                         "edges",
                         "clinic val",
                         {"p1.jpg", "p2.jpg", "p3.jpg"},
                         {{"layer0", 0, 1}, {"layer1", 1, 2}}};
    const std::vector<std::vector<float>> responses = {{1, 0, 2}, {3, 0, 1}, {2, 0, 4}};
    return write_atlas(
        request_, data, responses,
        [&](std::size_t i) -> Result<AtlasSource> {
          ++asked_;
          AtlasSource source{
              even(240, 240, static_cast<std::uint8_t>(60 * (i + 1))), {0, 0, 240, 240}, {}};
          for (int f = 0; f < 3; ++f) {
            const std::vector<float> map = spot(12, 12, responses[i][static_cast<std::size_t>(f)]);
            source.maps.insert(source.maps.end(), map.begin(), map.end());
          }
          return source;
        },
        [](std::size_t, std::size_t) {});
  }
  nlohmann::json index() const {
    const auto file = read_file(request_.folder / "index.json");
    EXPECT_TRUE(file);
    return file ? nlohmann::json::parse(*file) : nlohmann::json();
  }

  fs::path folder_;
  AtlasRequest request_;
  int asked_ = 0;
};

TEST_F(AtlasFolder, HasAStripOfEveryFilterThatRespondsAndAnIndex) {
  const auto written = write();
  ASSERT_TRUE(written) << written.error().message;
  EXPECT_EQ(asked_, 3) << "each image once";
  const nlohmann::json json = index();
  EXPECT_EQ(json["format"], "lesionlens atlas 1");
  EXPECT_EQ(json["models"], nlohmann::json::array({"aa"}));
  EXPECT_EQ(json["layers"][0][0]["file"], "0-0.jpg");
  EXPECT_EQ(json["layers"][0][0]["responses"], nlohmann::json::array({3, 2}));
  EXPECT_TRUE(json["layers"][1][0].is_null()) << "it never responds";
  EXPECT_EQ(json["layers"][1][1]["responses"], nlohmann::json::array({4, 2}));
  const auto file = read_file(request_.folder / "1-1.jpg");
  ASSERT_TRUE(file);
  const auto strip = decode_image(*file);
  ASSERT_TRUE(strip);
  EXPECT_EQ(strip->width, 2 * kAtlasSide);
  EXPECT_EQ(strip->height, kAtlasSide);
  // Image 2 first (180), then image 0 (60); JPEG moves a value a little.
  EXPECT_NEAR(strip->rgb[3 * (10 * static_cast<std::size_t>(strip->width) + 10)], 180, 4);
  EXPECT_NEAR(strip->rgb[3 * (10 * static_cast<std::size_t>(strip->width) + kAtlasSide + 10)], 60,
              4);
  EXPECT_FALSE(fs::exists(request_.folder / "1-0.jpg"));
}

TEST_F(AtlasFolder, NamesNobodyUnlessAsked) {
  ASSERT_TRUE(write());
  EXPECT_EQ(index().dump().find("p1"), std::string::npos);
  EXPECT_EQ(index().dump().find("clinic"), std::string::npos);
  request_.names = true;
  ASSERT_TRUE(write());
  EXPECT_EQ(index()["layers"][0][0]["images"], nlohmann::json::array({"p2.jpg", "p3.jpg"}));
  EXPECT_EQ(index()["data"], "clinic val");
}

TEST_F(AtlasFolder, IsOfTheNamedFileToo) {
  EXPECT_FALSE(add_model(request_.folder, "bb")) << "there is none";
  ASSERT_TRUE(write());
  ASSERT_TRUE(add_model(request_.folder, "bb"));
  EXPECT_EQ(index()["models"], nlohmann::json::array({"aa", "bb"}));
  const std::string other = "{\"models\": 3}";
  ASSERT_TRUE(write_file_atomic(
      request_.folder / "index.json",
      std::span(reinterpret_cast<const std::uint8_t*>(other.data()), other.size())));
  EXPECT_FALSE(add_model(request_.folder, "bb"));
}

TEST_F(AtlasFolder, WithoutAnIndexWhereItCouldNotBeMade) {
  ASSERT_TRUE(write());
  const auto broken = write_atlas(
      request_, {{"aa"}, "edges", "", {"a"}, {{"layer0", 0, 1}}},
      std::vector<std::vector<float>>{{1}},
      [](std::size_t) -> Result<AtlasSource> { return fail(ErrorKind::kIo, "gone"); },
      [](std::size_t, std::size_t) {});
  ASSERT_FALSE(broken);
  EXPECT_FALSE(fs::exists(request_.folder / "index.json")) << "half of it is none";
}

}  // namespace
}  // namespace lesion
