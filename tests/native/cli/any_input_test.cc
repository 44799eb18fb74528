// One network in variants of what it reads and how it answers: `lesionlens evaluate` gives all of
// them the probability that was worked out without a graph.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/native/cli/program.h"

namespace lesion {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class AnyInput : public testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        fs::temp_directory_path() / ("lesionlens-any-input-" + std::to_string(::getpid()) + "-" +
                                     testing::UnitTest::GetInstance()->current_test_info()->name());
    const auto made = run(INPUT_VARIANTS_PROGRAM, {folder_.string()});
    ASSERT_EQ(made.code, 0) << made.text;
    write(folder_ / "metadata.csv", "isic_id,benign_malignant\npattern,malignant\n");
    std::ifstream in(folder_ / "known.json");
    known_ = json::parse(in);
    ASSERT_EQ(known_["variants"].size(), 10u);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  // The image's probability; its maps are then in the folder `model`-maps.
  double evaluated(const std::string& model) const {
    const auto outcome = lesionlens({"evaluate", "--model", path(model + ".onnx"), "--images",
                                     path("images"), "--metadata", path("metadata.csv"), "--json",
                                     path("out.json"), "--maps-dir", path(model + "-maps")});
    EXPECT_EQ(outcome.code, 0) << outcome.text;
    std::ifstream in(path("out.json"));
    const auto out = json::parse(in);
    EXPECT_EQ(out["images"].size(), 1u) << outcome.text;
    return out["images"][0]["p_malignant"].get<double>();
  }
  std::vector<float> map(const std::string& model, int layer) const {
    std::ifstream in(
        folder_ / (model + "-maps") / ("pattern.layer" + std::to_string(layer) + ".f32"),
        std::ios::binary);
    const std::vector<char> bytes{std::istreambuf_iterator<char>(in), {}};
    std::vector<float> values(bytes.size() / sizeof(float));
    if (!values.empty()) std::memcpy(values.data(), bytes.data(), bytes.size());
    return values;
  }

  fs::path folder_;
  json known_;
};

TEST_F(AnyInput, EveryVariantGivesTheProbabilityThatIsKnown) {
  const double known = known_["probability"].get<double>();
  EXPECT_GT(std::abs(known - 0.5), 0.05);
  for (const std::string name : known_["variants"]) {
    EXPECT_NEAR(evaluated(name), known, 1e-6) << name;
  }
}

TEST_F(AnyInput, EveryVariantHasTheMapsOfTheBase) {
  evaluated("base");
  for (const std::string name : known_["variants"]) {
    evaluated(name);
    const bool wide = name == "wide" || name == "all";
    for (int layer = 0; layer < 2; ++layer) {
      const auto base = map("base", layer);
      const auto maps = map(name, layer);
      const std::size_t filters = layer == 0 ? 4 : 3;
      ASSERT_EQ(base.size(), filters * 64);
      ASSERT_EQ(maps.size(), base.size() * (wide ? 2 : 1)) << name;
      // A wide map has 16 columns and the whole image; the square one its middle, a period on.
      const std::size_t columns = wide ? 16 : 8;
      for (std::size_t i = 0; i < base.size(); ++i) {
        ASSERT_NEAR(maps[i / 8 * columns + i % 8], base[i], 1e-5f) << name << " at " << i;
      }
    }
  }
}

// What each of these tells apart: without it the answer is another.
TEST_F(AnyInput, ACardThatIsNotTheNetworksGivesAnotherAnswer) {
  const double known = known_["probability"].get<double>();
  for (const std::string change :
       {"input.channels=BGR", "input.range=0..255", "input.range=-1..1"}) {
    const auto changed = lesionlens(
        {"card", "--model", path("base.onnx"), "--set", change, "--out", path("other.onnx")});
    ASSERT_EQ(changed.code, 0) << changed.text;
    EXPECT_GT(std::abs(evaluated("other") - known), 1e-3) << change;
  }
}

TEST_F(AnyInput, ACardIsCorrectedInsideTheFile) {
  const double known = known_["probability"].get<double>();
  const auto wrong = lesionlens({"card", "--model", path("bgr.onnx"), "--set", "input.channels=RGB",
                                 "--out", path("wrong.onnx")});
  ASSERT_EQ(wrong.code, 0) << wrong.text;
  const auto right =
      lesionlens({"card", "--model", path("wrong.onnx"), "--set", "input.channels=BGR"});
  ASSERT_EQ(right.code, 0) << right.text;
  EXPECT_NEAR(evaluated("wrong"), known, 1e-6);
}

TEST_F(AnyInput, ACardThatItsGraphContradictsIsNotWritten) {
  struct Wrong {
    std::string model, change, said;
  };
  for (const Wrong& wrong : {Wrong{"softmax", "output=logits", "ends in Softmax"},
                             Wrong{"sigmoid", "output=logit", "ends in Sigmoid"},
                             Wrong{"base", "input.width=9", "promises an input of"},
                             Wrong{"base", "input.layout=NHWC", "the number of colour channels"}}) {
    const auto refused = lesionlens({"card", "--model", path(wrong.model + ".onnx"), "--set",
                                     wrong.change, "--out", path("contradicted.onnx")});
    EXPECT_EQ(refused.code, 2) << wrong.change;
    EXPECT_NE(refused.text.find(wrong.said), std::string::npos) << refused.text;
    EXPECT_FALSE(std::filesystem::exists(path("contradicted.onnx"))) << wrong.change;
  }
}

TEST_F(AnyInput, LayersAreFoundBehindATransposedInput) {
  for (const std::string name : {"base", "nhwc", "wide", "all"}) {
    const auto outcome = lesionlens({"inspect", path(name + ".onnx"), "--json"});
    ASSERT_EQ(outcome.code, 0) << outcome.text;
    const auto out = json::parse(outcome.text);
    ASSERT_EQ(out["layers"].size(), 2u) << name;
    for (const auto& layer : out["layers"]) {
      EXPECT_EQ(layer["stride"], 2) << name;
      EXPECT_EQ(layer["receptive_field"], 2) << name;
    }
    EXPECT_TRUE(out["left_out"].empty()) << name;
  }
}

}  // namespace
}  // namespace lesion
