// Images made by gradient ascent: against what they are of a linear network, and that they rise.
#include "core/explain/made.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "tests/core/explain/pixel_network.h"

namespace lesion {
namespace {

// score = sum(weights * image) + 2, 5 x 4 pixels.
struct LinearNetwork {
  InputRule input;
  float size = 1;  // of the weights

  LinearNetwork() {
    input.width = 5;
    input.height = 4;
    input.std = {0.25f, 0.25f, 0.25f};
  }
  NetworkFacts facts() const {
    NetworkFacts facts;
    facts.input = input;
    facts.image = "image";
    facts.output = "logits";
    facts.outputs = 1;
    return facts;
  }
  float weight(std::size_t i) const { return size * std::sin(static_cast<float>(i) * 1.7f + 0.3f); }
  Result<ExplainAnswer> operator()(const lesion::Run& run) const {
    double score = 2;
    std::vector<float> gradient;
    for (std::size_t i = 0; i < run.images.size(); ++i) {
      score += static_cast<double>(weight(i)) * static_cast<double>(run.images[i]);
      gradient.push_back(run.seed.empty() ? 0 : run.seed[0] * weight(i));
    }
    return ExplainAnswer{{{static_cast<float>(score)}}, {gradient}};
  }
};

Explanation made_by(const LinearNetwork& network, float sign = 1, ExplainOptions options = {}) {
  const std::vector<float> image(60, 0.5f);
  const auto found = explain(*find_method("class_image"), network.facts(), {{sign}, {}}, options,
                             image, [&](const lesion::Run& run) { return network(run); });
  EXPECT_TRUE(found.has_value()) << (found ? "" : found.error().message);
  return found.value_or(Explanation{});
}

// Rows of pixels in `made`, planes in the network.
std::size_t in_network(std::size_t i) { return i % 3 * 20 + i / 3; }

// The greatest a * sum(w I) - lambda * sum(I^2) lies at I = a w / (2 lambda), of which lambda is
// chosen so that its root mean square is a quarter of the range: 1 / 0.25 here.
TEST(ClassImage, OfALinearNetworkIsProportionalToItsWeights) {
  for (const float size : {1.0f, 1e-4f, 1e3f}) {
    LinearNetwork network;
    network.size = size;
    for (const float sign : {1.0f, -1.0f}) {
      const auto made = made_by(network, sign);
      ASSERT_EQ(made.made.size(), 60u);
      double square = 0;
      for (std::size_t i = 0; i < 60; ++i) square += std::pow(network.weight(i), 2);
      const double by = sign * 0.25 * 4 / std::sqrt(square / 60);
      double score = 2;
      for (std::size_t i = 0; i < 60; ++i) {
        EXPECT_NEAR(made.made[i], by * network.weight(in_network(i)), 1e-3);
        score += network.weight(in_network(i)) * made.made[i];
      }
      EXPECT_FLOAT_EQ(static_cast<float>(*made.baseline_score), sign * 2);
      EXPECT_NEAR(*made.made_score, sign * score, 1e-3 * std::abs(score));
      EXPECT_NEAR(
          made.values[7],
          std::max({std::abs(made.made[21]), std::abs(made.made[22]), std::abs(made.made[23])}),
          1e-6);
    }
  }
}

TEST(ClassImage, GoesLessFarUnderAStrongerPenalty) {
  const LinearNetwork network;
  const auto usual = made_by(network);
  const auto strong = made_by(network, 1, {.penalty = 2});
  for (std::size_t i = 0; i < 60; ++i) EXPECT_NEAR(usual.made[i], 2 * strong.made[i], 2e-3);
}

TEST(ClassImage, HasRedFirstWhateverTheNetworkReads) {
  LinearNetwork network;
  const auto rgb = made_by(network);
  network.input.channels = ChannelOrder::kBgr;
  const auto bgr = made_by(network);
  for (std::size_t i = 0; i < 60; ++i) {
    EXPECT_EQ(rgb.made[i], bgr.made[i - i % 3 + (2 - i % 3)]);
  }
}

// Smoothed, a network that reads every pixel alike keeps an even image, and neighbours of any other
// come closer together.
TEST(ClassImage, SmoothedHasLessSpeckleAndDependsOnItsSeedAlone) {
  const PixelNetwork network;
  const auto made = [&](bool smooth, std::uint64_t seed) {
    return explain(*find_method("class_image"), network.facts(), {{-1, 1}, {}},
                   {.seed = seed, .smooth = smooth}, network.image(),
                   [&](const lesion::Run& run) { return network(run); })
        .value();
  };
  const auto rough = [](const Explanation& one) {
    double between = 0;
    double all = 0;
    for (std::size_t p = 0; p + 1 < PixelNetwork::kArea; ++p) {
      between += std::pow(one.made[p * 3] - one.made[p * 3 + 3], 2);
      all += std::pow(one.made[p * 3], 2);
    }
    return between / all;
  };
  const auto smooth = made(true, 1);
  EXPECT_LT(rough(smooth), 0.7 * rough(made(false, 1)));
  EXPECT_EQ(smooth.made, made(true, 1).made);
  EXPECT_GT(*smooth.made_score, *smooth.baseline_score);
}

TEST(ClassImage, RaisesTheScoreStepByStepAndMayBeGivenUp) {
  const PixelNetwork network;
  auto work = Explainer::start(*find_method("class_image"), network.facts(), {{-1, 1}, {}}, {},
                               network.image());
  ASSERT_TRUE(work.has_value());
  int risen = 0;
  double before = -1e9;
  while (const lesion::Run* run = work->wanted()) {
    ASSERT_TRUE(work->take(network(*run).value()).has_value());
    const auto& so_far = work->explanation();
    if (!so_far.made_score) continue;
    EXPECT_GE(*so_far.made_score, before);
    if (*so_far.made_score > before) ++risen;
    before = *so_far.made_score;
    EXPECT_EQ(so_far.made.size(), 576u);
  }
  EXPECT_GT(risen, 5);
  EXPECT_GT(before, *work->explanation().baseline_score + 0.1);
  // The score that is told is the one of the image that is given.
  const auto& made = work->explanation().made;
  lesion::Run run;
  run.count = 1;
  run.images.resize(576);
  for (std::size_t i = 0; i < 576; ++i) run.images[i % 3 * 192 + i / 3] = made[i];
  run.values = {"logits"};
  const auto logits = network(run)->values[0];
  EXPECT_NEAR(logits[1] - logits[0], before, 1e-5);
}

// One cell of one filter of 1 x 1: one pixel. Its strongest cell is the one in the middle, as an
// image that is only to be made has no strongest one.
TEST(FilterImage, MovesWhatTheFilterSeesAlone) {
  const PixelNetwork network;
  ExplainTarget target;
  target.filter = FilterTarget{0, 1, FilterResponse::kMaximum, 0, 0};
  const auto found = explain(*find_method("filter_image"), network.facts(), target, {.samples = 80},
                             network.image(), [&](const lesion::Run& run) { return network(run); });
  ASSERT_TRUE(found.has_value());
  const std::size_t middle = 6 * 16 + 8;
  for (std::size_t p = 0; p < PixelNetwork::kArea; ++p) {
    if (p == middle) continue;
    for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(found->made[p * 3 + c], 0, 1e-3);
  }
  const float* at = found->made.data() + middle * 3;
  for (std::size_t c = 0; c < 3; ++c) {
    EXPECT_NEAR(at[c] / at[1], PixelNetwork::weight(1, c) / PixelNetwork::weight(1, 1), 1e-2);
  }
}

// A score that is high where it begins, and falls wherever the gradient there leads too far.
TEST(ClassImage, NeverEndsBelowWhereItBegan) {
  for (const bool smooth : {false, true}) {
    const PixelNetwork network;
    const auto sharp = [&](const lesion::Run& run) {
      auto answer = network(run);
      if (!answer) return answer;
      // A narrow hill over the first answer's place.
      for (auto& values : answer->values) {
        for (float& value : values) value = 900 - 50 * value * value + value;
      }
      return answer;
    };
    const auto made = explain(*find_method("class_image"), network.facts(), {{-1, 1}, {}},
                              {.smooth = smooth}, network.image(), sharp);
    ASSERT_TRUE(made.has_value());
    EXPECT_GE(*made->made_score, *made->baseline_score) << smooth;
  }
}

TEST(ClassImage, OfNothingThatAnswersIsNoImage) {
  LinearNetwork network;
  network.size = 0;
  const auto made = made_by(network);
  EXPECT_EQ(made.made, std::vector<float>(60, 0.0f));
  EXPECT_EQ(*made.made_score, 2);
  EXPECT_EQ(made_scale(made, network.input), 0);
  EXPECT_EQ(made_picture(made, network.input).rgb, std::vector<std::uint8_t>(60, 128));
}

TEST(MadePicture, IsGreyWhereNothingWasMoved) {
  InputRule input;
  input.range = ValueRange::kBytes;
  input.std = {51, 51, 102};
  Explanation one;
  one.width = 2;
  one.height = 1;
  one.made = {0, 1, -1, 2, -0.5f, 0};
  EXPECT_NEAR(made_scale(one, input), 0.4, 1e-6);
  EXPECT_EQ(made_picture(one, input).rgb, (std::vector<std::uint8_t>{128, 191, 0, 255, 96, 128}));
  EXPECT_TRUE(made_picture({}, input).empty());
}

TEST(ClassImage, RefusesAPenaltyOutOfRange) {
  const PixelNetwork network;
  for (const double penalty : {0.0, 1e3, std::nan("")}) {
    const auto work = Explainer::start(*find_method("class_image"), network.facts(), {{1, 0}, {}},
                                       {.penalty = penalty}, network.image());
    ASSERT_FALSE(work.has_value());
    EXPECT_EQ(work.error().code, ErrorCode::kExplainOption);
  }
}

TEST(ClassImage, OfWhatNothingRaisesStaysGreyAndIsSaidToBe) {
  LinearNetwork network;
  network.size = 0;
  const Explanation none = made_by(network);
  EXPECT_TRUE(made_nothing(none));
  EXPECT_EQ(none.baseline_score, none.made_score);
  for (const std::uint8_t value : made_picture(none, network.input).rgb) EXPECT_EQ(value, 128);
  network.size = 1e-6f;
  EXPECT_FALSE(made_nothing(made_by(network)));
  // A map is no image that was to be made.
  EXPECT_FALSE(made_nothing(Explanation{}));
}

}  // namespace
}  // namespace lesion
