// The program itself, as a person runs it: lesionlens masks.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "core/concepts/mask.h"
#include "core/image/decode.h"
#include "core/image/png.h"
#include "tests/native/made_dataset.h"
#include "tests/native/masks/dark_network.h"

namespace lesion {
namespace {

namespace fs = std::filesystem;

struct Outcome {
  int code = -1;
  std::string text;  // both streams
};

Outcome masks(const std::vector<std::string>& arguments) {
  std::string command = std::string("'") + LESIONLENS_PROGRAM + "' masks --threads 1";
  for (const auto& argument : arguments) command += " '" + argument + "'";
  Outcome outcome;
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  std::array<char, 4096> buffer{};
  while (const auto count = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    outcome.text.append(buffer.data(), count);
  }
  outcome.code = WEXITSTATUS(pclose(pipe));
  return outcome;
}

// Dark discs on bright skin: the image and its exact mask.
struct Disc {
  double x, y, radius;
};

std::pair<Image, Mask> discs(int width, int height, const std::vector<Disc>& list) {
  Image image{width, height, {}};
  Mask mask{width, height, {}};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      bool dark = false;
      for (const Disc& disc : list) {
        dark = dark || std::hypot(x + 0.5 - disc.x, y + 0.5 - disc.y) < disc.radius;
      }
      const auto value = static_cast<std::uint8_t>(dark ? 40 : 190);
      image.rgb.insert(image.rgb.end(), {value, value, value});
      mask.pixels.push_back(dark ? 255 : 0);
    }
  }
  return {image, mask};
}

class MasksProgram : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(images());
    write_bytes(model(), testing::dark_network(128));
  }
  fs::path images() const { return folder_.path() / "images"; }
  fs::path out() const { return folder_.path() / "out"; }
  fs::path model() const { return folder_.path() / "dark.onnx"; }
  void put(const fs::path& file, const Image& image) const {
    write_bytes(file, *encode_png(image));
  }
  Outcome write() const {
    return masks({"--images", images(), "--out", out(), "--model", model()});
  }
  static Mask read(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    const std::vector<std::uint8_t> bytes{std::istreambuf_iterator<char>(in), {}};
    const auto image = decode_image(bytes);
    if (!image) return {};
    for (const std::uint8_t value : image->rgb) EXPECT_TRUE(value == 0 || value == 255);
    return mask_from(*image);
  }

  TemporaryFolder folder_;
};

TEST_F(MasksProgram, MasksAreAsLargeAsTheirImagesWhateverTheirProportions) {
  struct Case {
    const char* name;
    int width, height;
    Disc disc;
  };
  for (const Case& c :
       {Case{"wide", 768, 560, {250, 300, 120}}, Case{"high", 97, 211, {40, 90, 30}},
        Case{"square", 256, 256, {128, 128, 70}}}) {
    put(images() / (std::string(c.name) + ".png"), discs(c.width, c.height, {c.disc}).first);
  }
  const Outcome outcome = write();
  EXPECT_EQ(outcome.code, 0) << outcome.text;
  const auto agree = [&](const char* name, int width, int height, const Disc& disc) {
    const Mask found = read(out() / (std::string(name) + "_lesion.png"));
    EXPECT_GT(jaccard(found, discs(width, height, {disc}).second), 0.95) << name;
  };
  agree("wide", 768, 560, {250, 300, 120});
  agree("high", 97, 211, {40, 90, 30});
  agree("square", 256, 256, {128, 128, 70});
}

TEST_F(MasksProgram, OfSeveralTheLargestInTheMiddleStaysAndWithoutAnyTheMaskIsEmpty) {
  put(images() / "several.png",
      discs(200, 200, {{100, 100, 40}, {20, 20, 12}, {185, 40, 8}}).first);
  put(images() / "none.png", discs(200, 200, {}).first);
  EXPECT_EQ(write().code, 0);
  EXPECT_GT(jaccard(read(out() / "several_lesion.png"), discs(200, 200, {{100, 100, 40}}).second),
            0.93);
  const Mask none = read(out() / "none_lesion.png");
  EXPECT_EQ(none.width, 200);
  EXPECT_EQ(summarise(none).area, 0);
}

TEST_F(MasksProgram, AFileThatIsNoImageIsNamedAndTheOthersGoOn) {
  write_text(images() / "broken.jpg", "no image");
  put(images() / "whole.png", discs(64, 64, {{32, 32, 12}}).first);
  const Outcome outcome = write();
  EXPECT_EQ(outcome.code, 0) << outcome.text;
  EXPECT_NE(outcome.text.find("broken.jpg: "), std::string::npos) << outcome.text;
  EXPECT_NE(outcome.text.find("1 masks in"), std::string::npos) << outcome.text;
  EXPECT_TRUE(fs::exists(out() / "whole_lesion.png"));
  EXPECT_FALSE(fs::exists(out() / "broken_lesion.png"));
}

TEST_F(MasksProgram, EvaluatesBySplitWithAnInterval) {
  const fs::path truth = folder_.path() / "masks";
  fs::create_directories(truth);
  std::string table = "isic_id,benign_malignant,split\n";
  for (int i = 0; i < 4; ++i) {
    const std::string id = "P" + std::to_string(i);
    const auto [image, mask] = discs(128, 128, {{60.0 + i, 64, 30}});
    put(images() / (id + ".png"), image);
    // Of the last one the truth says that there is something quite elsewhere.
    const Mask said = i < 3 ? mask : discs(128, 128, {{10, 10, 8}}).second;
    write_bytes(truth / (id + ".png"), *encode_png_grey(said.pixels, 128, 128));
    table +=
        id + "," + (i % 2 == 0 ? "benign" : "malignant") + "," + (i < 1 ? "val" : "test") + "\n";
  }
  write_text(folder_.path() / "metadata.csv", table);
  const auto evaluated = [&](const char* split) {
    return masks({"--images", images(), "--metadata", folder_.path() / "metadata.csv", "--truth",
                  truth, "--split", split, "--model", model()});
  };
  const Outcome val = evaluated("val");
  EXPECT_EQ(val.code, 0) << val.text;
  EXPECT_NE(val.text.find("over 1 images, 0.0% below 0.65"), std::string::npos) << val.text;
  const Outcome test = evaluated("test");
  EXPECT_NE(test.text.find("over 3 images, 33.3% below 0.65"), std::string::npos) << test.text;
}

TEST_F(MasksProgram, GreyTinyAndVeryLongImagesHaveMasksOfTheirSize) {
  struct Size {
    int width, height;
  };
  const std::vector<Size> sizes{{1, 1}, {3, 2}, {2500, 2}, {2, 1700}};
  for (const Size& size : sizes) {
    const std::string name = std::to_string(size.width) + "x" + std::to_string(size.height);
    put(images() / (name + ".png"), discs(size.width, size.height, {}).first);
  }
  const auto [image, mask] = discs(90, 60, {{45, 30, 20}});
  std::vector<std::uint8_t> grey;
  for (std::size_t i = 0; i < image.rgb.size(); i += 3) grey.push_back(image.rgb[i]);
  write_bytes(images() / "grey.png", *encode_png_grey(grey, 90, 60));
  const Outcome outcome = write();
  EXPECT_EQ(outcome.code, 0) << outcome.text;
  EXPECT_NE(outcome.text.find("5 masks in"), std::string::npos) << outcome.text;
  for (const Size& size : sizes) {
    const std::string name = std::to_string(size.width) + "x" + std::to_string(size.height);
    const Mask found = read(out() / (name + "_lesion.png"));
    EXPECT_EQ(found.width, size.width);
    EXPECT_EQ(found.height, size.height);
    EXPECT_EQ(summarise(found).area, 0) << name;
  }
  EXPECT_GT(jaccard(read(out() / "grey_lesion.png"), mask), 0.93);
}

TEST_F(MasksProgram, OfTwoImagesOfOneNameOneIsLeftOutAndNamed) {
  put(images() / "same.bmp", discs(64, 64, {{32, 32, 12}}).first);
  put(images() / "same.png", discs(80, 80, {}).first);
  const Outcome outcome = write();
  EXPECT_EQ(outcome.code, 0) << outcome.text;
  EXPECT_NE(outcome.text.find("same.png: its mask would take the place of that of same.bmp"),
            std::string::npos)
      << outcome.text;
  EXPECT_NE(outcome.text.find("1 masks in"), std::string::npos) << outcome.text;
  EXPECT_EQ(read(out() / "same_lesion.png").width, 64);
}

TEST_F(MasksProgram, AMissingNetworkIsSaidWithWhereItWasLookedFor) {
  const fs::path nowhere = folder_.path() / "elsewhere" / "masks.onnx";
  const Outcome outcome = masks({"--images", images(), "--out", out(), "--model", nowhere});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_NE(outcome.text.find(nowhere.string() + ": cannot be opened"), std::string::npos)
      << outcome.text;
  EXPECT_NE(outcome.text.find("give --model FILE"), std::string::npos) << outcome.text;
  EXPECT_EQ(masks({"--images", images(), "--out", out(), "--model", images() / "no.png"}).code, 2);
  write_text(images() / "no.png", "no network");
  EXPECT_EQ(masks({"--images", images(), "--out", out(), "--model", images() / "no.png"}).code, 2);
}

// What core/concepts finds without the network's help is written by the same names.
TEST_F(MasksProgram, AConceptThatTheNetworkDoesNotKnowIsFoundByArithmetic) {
  put(images() / "a.png", discs(90, 60, {{45, 30, 12}}).first);
  const Outcome outcome =
      masks({"--images", images(), "--out", out(), "--model", model(), "--concept", "hair"});
  EXPECT_EQ(outcome.code, 0) << outcome.text;
  const Mask mask = read(out() / "a_hair.png");
  EXPECT_EQ(mask.width, 90);
  EXPECT_EQ(mask.height, 60);
  for (const std::uint8_t pixel : mask.pixels) EXPECT_EQ(pixel, 0);
}

TEST_F(MasksProgram, WhatIsAskedWronglyIsSaid) {
  EXPECT_EQ(masks({"--images", images(), "--model", model()}).code, 2);
  const Outcome unknown =
      masks({"--images", images(), "--out", out(), "--model", model(), "--concept", "freckles"});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_NE(unknown.text.find("has no mask of the name freckles"), std::string::npos)
      << unknown.text;
  const Outcome missing =
      masks({"--images", folder_.path() / "nowhere", "--out", out(), "--model", model()});
  EXPECT_EQ(missing.code, 2);
  EXPECT_NE(missing.text.find("nowhere"), std::string::npos) << missing.text;
}

}  // namespace
}  // namespace lesion
