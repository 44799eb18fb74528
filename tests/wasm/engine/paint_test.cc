#include "wasm/engine/paint.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "core/image/png.h"
#include "wasm/engine/session.h"

namespace lesion::engine {
namespace {

// Grey, with a white square of 4 x 4 whose corner is at (8, 8).
Image spotted() {
  Image image{20, 20, std::vector<std::uint8_t>(20 * 20 * 3, 100)};
  for (int y = 8; y < 12; ++y) {
    for (int x = 8; x < 12; ++x) {
      for (int c = 0; c < 3; ++c) image.rgb[static_cast<std::size_t>((y * 20 + x) * 3 + c)] = 255;
    }
  }
  return image;
}

ModelCard tiny_card() {
  ModelCard card;
  card.name = "tiny";
  card.architecture = "test";
  card.input = square_input(4);
  card.classes = {"benign", "malignant"};
  LayerCard layer;
  layer.tensor = "layer0";
  layer.filter_count = 1;
  card.layers.push_back(layer);
  return card;
}

TEST(Paint, FillsWhatAPieceTouchesFromWhatSurroundsIt) {
  // A line through the square's middle, as wide as its diagonal: the whole of it, and grey beside.
  const std::vector<float> pieces = {0, 9, 10, 11, 10, 3, 0};
  const auto over = paint_over(spotted(), pieces);
  ASSERT_TRUE(over);
  EXPECT_EQ(over->x, 6);
  EXPECT_EQ(over->y, 7);
  EXPECT_EQ(over->after.width, 8);
  EXPECT_EQ(over->after.height, 6);
  for (const std::uint8_t value : over->after.rgb) EXPECT_EQ(value, 100);
  Image image = spotted();
  put_part(image, over->x, over->y, over->after);
  EXPECT_EQ(image.rgb, std::vector<std::uint8_t>(image.rgb.size(), 100));
  put_part(image, over->x, over->y, over->before);
  EXPECT_EQ(image.rgb, spotted().rgb);
}

TEST(Paint, TouchesPixelsWhoseMiddleIsWithinTheRadius) {
  // Around the middle of pixel (9, 9): that one and its four neighbours. No pixel of the image has
  // the colour of what surrounds the five, so each of them changes, and no other.
  Image steep = spotted();
  for (std::size_t i = 0; i < 20 * 20; ++i) {
    for (std::size_t c = 0; c < 3; ++c) {
      const bool five =
          std::hypot(static_cast<double>(i % 20) - 9, static_cast<double>(i / 20) - 9) <= 1;
      steep.rgb[3 * i + c] = five ? 250 : 10;
    }
  }
  const auto over = paint_over(steep, std::vector<float>{0, 9.5f, 9.5f, 9.5f, 9.5f, 1.1f, 0});
  ASSERT_TRUE(over);
  put_part(steep, over->x, over->y, over->after);
  EXPECT_EQ(steep.rgb, std::vector<std::uint8_t>(steep.rgb.size(), 10));
  const auto less = paint_over(spotted(), std::vector<float>{0, 9.5f, 9.5f, 9.5f, 9.5f, 0.4f, 0});
  ASSERT_TRUE(less);
  EXPECT_EQ(less->after.width, 1);
}

TEST(Paint, WhatIsNoPieceChangesNothing) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (const std::vector<float>& pieces : {std::vector<float>{},
                                           {0, 1, 2, 3, 4, 5},
                                           {0, nan, 1, 1, 1, 5, 0},
                                           {0, 1, 1, 1, 1, -2, 0},
                                           {0, 1, 1, 1, 1, 0, 0},
                                           {0, 500, 500, 500, 500, 3, 0},
                                           {0, 1e30f, 0, 1e30f, 0, 2, 0},
                                           {7, 10, 10, 10, 10, 20, 1},
                                           {-1, 10, 10, 10, 10, 20, 1},
                                           {2, 10, 10, 10, 10, 20, -1},
                                           {2, 10, 10, 10, 10, 1e9f, 1}}) {
    EXPECT_FALSE(paint_over(spotted(), pieces));
  }
  EXPECT_FALSE(paint_over(Image{}, std::vector<float>{0, 1, 1, 1, 1, 5, 0}));
}

TEST(Paint, PiecesBeyondTheImageEndAtItsEdge) {
  const auto over = paint_over(spotted(), std::vector<float>{0, -5, 10, 30, 10, 1e6f, 0});
  // All of it: there is nothing to fill it from, so it stays as it is.
  ASSERT_TRUE(over);
  EXPECT_EQ(over->after.rgb, spotted().rgb);
  const auto corner = paint_over(spotted(), std::vector<float>{0, 0, 0, 0, 0, 3, 0});
  ASSERT_TRUE(corner);
  EXPECT_EQ(corner->x, 0);
  EXPECT_EQ(corner->after.width, 3);
}

TEST(Paint, StampsLieInOrderOverAndUnderStrokes) {
  // A patch over all of the image's middle; a stroke that came before it shows no more, one that
  // comes after it is filled from the patch.
  const std::vector<float> patch = {4, 10, 10, 10, 10, 40, 1};
  const std::vector<float> stroke = {0, 10, 10, 10, 10, 2, 0};
  const auto painted = [](std::vector<float> first, const std::vector<float>& second) {
    first.insert(first.end(), second.begin(), second.end());
    const auto over = paint_over(spotted(), first);
    Image image = spotted();
    if (over) put_part(image, over->x, over->y, over->after);
    return image;
  };
  const Image alone = painted(patch, {});
  EXPECT_NE(alone.rgb, spotted().rgb);
  const std::size_t middle = 3 * (10 * 20 + 10);
  const Image under = painted(stroke, patch);
  EXPECT_EQ(under.rgb[middle], alone.rgb[middle]);
  const Image over = painted(patch, stroke);
  for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(over.rgb[middle + c], alone.rgb[middle + c], 20);
  EXPECT_NE(over.rgb[middle], 100);
  // What was before comes back whole.
  std::vector<float> both = patch;
  both.insert(both.end(), stroke.begin(), stroke.end());
  const auto done = paint_over(spotted(), both);
  ASSERT_TRUE(done);
  Image image = spotted();
  put_part(image, done->x, done->y, done->after);
  put_part(image, done->x, done->y, done->before);
  EXPECT_EQ(image.rgb, spotted().rgb);
}

TEST(Paint, TheNetworkSeesItAndTheOpenImageStaysAsItIs) {
  Session session;
  ASSERT_TRUE(session.use_card("tiny.onnx", to_json(tiny_card())));
  const auto png = encode_png(spotted());
  ASSERT_TRUE(png);
  ASSERT_TRUE(session.open_image("spotted.png", *png));
  const auto plain = session.tensor();
  const auto painted =
      session.painted_tensor(std::nullopt, std::vector<float>{0, 9, 10, 11, 10, 3, 0});
  ASSERT_TRUE(plain && painted);
  ASSERT_TRUE(painted->part);
  EXPECT_EQ(*painted->part, (Rect{6, 7, 8, 6}));
  EXPECT_EQ(painted->copy.width, 8);
  EXPECT_EQ(painted->copy.rgba.size(), 8u * 6 * 4);
  EXPECT_NE(plain->values, painted->input.values);
  for (const float value : painted->input.values) EXPECT_NEAR(value, 100.0 / 255, 1e-6);
  EXPECT_EQ(session.image().rgb, spotted().rgb);
  const auto again = session.tensor();
  ASSERT_TRUE(again);
  EXPECT_EQ(again->values, plain->values);
  const auto untouched = session.painted_tensor(std::nullopt, {});
  ASSERT_TRUE(untouched);
  EXPECT_FALSE(untouched->part);
  EXPECT_EQ(untouched->input.values, plain->values);
}

TEST(Paint, ChangesOfTheEstimateAreThoseOfItsLogOdds) {
  Session session;
  ASSERT_TRUE(session.use_card("tiny.onnx", to_json(tiny_card())));
  const std::vector<float> before = {0, 1};  // log-odds 1
  const auto changes = session.changes(before, std::vector<float>{0, 3, 2, 0, 0, 1});
  ASSERT_TRUE(changes);
  ASSERT_EQ(changes->log_odds.size(), 3u);
  EXPECT_NEAR(changes->log_odds[0], 2, 1e-6);
  EXPECT_NEAR(changes->log_odds[1], -3, 1e-6);
  EXPECT_EQ(changes->log_odds[2], 0);
  // 1 / (1 + e^-3) - 1 / (1 + e^-1), 1 / (1 + e^2) - 1 / (1 + e^-1)
  EXPECT_NEAR(changes->probability[0], 0.952574127 - 0.731058579, 1e-6);
  EXPECT_NEAR(changes->probability[1], 0.119202922 - 0.731058579, 1e-6);
  EXPECT_FALSE(session.changes(before, std::vector<float>{0, 3, 2}));
  EXPECT_FALSE(session.changes(std::vector<float>{}, std::vector<float>{0, 3}));
  EXPECT_FALSE(session.changes(before, std::vector<float>{0, std::nanf("")}));
}

TEST(Paint, EstimatedChangesAreOneLayersFirstOrder) {
  Session session;
  ASSERT_TRUE(session.use_card("tiny.onnx", to_json(tiny_card())));
  const std::vector<float> output = {0, 1};  // log-odds 1
  const auto seed = session.log_odds_seed(output, true);
  ASSERT_TRUE(seed);
  EXPECT_EQ(*seed, (std::vector<float>{-1, 1}));
  // Two filters of two cells: 1 (0 - 2) + 1 (0 - 3), and 0.5 (0 - 1).
  const std::vector<float> maps = {2, 3, 1, 1};
  const std::vector<float> gradients = {1, 1, 0.5f, 0};
  const auto changes =
      session.estimated_changes(output, maps, gradients, 2, std::vector<float>{0, 0}, 0);
  ASSERT_TRUE(changes);
  ASSERT_EQ(changes->log_odds, (std::vector<float>{-5, -0.5f}));
  // 1 / (1 + e^4) - 1 / (1 + e^-1), 1 / (1 + e^-0.5) - 1 / (1 + e^-1)
  EXPECT_NEAR(changes->probability[0], 0.017986210 - 0.731058579, 1e-6);
  EXPECT_NEAR(changes->probability[1], 0.622459331 - 0.731058579, 1e-6);
  // Maps in their place: 1 (3 - 2) + 1 (3 - 3), and 0.5 (2 - 1).
  const auto by_maps =
      session.estimated_changes(output, maps, gradients, 2, std::vector<float>{3, 3, 2, 9}, 0);
  ASSERT_TRUE(by_maps);
  EXPECT_EQ(by_maps->log_odds, (std::vector<float>{1, 0.5f}));
  EXPECT_FALSE(session.estimated_changes(output, maps, std::vector<float>{1}, 2,
                                         std::vector<float>{0, 0}, 0));
  EXPECT_FALSE(session.log_odds_seed(std::vector<float>{1}, true));
}

}  // namespace
}  // namespace lesion::engine
