// Artefacts drawn and taken away, judged by a "network" whose answer is how dark the square is.
#include "native/dissect/effects.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace lesion {
namespace {

constexpr int kSide = 192;

Image plain(std::uint8_t value) {
  return {kSide, kSide, std::vector<std::uint8_t>(std::size_t{kSide} * kSide * 3, value)};
}

Result<double> darkness(const Image& square) {
  double sum = 0;
  for (const std::uint8_t value : square.rgb) sum += 255 - value;
  return sum / static_cast<double>(square.rgb.size());
}

std::size_t place(std::string_view artefact) {
  return static_cast<std::size_t>(
      std::find(kArtefactNames.begin(), kArtefactNames.end(), artefact) - kArtefactNames.begin());
}

std::optional<double> change(const EffectSample& sample, std::string_view artefact, EffectWay way) {
  return sample.changes[place(artefact)][static_cast<std::size_t>(way)];
}

TEST(Effects, WhatIsNotThereIsDrawn) {
  const auto sample = effects_on({plain(200), {}}, darkness, 5);
  ASSERT_TRUE(sample);
  for (const std::string_view dark : {"hair", "ruler", "ink", "dark_corner"}) {
    const auto drawn = change(*sample, dark, EffectWay::kDrawn);
    ASSERT_TRUE(drawn) << dark;
    EXPECT_GT(*drawn, 0.1) << dark;
    EXPECT_FALSE(change(*sample, dark, EffectWay::kRemoved)) << dark;
    EXPECT_FALSE(change(*sample, dark, EffectWay::kElsewhere)) << dark;
  }
  const auto again = effects_on({plain(200), {}}, darkness, 5);
  EXPECT_EQ(again->changes, sample->changes) << "the same seed, the same change";
  EXPECT_NE(effects_on({plain(200), {}}, darkness, 6)->changes, sample->changes);
}

TEST(Effects, WhatIsThereIsTakenAwayAndAsMuchBesideIt) {
  EffectScene scene{plain(200), {}};
  auto& marked = scene.marked[place("ink")];
  marked.resize(std::size_t{kSide} * kSide);
  constexpr int kHigh = 30;
  for (int y = 20; y < 20 + kHigh; ++y) {
    for (int x = 30; x < 60; ++x) {
      const auto at = static_cast<std::size_t>(y * kSide + x);
      marked[at] = 255;
      for (std::size_t c = 0; c < 3; ++c) scene.square.rgb[3 * at + c] = 80;
    }
  }
  const auto sample = effects_on(scene, darkness, 5);
  ASSERT_TRUE(sample);
  EXPECT_FALSE(change(*sample, "ink", EffectWay::kDrawn));
  const double whole = 120.0 * kHigh * 30 / (kSide * kSide);
  EXPECT_NEAR(*change(*sample, "ink", EffectWay::kRemoved), -whole, 0.01 * whole);
  EXPECT_NEAR(*change(*sample, "ink", EffectWay::kElsewhere), 0, 0.01 * whole);
}

TEST(Effects, AFailureOfTheNetworkIsPassedOn) {
  const auto sample = effects_on(
      {plain(200), {}}, [](const Image&) { return fail(ErrorKind::kCorrupt, "no answer"); }, 1);
  ASSERT_FALSE(sample);
  EXPECT_EQ(sample.error().message, "no answer");
}

TEST(Effects, TheSquareIsCutOutWithItsMarks) {
  FoundConcepts found;
  found.image_width = 400;
  found.image_height = 300;
  Plane& cover = found.findings[static_cast<std::size_t>(Concept::kRuler)].cover;
  cover = Plane(200, 150);
  for (int y = 100; y < 110; ++y) {
    for (int x = 0; x < 200; ++x) cover.at(x, y) = 1;  // rows 200 to 219 of the image
  }
  const Image image{400, 300, std::vector<std::uint8_t>(400 * 300 * 3, 120)};
  const EffectScene scene = effect_scene(image, found, {100, 100, 200, 200});
  EXPECT_EQ(scene.square.width, 200);
  EXPECT_EQ(scene.square.height, 200);
  const auto& marked = scene.marked[place("ruler")];
  ASSERT_EQ(marked.size(), 200u * 200u);
  for (int y = 0; y < 200; ++y) {
    EXPECT_EQ(marked[static_cast<std::size_t>(y * 200 + 7)], y >= 100 && y < 120 ? 255 : 0) << y;
  }
  EXPECT_TRUE(scene.marked[place("hair")].empty());
  // A square beyond the image: what is repeated there is not marked.
  const EffectScene beyond = effect_scene(image, found, {-100, 100, 200, 200});
  EXPECT_EQ(beyond.marked[place("ruler")][110 * 200 + 20], 0);
  EXPECT_EQ(beyond.marked[place("ruler")][110 * 200 + 150], 255);
}

TEST(Effects, MeansAreOfGroupsThatAreLargeEnough) {
  std::vector<EffectSample> samples(25);
  std::vector<int> labels;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    labels.push_back(i < 20 ? 0 : 1);
    samples[i].changes[place("hair")][0] = i < 20 ? 0.5 : -1.0;
  }
  const std::vector<std::string> classes = {"benign", "malignant"};
  const auto effects = mean_effects(samples, labels, classes, 3);
  ASSERT_EQ(effects.size(), 2u) << "five malignant images are too few";
  EXPECT_EQ(effects[0].concept_name, "hair");
  EXPECT_EQ(effects[0].group, "all");
  EXPECT_EQ(effects[0].images, 25);
  EXPECT_NEAR(effects[0].change.mean, 0.2f, 1e-6);
  EXPECT_LT(effects[0].change.low, 0.1f);
  EXPECT_GT(effects[0].change.high, 0.3f);
  EXPECT_EQ(effects[1].group, "benign");
  EXPECT_EQ(effects[1].change.low, 0.5f);
  EXPECT_EQ(effects[1].change.high, 0.5f);
}

}  // namespace
}  // namespace lesion
