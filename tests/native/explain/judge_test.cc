// Explanations judged on a network whose answer hangs on every pixel's red alike.
#include "native/explain/judge.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/image/png.h"
#include "core/model/card.h"
#include "core/onnx/builder.h"
#include "native/data/files.h"
#include "tests/native/masks/dark_network.h"

namespace lesion {
namespace {

namespace fs = std::filesystem;
constexpr int kSide = 32;

std::vector<std::uint8_t> red_network() {
  ModelCard card;
  card.name = "red";
  card.input.width = card.input.height = kSide;
  card.input.crop.kind = CropKind::kWhole;
  card.classes = {"benign", "malignant"};
  onnx::GraphBuilder builder("red");
  const auto weights = [&](const char* name, std::vector<std::int64_t> shape,
                           const std::vector<float>& values) {
    return builder.initializer(name, std::move(shape), std::span<const float>(values));
  };
  const auto none = weights("none", {2}, {0, 0});
  const auto image = builder.input("image", {"N", 3, kSide, kSide});
  const auto maps =
      builder.relu(builder.conv(image, weights("w0", {2, 3, 1, 1}, {1, 0, 0, 0.5f, 0, 0}), none,
                                "c0", {.stride = 1, .pad = 0}),
                   "layer0");
  builder.output(builder.gemm(builder.flatten(builder.global_average_pool(maps)),
                              weights("h", {2, 2}, {0, 0, 1, 1}), none, true, "logits"),
                 {"N", 2});
  builder.output("layer0", {"N", 2, kSide, kSide});
  auto file = builder.finish({{std::string(kCardKey), to_json(card)}});
  return file ? *file : std::vector<std::uint8_t>{};
}

class Judges : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("lesionlens_judge_" + std::to_string(::getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "data" / "images");
    fs::create_directories(folder_ / "truth");
    ASSERT_TRUE(write_file_atomic(folder_ / "red.onnx", red_network()));
    ASSERT_TRUE(write_file_atomic(folder_ / "masks.onnx", testing::dark_network(kSide)));
    std::ofstream table(folder_ / "data" / "metadata.csv");
    table << "isic_id,benign_malignant,split\n";
    for (int i = 0; i < 3; ++i) {
      const std::string id = "p" + std::to_string(i);
      table << id << (i == 0 ? ",benign," : ",malignant,") << "val\n";
      // Dark in its left half but for noise in red; the true mask is an eighth of it.
      Image image{kSide, kSide, {}};
      Image truth{kSide, kSide, {}};
      for (int p = 0; p < kSide * kSide; ++p) {
        const bool left = p % kSide < kSide / 2;
        const int red = (left ? 40 : 200) + (p * 37 + i * 11) % 23;
        for (const int value : {red, left ? 30 : 180, left ? 30 : 180}) {
          image.rgb.push_back(static_cast<std::uint8_t>(value));
        }
        truth.rgb.insert(truth.rgb.end(), 3, p % kSide < kSide / 8 ? 255 : 0);
      }
      ASSERT_TRUE(write_file_atomic(folder_ / "data" / "images" / (id + ".png"),
                                    encode_png(image).value()));
      ASSERT_TRUE(write_file_atomic(folder_ / "truth" / (id + ".png"), encode_png(truth).value()));
    }
    table.close();
    request_.model = folder_ / "red.onnx";
    request_.masks = folder_ / "masks.onnx";
    request_.data = folder_ / "data";
    request_.truth = folder_ / "truth";
    request_.methods = {"gradient", "gradient_times_input", "random"};
    request_.randomised = 2;
  }
  void TearDown() override { fs::remove_all(folder_); }

  Result<Judgement> judged() const {
    return judge(request_, [](const char*, std::size_t, std::size_t) {});
  }
  static const ExplanationScoreCard* find(const Judgement& judgement, const std::string& method,
                                          const std::string& measure, bool untrained = false) {
    for (const auto& one : judgement.scores) {
      if (one.method == method && one.measure == measure && one.untrained == untrained) return &one;
    }
    return nullptr;
  }

  fs::path folder_;
  JudgeRequest request_;
};

TEST_F(Judges, AMapThatIsTheSameEverywhereScoresWhatTheMaskCovers) {
  const auto result = judged();
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(result->images, 3);
  EXPECT_EQ(result->left_out, 0);
  EXPECT_EQ(result->with_lesion, 3);
  EXPECT_EQ(result->randomised, 2);
  EXPECT_DOUBLE_EQ(result->mask_share, 1.0 / 8);
  for (const char* measure : {"pointing", "relevance_mass"}) {
    const auto* one = find(*result, "gradient", measure);
    ASSERT_NE(one, nullptr) << measure;
    EXPECT_NEAR(one->score.mean, 0.125f, 1e-5f) << measure;
    EXPECT_EQ(one->images, 3);
  }
  // What has no ranks has no similarity.
  EXPECT_EQ(find(*result, "gradient", "mprt"), nullptr);
  EXPECT_EQ(find(*result, "gradient", "untrained_similarity"), nullptr);
  // The darker half has little of the red that the answer is made of.
  const auto* mass = find(*result, "gradient_times_input", "relevance_mass");
  ASSERT_NE(mass, nullptr);
  EXPECT_LT(mass->score.mean, 0.06f);
  const auto* cascade = find(*result, "gradient_times_input", "mprt");
  ASSERT_NE(cascade, nullptr);
  EXPECT_EQ(cascade->images, 2);
  EXPECT_GE(cascade->score.low, -1);
  EXPECT_LE(cascade->score.high, 1.0001f);
  // The controls: no weights to be made random.
  EXPECT_EQ(find(*result, "random", "pointing", true), nullptr);
  EXPECT_NE(find(*result, "gradient", "pointing", true), nullptr);
  EXPECT_EQ(find(*result, "random", "mprt"), nullptr);
  const auto* centred = find(*result, "centred", "pointing");
  ASSERT_NE(centred, nullptr);
  EXPECT_EQ(centred->score.mean, 0);  // the middle is not on the mask
}

TEST_F(Judges, WhatTheAnswerIsMadeOfIsInsertedFirstAndDeletedFirst) {
  const auto result = judged();
  ASSERT_TRUE(result) << result.error().message;
  // All pixels weigh alike, so an even map's order is one of chance; that of the products is best.
  const auto* products = find(*result, "gradient_times_input", "faithfulness");
  const auto* chance = find(*result, "gradient", "faithfulness");
  ASSERT_NE(products, nullptr);
  ASSERT_NE(chance, nullptr);
  EXPECT_GT(products->score.low, chance->score.high);
  EXPECT_NEAR(chance->score.mean, 0, 0.01f);
}

TEST_F(Judges, TheSameRequestGivesTheSameAndTheCardTakesIt) {
  const auto first = judged();
  const auto second = judged();
  ASSERT_TRUE(first);
  ASSERT_TRUE(second);
  EXPECT_EQ(to_json(*first), to_json(*second));
  EXPECT_NE(judgement_table(*first).find("| gradient_times_input |"), std::string::npos);
  ModelCard card;
  card.classes = {"benign", "malignant"};
  put_into(card, *first);
  ASSERT_TRUE(card.explanations);
  EXPECT_EQ(card.explanations->measured_on, "data val");
  EXPECT_EQ(card.explanations->scores, first->scores);
}

TEST_F(Judges, WithoutTrueMasksTheMaskNetworksAreTaken) {
  request_.truth.clear();
  request_.randomised = 0;
  const auto result = judged();
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_FALSE(result->true_masks);
  EXPECT_NEAR(result->mask_share, 0.5, 0.1);
  EXPECT_EQ(find(*result, "gradient_times_input", "mprt"), nullptr);
}

TEST_F(Judges, WhatIsWrongIsSaidInASentence) {
  request_.methods = {"magic"};
  auto result = judged();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "there is no explanation called magic");
  request_.methods.clear();
  request_.split = "test";
  result = judged();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "no image could be looked at");
  request_.data = folder_ / "nowhere";
  EXPECT_FALSE(judged());
}

}  // namespace
}  // namespace lesion
