#include "core/maps/notability.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <utility>

namespace lesion {
namespace {

// median 1, maximum 16, display scale up to 4.
const FilterCard kFilter{.median = 1, .high = 4, .max = 16};

LayerCard layer_of(std::vector<FilterCard> filters) {
  LayerCard layer;
  layer.filter_count = static_cast<int>(filters.size());
  layer.filters = std::move(filters);
  return layer;
}

LayerCard unmeasured_layer(int filters) {
  LayerCard layer;
  layer.filter_count = filters;
  return layer;
}

TEST(Notability, AnchorsAreSilenceTheTypicalImageAndTheRecord) {
  EXPECT_DOUBLE_EQ(notability(0, kFilter), 0);
  EXPECT_DOUBLE_EQ(notability(0.5f, kFilter), 0.25);
  EXPECT_DOUBLE_EQ(notability(1, kFilter), 0.5);
  // Halfway between 1 and 16 on a logarithmic axis is 4: 0.5 + 0.5 * 0.5.
  EXPECT_NEAR(notability(4, kFilter), 0.75, 1e-12);
  EXPECT_NEAR(notability(16, kFilter), 1, 1e-12);
  EXPECT_NEAR(notability(32, kFilter), 1.5, 1e-12);
}

TEST(Notability, NeverDecreasesWithTheResponse) {
  const FilterCard cards[] = {kFilter,
                              {.median = 0, .high = 0, .max = 3},
                              {.median = 2, .high = 2, .max = 2},
                              {.median = 0, .high = 1e-30f, .max = 1e-30f},
                              {.median = 1e30f, .high = 1e30f, .max = 3e38f}};
  for (const FilterCard& card : cards) {
    double before = 0;
    for (float exponent = -38; exponent < 38.4f; exponent += 0.01f) {
      const double now = notability(std::pow(10.0f, exponent), card);
      ASSERT_TRUE(std::isfinite(now));
      ASSERT_GE(now, before) << exponent;
      ASSERT_LE(now, 2) << exponent;
      before = now;
    }
  }
}

// Filter 22 of layer 5 of models/paper.onnx: it hardly ever fires, and never strongly. What the
// others of its layer reach (0.56) is the median of models/paper.onnx too.
const FilterCard kFaint{.median = 0.0194f, .high = 9.02e-6f, .max = 0.0739f};

TEST(Notability, AFilterIsNotNotableForWhatIsFaintInItsLayer) {
  EXPECT_GT(notability(0.02f, kFaint), 0.5);
  // Typical is a twentieth of 0.56: 0.02 is 0.02 / 0.028 of it.
  EXPECT_NEAR(notability(0.02f, kFaint, 0.56), 0.5 * 0.02 / 0.028, 1e-6);
  // A filter as strong as its layer is judged by its own past.
  EXPECT_DOUBLE_EQ(notability(4, kFilter, 9), notability(4, kFilter));
}

TEST(TrainingScale, IsNeverAGrainOfItsLayers) {
  LayerCard layer = layer_of({kFaint,
                              {.median = 1, .high = 0.3f, .max = 2},
                              {.median = 1, .high = 0.4f, .max = 2},
                              {.dead = true}});
  EXPECT_FLOAT_EQ(training_scale(layer, 0).high, 0.03f);
  EXPECT_FLOAT_EQ(training_scale(layer, 1).high, 0.3f);
  EXPECT_EQ(training_scale(layer, 3), (Scale{0, 0}));
  EXPECT_EQ(training_scale(layer, 4), (Scale{0, 0}));
  EXPECT_EQ(training_scale(unmeasured_layer(2), 0), (Scale{0, 0}));
  EXPECT_DOUBLE_EQ(layer_strength(layer), 2);
}

TEST(Notability, IsFiniteForDeadFiltersAndForWhatIsNoNumber) {
  const FilterCard dead{.dead = true};
  EXPECT_EQ(notability(0, dead), 0);
  EXPECT_EQ(notability(5, dead), 0);
  EXPECT_EQ(notability(std::numeric_limits<float>::quiet_NaN(), kFilter), 0);
  EXPECT_EQ(notability(std::numeric_limits<float>::infinity(), kFilter), 0);
  EXPECT_EQ(notability(-3, kFilter), 0);
  const FilterCard broken{.median = std::numeric_limits<float>::quiet_NaN(), .high = 4, .max = 16};
  EXPECT_TRUE(std::isfinite(notability(2, broken)));
}

TEST(Notability, AFilterThatMostImagesLeaveSilentIsNotNotableForAFaintResponse) {
  // Typical is a tenth of the display scale, 0.4: 0.2 is half of it.
  EXPECT_NEAR(notability(0.2f, {.median = 0, .high = 4, .max = 16}), 0.25, 1e-7);
}

TEST(Notability, AFilterThatAnswersEveryImageAlikeIsNotNotableForNoise) {
  EXPECT_LT(notability(2.0002f, {.median = 2, .high = 2, .max = 2}), 0.51);
}

TEST(RankFilters, OrdersByRarityAndNotByHeight) {
  const LayerCard layers[] = {layer_of({kFilter, {.dead = true}}),
                              layer_of({{.median = 100, .max = 1600}})};
  const std::vector<MapStatistics> maps[] = {{{.max = 8}, {.max = 0}}, {{.max = 200}}};
  const auto ranked = rank_filters(layers, maps);
  ASSERT_TRUE(ranked);
  ASSERT_EQ(ranked->size(), 3u);
  // ln 8 / ln 16 = 3/4 against ln 2 / ln 16 = 1/4.
  EXPECT_NEAR((*ranked)[0].score, 0.875, 1e-12);
  EXPECT_EQ((*ranked)[0].layer, 0);
  EXPECT_NEAR((*ranked)[1].score, 0.625, 1e-12);
  EXPECT_EQ((*ranked)[1].layer, 1);
  EXPECT_EQ((*ranked)[2].score, 0);
}

TEST(RankFilters, EqualScoresKeepTheOrderOfLayerAndFilter) {
  const LayerCard layers[] = {layer_of({kFilter, kFilter}), layer_of({kFilter})};
  const std::vector<MapStatistics> maps[] = {{{.max = 2}, {.max = 2}}, {{.max = 2}}};
  const auto ranked = rank_filters(layers, maps);
  ASSERT_TRUE(ranked);
  EXPECT_EQ((*ranked)[0].filter, 0);
  EXPECT_EQ((*ranked)[1].filter, 1);
  EXPECT_EQ((*ranked)[2].layer, 1);
}

TEST(RankFilters, UnmeasuredFiltersStayInOrderBelowWhatIsTypical) {
  const LayerCard layers[] = {unmeasured_layer(2)};
  const std::vector<MapStatistics> maps[] = {{{.max = 2}, {.max = 8}}};
  const auto ranked = rank_filters(layers, maps);
  ASSERT_TRUE(ranked);
  EXPECT_EQ((*ranked)[0].filter, 1);
  EXPECT_DOUBLE_EQ((*ranked)[0].score, 0.5);
  EXPECT_DOUBLE_EQ((*ranked)[1].score, 0.125);
  EXPECT_FALSE((*ranked)[0].measured);
}

TEST(RankFilters, ADeadFilterThatRespondsIsSaidToHaveWoken) {
  const LayerCard layers[] = {layer_of({{.dead = true}})};
  const std::vector<MapStatistics> maps[] = {{{.max = 2}}};
  const auto ranked = rank_filters(layers, maps);
  ASSERT_TRUE(ranked);
  EXPECT_TRUE(ranked->front().woken);
  EXPECT_EQ(ranked->front().score, 0);
}

TEST(RankFilters, RefusesCountsThatDisagree) {
  const LayerCard layers[] = {unmeasured_layer(2)};
  const std::vector<MapStatistics> one[] = {{{.max = 2}}};
  const auto ranked = rank_filters(layers, one);
  ASSERT_FALSE(ranked);
  EXPECT_EQ(ranked.error().message, "layer 0 has statistics of 1 filters, but the model has 2");
  EXPECT_FALSE(rank_filters(layers, {}));
}

TEST(Notabilities, AreTheScoresInTheOrderOfTheNumbers) {
  const LayerCard layers[] = {layer_of({kFilter, kFilter}), unmeasured_layer(2)};
  const std::vector<MapStatistics> maps[] = {{{.max = 1}, {.max = 32}}, {{.max = 8}, {.max = 2}}};
  const auto scores = notabilities(layers, maps);
  ASSERT_TRUE(scores);
  EXPECT_EQ(*scores, (Notabilities{{0.5f, 1.5f}, {0.5f, 0.125f}}));
  EXPECT_FALSE(notabilities(layers, {}));
}

TEST(StrongestOnAverage, SumsOverImagesSomeOfEachLayer) {
  const Notabilities first = {{0.5f, 1, 0.25f}, {0, 0.5f}};
  const Notabilities second = {{0.75f, 0, 0.25f}, {0, 0.75f}};
  const Notabilities other_model = {{9, 9, 9}, {9}};
  const Notabilities* images[] = {&first, &second, &other_model};
  EXPECT_EQ(strongest_on_average(images, 6, 2),
            (std::vector<SummedFilter>{{0, 0, 1.25}, {1, 1, 1.25}, {0, 1, 1}}));
  EXPECT_EQ(strongest_on_average(images, 1, 2), (std::vector<SummedFilter>{{0, 0, 1.25}}));
  EXPECT_EQ(strongest_on_average(images, 6, 1),
            (std::vector<SummedFilter>{{0, 0, 1.25}, {1, 1, 1.25}}));
  EXPECT_TRUE(strongest_on_average({}, 6, 2).empty());
}

}  // namespace
}  // namespace lesion
