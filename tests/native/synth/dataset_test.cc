// Data sets on disk.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "core/image/decode.h"
#include "native/synth/dataset.h"
#include "native/synth/label_file.h"

namespace lesion::synth {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

Image image_in(const fs::path& path) {
  const std::string bytes = read(path);
  const auto image =
      decode_image(std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()));
  EXPECT_TRUE(image.has_value()) << path << ": " << (image ? "" : image.error().message);
  return image ? *image : Image{};
}

std::vector<std::vector<std::string>> table_in(const fs::path& path) {
  std::vector<std::vector<std::string>> rows;
  std::istringstream text(read(path));
  for (std::string line; std::getline(text, line);) {
    rows.emplace_back();
    std::istringstream fields(line);
    for (std::string field; std::getline(fields, field, ',');) rows.back().push_back(field);
  }
  return rows;
}

class DatasetOnDisk : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::path(testing::TempDir()) / (std::string("lesion_synth_") + info->name());
    fs::remove_all(folder_);
    options_.folder = folder_;
    options_.count = 4;
    options_.seed = 42;
    options_.width = 64;
    options_.height = 48;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string refusal() {
    const auto done = write_dataset(options_, {});
    return done ? "" : done.error().message;
  }

  fs::path folder_;
  DatasetOptions options_;
};

TEST_F(DatasetOnDisk, HoldsImagesMasksAndTable) {
  options_.masks = true;
  options_.jpeg = false;
  options_.thumbnail_width = 32;
  int last = 0;
  ASSERT_TRUE(write_dataset(options_, [&](int done) { last = done; }));
  EXPECT_EQ(last, 4);
  const auto rows = table_in(folder_ / "metadata.csv");
  ASSERT_EQ(rows.size(), 5u);
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const std::string id = "SYNTH_000000" + std::to_string(i);
    EXPECT_EQ(rows[i][0], id);
    const Image image = image_in(folder_ / "images" / (id + ".png"));
    EXPECT_EQ(image.width, 64);
    EXPECT_EQ(image.height, 48);
    EXPECT_EQ(image.rgb, render(image_options(options_, static_cast<int>(i) - 1)).image.rgb);
    for (const std::string_view name : kConceptNames) {
      const Image mask = image_in(folder_ / "masks" / (id + "_" + std::string(name) + ".png"));
      EXPECT_EQ(mask.width, 64);
      for (const std::uint8_t value : mask.rgb) EXPECT_TRUE(value == 0 || value == 255);
    }
    const Image thumbnail = image_in(folder_ / "thumbnails" / (id + ".jpg"));
    EXPECT_EQ(thumbnail.width, 32);
    EXPECT_EQ(thumbnail.height, 24);
  }
}

TEST_F(DatasetOnDisk, TableSaysWhatTheImagesShow) {
  options_.count = 20;
  ASSERT_TRUE(write_dataset(options_, {}));
  const auto rows = table_in(folder_ / "metadata.csv");
  ASSERT_EQ(rows.size(), 21u);
  const std::vector<std::string> needed = {"isic_id",    "benign_malignant", "lesion_id",   "split",
                                           "width",      "height",           "dark_corner", "hair",
                                           "gel_border", "gel_bubble",       "ruler",       "ink",
                                           "patches",    "image_type",       "license"};
  std::map<std::string, std::size_t> column;
  for (std::size_t i = 0; i < rows[0].size(); ++i) column[rows[0][i]] = i;
  for (const std::string& name : needed) ASSERT_TRUE(column.count(name)) << name;
  std::map<std::string, int> counts;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const auto& row = rows[i];
    ASSERT_EQ(row.size(), rows[0].size());
    const SynthOptions made = image_options(options_, static_cast<int>(i) - 1);
    EXPECT_EQ(row[column["benign_malignant"]],
              made.irregular && made.several_colours ? "malignant" : "benign");
    EXPECT_EQ(row[column["hair"]], made.artefacts.hair ? "1" : "0");
    EXPECT_EQ(row[column["ruler"]], made.artefacts.ruler ? "1" : "0");
    EXPECT_EQ(row[column["gel_bubble"]], made.artefacts.gel ? "1" : "0");
    EXPECT_EQ(row[column["ink"]], made.artefacts.ink ? "1" : "0");
    EXPECT_EQ(row[column["patches"]], made.artefacts.patch ? "1" : "0");
    EXPECT_EQ(row[column["dark_corner"]], made.artefacts.dark_corner ? "1" : "0");
    EXPECT_EQ(row[column["license"]], "CC0-1.0 synthetic");
    EXPECT_NE(row[column["image_type"]].find("synthetic"), std::string::npos);
    ++counts[row[column["benign_malignant"]] + " " + row[column["split"]]];
  }
  EXPECT_EQ(counts["benign train"], 6);
  EXPECT_EQ(counts["benign val"], 2);
  EXPECT_EQ(counts["benign test"], 2);
  EXPECT_EQ(counts["malignant train"], 6);
  EXPECT_EQ(counts["malignant val"], 2);
  EXPECT_EQ(counts["malignant test"], 2);
}

TEST_F(DatasetOnDisk, SameSeedGivesTheSameFiles) {
  options_.masks = true;
  ASSERT_TRUE(write_dataset(options_, {}));
  std::map<std::string, std::string> first;
  for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
    if (entry.is_regular_file()) first[entry.path()] = read(entry.path());
  }
  EXPECT_EQ(first.size(), 4u + 4u * kConceptNames.size() + 1u);
  fs::remove_all(folder_);
  ASSERT_TRUE(write_dataset(options_, {}));
  for (const auto& [path, bytes] : first) EXPECT_EQ(read(path), bytes) << path;
}

TEST_F(DatasetOnDisk, NeighbouringSeedsShareNoImage) {
  std::set<std::uint64_t> seeds;
  for (const std::uint64_t seed : {42u, 43u, 44u}) {
    options_.seed = seed;
    for (int i = 0; i < 50; ++i) seeds.insert(image_options(options_, i).seed);
  }
  EXPECT_EQ(seeds.size(), 150u);
}

TEST_F(DatasetOnDisk, NeitherBorderNorColoursAloneTellTheLabel) {
  int irregular = 0;
  int coloured = 0;
  for (int i = 0; i < 400; i += 2) {
    const SynthOptions made = image_options(options_, i);
    EXPECT_FALSE(made.irregular && made.several_colours);
    irregular += made.irregular ? 1 : 0;
    coloured += made.several_colours ? 1 : 0;
  }
  EXPECT_NEAR(irregular, 40, 25);
  EXPECT_NEAR(coloured, 40, 25);
}

TEST_F(DatasetOnDisk, ImagesSayThatTheyAreSynthetic) {
  ASSERT_TRUE(write_dataset(options_, {}));
  const std::string jpeg = read(folder_ / "images" / "SYNTH_0000001.jpg");
  // Start of image, APP0, then COM (FF FE) with its length.
  ASSERT_GT(jpeg.size(), 100u);
  EXPECT_EQ(jpeg.substr(0, 4), "\xFF\xD8\xFF\xE0");
  EXPECT_EQ(jpeg.substr(20, 2), "\xFF\xFE");
  EXPECT_EQ(jpeg.substr(24, kSyntheticComment.size()), kSyntheticComment);
  EXPECT_EQ(image_in(folder_ / "images" / "SYNTH_0000001.jpg").width, 64);
}

TEST_F(DatasetOnDisk, JpegIsCloseToTheImageItHolds) {
  options_.count = 1;
  options_.quality = 95;
  ASSERT_TRUE(write_dataset(options_, {}));
  const Image read_back = image_in(folder_ / "images" / "SYNTH_0000001.jpg");
  const Image drawn = render(image_options(options_, 0)).image;
  double difference = 0.0;
  for (std::size_t i = 0; i < drawn.rgb.size(); ++i) {
    difference += std::abs(drawn.rgb[i] - read_back.rgb[i]);
  }
  EXPECT_LT(difference / static_cast<double>(drawn.rgb.size()), 2.5);
}

TEST_F(DatasetOnDisk, RefusesWhatIsOutOfRangeBeforeWriting) {
  options_.count = 0;
  EXPECT_EQ(refusal(), "--count must be 1 to 1000000, not 0");
  options_.count = 1;
  options_.width = 10'000'000;
  EXPECT_EQ(refusal(), "--size must be 32 to 4096 pixels on each side, not 10000000");
  options_.width = 64;
  options_.tone = 9;
  EXPECT_NE(refusal().find("--tone"), std::string::npos);
  options_.tone = 0;
  options_.quality = 0;
  EXPECT_NE(refusal().find("--quality"), std::string::npos);
  options_.quality = 90;
  options_.thumbnail_width = 65;
  EXPECT_NE(refusal().find("--thumbnail"), std::string::npos);
  EXPECT_FALSE(fs::exists(folder_));
}

TEST_F(DatasetOnDisk, KeepsOutOfAFolderThatHoldsSomething) {
  fs::create_directories(folder_);
  std::ofstream(folder_ / "notes.txt") << "mine";
  EXPECT_NE(refusal().find("already holds something"), std::string::npos);
  EXPECT_FALSE(fs::exists(folder_ / "images"));
  options_.force = true;
  EXPECT_EQ(refusal(), "");
  EXPECT_EQ(read(folder_ / "notes.txt"), "mine");
}

TEST_F(DatasetOnDisk, SaysSoWhereTheFolderIsAFile) {
  std::ofstream(folder_) << "a file";
  EXPECT_NE(refusal().find("is a file"), std::string::npos);
}

TEST(Arguments, SizesAreReadOrRefusedInWords) {
  EXPECT_EQ(parse_size("512")->height, 512);
  EXPECT_EQ(parse_size("1024x768")->width, 1024);
  EXPECT_EQ(parse_size("1024x768")->height, 768);
  for (const char* bad : {"", "x", "12x", "x12", "12a", "1e3", "12x13x14", "99999999999999"}) {
    const auto size = parse_size(bad);
    ASSERT_FALSE(size) << bad;
    EXPECT_NE(size.error().message.find(std::string("not \"") + bad + "\""), std::string::npos);
  }
}

TEST(Arguments, ArtefactsAreReadOrRefusedInWords) {
  const Artefacts some{
      .hair = true, .ruler = false, .gel = false, .ink = true, .patch = false, .dark_corner = true};
  EXPECT_EQ(*parse_artefacts("ink,dark_corner,hair"), some);
  EXPECT_EQ(*parse_artefacts("none"), Artefacts{});
  EXPECT_EQ(*parse_artefacts("all"), *parse_artefacts("hair,ruler,gel,ink,patch,dark_corner"));
  for (const char* bad : {"hairs", "hair,", "hair,,ink", "none,hair"}) {
    EXPECT_FALSE(parse_artefacts(bad)) << bad;
  }
  EXPECT_NE(parse_artefacts("beard").error().message.find("\"beard\""), std::string::npos);
}

TEST(LabelledFiles, PngTextChunkIsAccepted) {
  const Image image{1, 2, {1, 2, 3, 4, 5, 6}};
  const auto file = encode_png_with_comment(image, "Hi");
  ASSERT_TRUE(file);
  const auto back = decode_image(*file);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->rgb, image.rgb);
  // CRC of the chunk "tEXtComment\0Hi", worked out with Python's zlib.crc32.
  const std::vector<std::uint8_t> chunk(file->begin() + 33, file->begin() + 33 + 22);
  const std::vector<std::uint8_t> expected = {0,   0,   0,    10,   't',  'E', 'X', 't',
                                              'C', 'o', 'm',  'm',  'e',  'n', 't', 0,
                                              'H', 'i', 0x37, 0x26, 0x7C, 0xC4};
  EXPECT_EQ(chunk, expected);
}

TEST(LabelledFiles, NoJpegOfNothing) {
  EXPECT_FALSE(encode_jpeg(Image{}, 90, "x"));
  EXPECT_FALSE(encode_jpeg(Image{1, 1, {1, 2, 3}}, 101, "x"));
}

}  // namespace
}  // namespace lesion::synth
