// The program itself, as a person runs it: lesionlens explain.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <span>
#include <sstream>
#include <string>
#include <vector>

#include "core/image/decode.h"
#include "core/image/png.h"
#include "tests/native/cli/program.h"

namespace lesion {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string bytes_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// The numbers of a NumPy file of floats, as NEP 1 lays them out.
std::vector<float> numbers_of(const std::string& file, const std::string& shape) {
  EXPECT_EQ(file.substr(0, 8), std::string("\x93NUMPY\x01\x00", 8));
  const auto header = static_cast<std::size_t>(static_cast<unsigned char>(file[8])) +
                      256u * static_cast<unsigned char>(file[9]);
  EXPECT_EQ((10 + header) % 64, 0u);
  const auto text = file.substr(10, header);
  EXPECT_NE(text.find("'descr': '<f4'"), std::string::npos) << text;
  EXPECT_NE(text.find("'fortran_order': False"), std::string::npos) << text;
  EXPECT_NE(text.find("'shape': " + shape), std::string::npos) << text;
  EXPECT_EQ(text.back(), '\n');
  std::vector<float> values((file.size() - 10 - header) / sizeof(float));
  std::memcpy(values.data(), file.data() + 10 + header, values.size() * sizeof(float));
  return values;
}

// A folder with a random model of 32 x 32 pixels and two images; removed at the end.
class Explain : public testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        fs::temp_directory_path() / ("lesionlens-explain-" + std::to_string(::getpid()) + "-" +
                                     testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::create_directories(folder_ / "images");
    ASSERT_EQ(run(RANDOM_MODEL_PROGRAM, {path("model.onnx"), "32"}).code, 0);
    for (const int seed : {1, 2}) {
      Image image{40, 30, {}};
      for (int i = 0; i < 40 * 30 * 3; ++i) {
        image.rgb.push_back(static_cast<std::uint8_t>((i * (seed + 3) + i / 7) % 251));
      }
      const auto png = encode_png(image).value();
      write(folder_ / "images" / ("p" + std::to_string(seed) + ".png"), {png.begin(), png.end()});
    }
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  Outcome explain(const std::string& method, std::vector<std::string> more = {},
                  const std::string& out = "out") const {
    std::vector<std::string> arguments{
        "explain",  "--model", path("model.onnx"), "--images", path("images"), "--out", path(out),
        "--method", method,    "--threads",        "1"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return lesionlens(arguments);
  }
  std::vector<float> map(const std::string& name, const std::string& out = "out") const {
    return numbers_of(bytes_of(folder_ / out / (name + ".npy")), "(32, 32)");
  }

  fs::path folder_;
};

TEST_F(Explain, EveryMethodOfTheListWritesPictureAndNumbers) {
  const auto list = lesionlens({"explain", "--method", "list"});
  ASSERT_EQ(list.code, 0) << list.text;
  std::vector<std::string> methods;
  std::istringstream lines(list.text);
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) methods.push_back(line.substr(0, line.find(' ')));
  ASSERT_EQ(methods.size(), 15u) << list.text;
  for (const auto& method : methods) {
    if (method.ends_with("_image")) continue;  // looks at no image: below
    const auto outcome = explain(method, {"--samples", "6"});
    ASSERT_EQ(outcome.code, 0) << method << ": " << outcome.text;
    EXPECT_NE(outcome.text.find("2 of 2 images explained"), std::string::npos) << outcome.text;
    const auto values = map("p1." + method);
    ASSERT_EQ(values.size(), 1024u);
    for (const float value : values) ASSERT_TRUE(std::isfinite(value)) << method;
    const auto png = bytes_of(folder_ / "out" / ("p2." + method + ".png"));
    const auto picture =
        decode_image(std::span(reinterpret_cast<const std::uint8_t*>(png.data()), png.size()));
    ASSERT_TRUE(picture.has_value());
    EXPECT_EQ(picture->width, 512);
    const auto about = json::parse(bytes_of(folder_ / "out" / "explain.json"));
    EXPECT_EQ(about["method"], method);
    ASSERT_EQ(about["images"].size(), 2u);
    EXPECT_EQ(about["images"][1]["files"][1], "p2." + method + ".npy");
    EXPECT_EQ(about["images"][0]["region"].size(), 4u);
  }
}

TEST_F(Explain, MakesAnImageAsTheNetworkReadsIt) {
  const auto make = [&](const std::string& method, std::vector<std::string> more,
                        const std::string& out) {
    std::vector<std::string> arguments{
        "explain",   "--model", path("model.onnx"), "--out", path(out), "--method", method,
        "--samples", "12",      "--threads",        "1"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return lesionlens(arguments);
  };
  const auto image = [&](const std::string& method, const std::string& out) {
    return numbers_of(bytes_of(folder_ / out / (method + ".npy")), "(32, 32, 3)");
  };
  const auto one = make("class_image", {}, "a");
  ASSERT_EQ(one.code, 0) << one.text;
  EXPECT_NE(one.text.find("class_image: score "), std::string::npos) << one.text;
  const auto values = image("class_image", "a");
  ASSERT_EQ(values.size(), 3072u);
  const auto about = json::parse(bytes_of(folder_ / "a" / "explain.json"));
  EXPECT_EQ(about["made"]["files"][1], "class_image.npy");
  EXPECT_EQ(about["made"]["shape"], json::array({32, 32, 3}));
  EXPECT_GT(about["made"]["score"].get<double>(), about["made"]["score_at_start"].get<double>());
  EXPECT_EQ(about["made"]["nothing_answered"], false);
  EXPECT_EQ(one.text.find("stays grey"), std::string::npos) << one.text;
  EXPECT_FALSE(about.contains("images"));
  // The picture is the numbers, brighter where they are above 0.
  const auto png = bytes_of(folder_ / "a" / "class_image.png");
  const auto picture =
      decode_image(std::span(reinterpret_cast<const std::uint8_t*>(png.data()), png.size()));
  ASSERT_TRUE(picture.has_value());
  ASSERT_EQ(picture->width, 512);
  for (std::size_t p = 0; p < 1024; ++p) {
    for (std::size_t c = 0; c < 3; ++c) {
      const int shown = picture->rgb[((p / 32 * 16 + 3) * 512 + p % 32 * 16 + 9) * 3 + c];
      if (values[p * 3 + c] > 0) {
        EXPECT_GE(shown, 127);
      } else if (values[p * 3 + c] < 0) {
        EXPECT_LE(shown, 128);
      }
    }
  }
  ASSERT_EQ(make("class_image", {}, "b").code, 0);
  EXPECT_EQ(image("class_image", "b"), values);
  ASSERT_EQ(make("class_image", {"--target", "benign"}, "c").code, 0);
  EXPECT_NE(image("class_image", "c"), values);
  ASSERT_EQ(make("class_image", {"--smooth"}, "d").code, 0);
  EXPECT_NE(image("class_image", "d"), values);
  ASSERT_EQ(make("class_image", {"--untrained"}, "e").code, 0);
  EXPECT_NE(image("class_image", "e"), values);
  ASSERT_EQ(make("filter_image", {"--layer", "1", "--filter", "2"}, "f").code, 0);
  EXPECT_EQ(json::parse(bytes_of(folder_ / "f" / "explain.json"))["response"], "sum");
  EXPECT_NE(image("filter_image", "f"), values);
  const auto expect = [&](const Outcome& outcome, const std::string& sentence) {
    EXPECT_EQ(outcome.code, 2) << outcome.text;
    EXPECT_NE(outcome.text.find(sentence), std::string::npos) << outcome.text;
  };
  expect(explain("class_image"), "leave out --images");
  expect(make("filter_image", {}, "g"), "filter_image needs --filter");
  expect(make("class_image", {"--filter", "1"}, "g"), "--filter has no part in class_image");
  expect(make("class_image", {"--penalty", "0"}, "g"), "penalty must be from 0.01 to 99");
  expect(lesionlens({"explain", "--judge", "--data", path("images"), "--methods", "class_image",
                     "--model", path("model.onnx")}),
         "class_image makes an image of its own");
  EXPECT_FALSE(fs::exists(folder_ / "g"));
}

TEST_F(Explain, TargetsLayersFiltersAndSeedsCount) {
  ASSERT_EQ(explain("hirescam", {}, "a").code, 0);
  ASSERT_EQ(explain("hirescam", {"--target", "benign"}, "b").code, 0);
  const auto malignant = map("p1.hirescam", "a");
  const auto benign = map("p1.hirescam", "b");
  for (std::size_t i = 0; i < malignant.size(); ++i) {
    EXPECT_NEAR(malignant[i], -benign[i], 1e-5f * (1 + std::abs(benign[i])));
  }
  ASSERT_EQ(explain("hirescam", {"--layer", "2"}, "c").code, 0);
  EXPECT_NE(malignant, map("p1.hirescam", "c"));
  ASSERT_EQ(explain("deconvnet", {"--layer", "3", "--filter", "1"}, "d").code, 0);
  ASSERT_EQ(explain("deconvnet", {"--layer", "3", "--filter", "2"}, "e").code, 0);
  EXPECT_NE(map("p1.deconvnet", "d"), map("p1.deconvnet", "e"));
  const std::vector<std::string> few{"--samples", "4", "--seed"};
  const auto with_seed = [&](const char* seed) {
    auto all = few;
    all.emplace_back(seed);
    return all;
  };
  ASSERT_EQ(explain("smoothgrad", with_seed("1"), "f").code, 0);
  ASSERT_EQ(explain("smoothgrad", with_seed("1"), "g").code, 0);
  ASSERT_EQ(explain("smoothgrad", with_seed("2"), "h").code, 0);
  EXPECT_EQ(map("p1.smoothgrad", "f"), map("p1.smoothgrad", "g"));
  EXPECT_NE(map("p1.smoothgrad", "f"), map("p1.smoothgrad", "h"));
  ASSERT_EQ(explain("gradient", {}, "i").code, 0);
  ASSERT_EQ(explain("gradient", {"--untrained"}, "j").code, 0);
  EXPECT_NE(map("p1.gradient", "i"), map("p1.gradient", "j"));
}

TEST_F(Explain, WhatIsWrongIsSaidInASentence) {
  const auto expect = [&](const Outcome& outcome, const std::string& sentence, int code = 2) {
    EXPECT_EQ(outcome.code, code) << outcome.text;
    EXPECT_NE(outcome.text.find(sentence), std::string::npos) << outcome.text;
  };
  expect(explain("magic"), "there is no explanation called magic; --method list prints them");
  expect(explain("gradient", {"--target", "mole"}), "there is no output mole; the network has 2");
  expect(explain("gradcam", {"--layer", "90"}), "there is no layer 90; the network has");
  expect(explain("gradient", {"--layer", "1"}), "--layer has no part in gradient");
  expect(explain("gradient", {"--layer", "1", "--filter", "9999"}), "there is no filter 9999");
  expect(explain("gradient", {"--filter", "0", "--response", "most"}), "--response must be max");
  expect(explain("occlusion", {"--patch", "33"}), "patch must be from 0 to 32");
  expect(explain("occlusion", {"--fill", "pink"}), "--fill must be skin");
  expect(lesionlens({"explain", "--method", "gradient"}), "--model is required");
  expect(lesionlens({"explain", "--method", "gradient", "--model", path("none.onnx"), "--images",
                     path("images"), "--out", path("out")}),
         "none.onnx");
  fs::create_directories(folder_ / "empty");
  expect(lesionlens({"explain", "--method", "gradient", "--model", path("model.onnx"), "--images",
                     path("empty"), "--out", path("out")}),
         "holds no image");
  EXPECT_FALSE(fs::exists(folder_ / "out"));
  write(folder_ / "images" / "p0.png", "no image at all");
  const auto outcome = explain("gradient");
  expect(outcome, "p0.png:", 0);
  EXPECT_NE(outcome.text.find("2 of 3 images explained"), std::string::npos) << outcome.text;
}

}  // namespace
}  // namespace lesion
