// Inputs of other layouts, orders, ranges and shapes. The image: 2 x 1 pixels, seen as they are.
#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "core/model/preprocess.h"

namespace lesion {
namespace {

using Shape = std::array<std::int64_t, 4>;

Image two_pixels() { return {2, 1, {255, 51, 0, 0, 102, 255}}; }

InputRule two_by_one() { return {.width = 2, .height = 1}; }

std::vector<float> values(const InputRule& rule) {
  const auto input = preprocess(two_pixels(), rule);
  return input ? input->values : std::vector<float>{};
}

void expect_near(const std::vector<float>& got, const std::vector<float>& wanted) {
  ASSERT_EQ(got.size(), wanted.size());
  for (std::size_t i = 0; i < got.size(); ++i) EXPECT_NEAR(got[i], wanted[i], 1e-5) << i;
}

TEST(InputRule, PlanesOrPixelsSideBySide) {
  InputRule rule = two_by_one();
  expect_near(values(rule), {1, 0, 0.2f, 0.4f, 0, 1});
  EXPECT_EQ(preprocess(two_pixels(), rule)->shape, (Shape{1, 3, 1, 2}));
  rule.layout = Layout::kNhwc;
  expect_near(values(rule), {1, 0.2f, 0, 0, 0.4f, 1});
  EXPECT_EQ(preprocess(two_pixels(), rule)->shape, (Shape{1, 1, 2, 3}));
}

TEST(InputRule, BlueFirstInBothLayouts) {
  InputRule rule = two_by_one();
  rule.channels = ChannelOrder::kBgr;
  expect_near(values(rule), {0, 1, 0.2f, 0.4f, 1, 0});
  rule.layout = Layout::kNhwc;
  expect_near(values(rule), {0, 0.2f, 1, 1, 0.4f, 0});
}

TEST(InputRule, Ranges) {
  InputRule rule = two_by_one();
  rule.range = ValueRange::kSigned;
  expect_near(values(rule), {1, -1, -0.6f, -0.2f, -1, 1});
  rule.range = ValueRange::kBytes;
  EXPECT_EQ(values(rule), (std::vector<float>{255, 0, 51, 102, 0, 255}));
}

// As the "caffe" mode of Keras' imagenet_utils.preprocess_input: bytes, blue first, each channel
// less its mean; the means stand in the order red, green, blue.
TEST(InputRule, MeanAndDeviationAreOfRedGreenBlueInTheRange) {
  InputRule rule = two_by_one();
  rule.layout = Layout::kNhwc;
  rule.channels = ChannelOrder::kBgr;
  rule.range = ValueRange::kBytes;
  rule.mean = {123.68f, 116.779f, 103.939f};
  rule.std = {1, 1, 2};
  expect_near(values(rule), {-103.939f / 2, 51 - 116.779f, 255 - 123.68f,  //
                             (255 - 103.939f) / 2, 102 - 116.779f, -123.68f});
}

// Power 1: each channel by 0.65 over its mean, at most 1. Red 0.5 -> 1.3, green 0.3 -> 2.1667.
TEST(InputRule, TheLightIsTakenOutBeforeTheRange) {
  InputRule rule = two_by_one();
  rule.colour_constancy = 1;
  rule.range = ValueRange::kBytes;
  expect_near({values(rule)[0], values(rule)[2]}, {255, 0.2f * 0.65f / 0.3f * 255});
}

TEST(InputRule, BothSidesAreChecked) {
  for (const auto& [width, height] : {std::pair{0, 4}, {4, 0}, {4097, 4}, {4, 4097}}) {
    EXPECT_FALSE(preprocess(two_pixels(), {.width = width, .height = height}));
  }
}

}  // namespace
}  // namespace lesion
