// The program itself, as a person runs it: lesionlens image.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/image/decode.h"
#include "core/image/png.h"
#include "tests/core/image/made_jpegs.h"
#include "tests/native/cli/program.h"

namespace lesion {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

json read_json(const fs::path& path) {
  std::ifstream in(path);
  return json::parse(in, nullptr, false);
}

class ImageCommand : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() /
              ("lesionlens-image-" + std::to_string(::getpid()) + "-" +
               ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }

 private:
  fs::path folder_;
};

TEST_F(ImageCommand, TellsSizeAndMeanAndWritesThePixels) {
  // Half (10, 20, 30), half (30, 60, 90).
  Image image{4, 2, {}};
  for (int i = 0; i < 8; ++i) {
    for (const int value : {1, 2, 3}) {
      image.rgb.push_back(static_cast<std::uint8_t>(value * (i % 2 == 0 ? 10 : 30)));
    }
  }
  const auto png = *encode_png(image);
  write(path("half.png"), {png.begin(), png.end()});
  const Outcome done =
      lesionlens({"image", path("half.png"), "--json", path("out.json"), "--png", path("out.png")});
  ASSERT_EQ(done.code, 0) << done.text;
  const json said = read_json(path("out.json"));
  EXPECT_EQ(said["file"], "half.png");
  EXPECT_EQ(said["width"], 4);
  EXPECT_EQ(said["height"], 2);
  EXPECT_EQ(said["mean_rgb"], json({20.0, 40.0, 60.0}));
  EXPECT_EQ(said["damaged"], false);
  EXPECT_TRUE(said["profile"].is_null());
  EXPECT_TRUE(said["notes"].empty());
  std::ifstream in(path("out.png"), std::ios::binary);
  const std::vector<std::uint8_t> written((std::istreambuf_iterator<char>(in)), {});
  const auto read = decode_image(written);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->rgb, image.rgb);
}

TEST_F(ImageCommand, OfSeveralFilesAListWithTheDamagedAmongThem) {
  const std::string whole(testing::kSequentialJpeg.begin(), testing::kSequentialJpeg.end());
  write(path("whole.jpg"), whole);
  write(path("cut.jpg"), whole.substr(0, 1100) + "\xFF\xD9");
  const Outcome done =
      lesionlens({"image", path("whole.jpg"), path("cut.jpg"), "--json", path("out.json")});
  EXPECT_EQ(done.code, 0) << done.text;
  EXPECT_NE(done.text.find("cut.jpg: the image is truncated"), std::string::npos) << done.text;
  const json said = read_json(path("out.json"));
  ASSERT_EQ(said.size(), 2u);
  EXPECT_EQ(said[0]["width"], 128);
  EXPECT_EQ(said[0]["damaged"], false);
  EXPECT_EQ(said[1]["damaged"], true);
  EXPECT_TRUE(said[1]["width"].is_null());
}

TEST_F(ImageCommand, WhatIsNoImageGetsASentence) {
  write(path("note.txt"), "not an image");
  const Outcome text = lesionlens({"image", path("note.txt"), "--json", path("out.json")});
  EXPECT_EQ(text.code, 2) << text.text;
  EXPECT_EQ(read_json(path("out.json"))["damaged"], false);
  EXPECT_TRUE(read_json(path("out.json"))["error"].is_string());
  const Outcome absent = lesionlens({"image", path("absent.jpg")});
  EXPECT_NE(absent.code, 0);
  EXPECT_NE(absent.text.find("absent.jpg"), std::string::npos) << absent.text;
}

// The small inputs of ../shared/cases/pictures, with what is right for each by its README.
TEST_F(ImageCommand, FilesAsCamerasAndRepairToolsLeaveThem) {
  const char* place = std::getenv("LESIONLENS_CASES");
  const fs::path cases = fs::path(place != nullptr ? place : "../shared/cases") / "pictures";
  if (!fs::exists(cases)) {
    GTEST_SKIP() << cases << " is not there; LESIONLENS_CASES names the folder above it";
  }
  const auto said = [&](const std::string& name) {
    lesionlens({"image", (cases / name).string(), "--json", path("out.json"), "--png",
                path(name + ".png")});
    return read_json(path("out.json"));
  };
  const auto pixels = [&](const std::string& name) {
    std::ifstream in(path(name + ".png"), std::ios::binary);
    const std::vector<std::uint8_t> file((std::istreambuf_iterator<char>(in)), {});
    return decode_image(file)->rgb;
  };
  const auto near = [](const json& means, const std::vector<double>& right, double by) {
    for (std::size_t c = 0; c < 3; ++c) {
      EXPECT_NEAR(means[c].get<double>(), right[c], by) << c;
    }
  };
  const json base = said("base.jpg");
  EXPECT_EQ(base["width"], 600);
  EXPECT_EQ(base["height"], 400);
  near(base["mean_rgb"], {198.8, 156.6, 132.9}, 0.1);
  for (const std::string name : {"noeoi.jpg", "y_rst_end.jpg"}) {
    EXPECT_EQ(said(name)["damaged"], false) << name;
    EXPECT_EQ(pixels(name), pixels("base.jpg")) << name;
  }
  for (const std::string name : {"trunc50_eoi.jpg", "zeromid.jpg"}) {
    EXPECT_EQ(said(name)["damaged"], true) << name;
    EXPECT_TRUE(said(name)["mean_rgb"].is_null()) << name;
  }
  for (const std::string name : {"exif6.jpg", "exif6_padded.jpg"}) {
    EXPECT_EQ(said(name)["width"], 400) << name;
    EXPECT_EQ(said(name)["height"], 600) << name;
  }
  // Nobody says what its four components are: no pixels rather than false colours.
  EXPECT_TRUE(said("cmyk_noadobe.jpg")["mean_rgb"].is_null());
  EXPECT_EQ(said("cmyk_noadobe.jpg")["error"], "CMYK is not supported; save it as JPEG or PNG");
  // Its maker's name for Display P3.
  EXPECT_EQ(said("p3.jpg")["profile"], "sP3C");
  near(said("p3.jpg")["mean_rgb"], {199, 157, 133}, 1);
  EXPECT_EQ(said("p3.jpg")["notes"], json({"colours converted to sRGB from sP3C"}));
  const json bmp = said("topdown_6x4.bmp");
  EXPECT_EQ(bmp["width"], 6);
  EXPECT_EQ(bmp["height"], 4);
}

}  // namespace
}  // namespace lesion
