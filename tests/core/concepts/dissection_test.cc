#include "core/concepts/dissection.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace lesion {
namespace {

std::vector<float> ranks_of(const std::vector<float>& values) {
  std::vector<float> ranks(values.size());
  std::vector<int> order;
  midranks(values, ranks, order);
  return ranks;
}

TEST(Dissection, MidranksShareWhatIsEqual) {
  EXPECT_EQ(ranks_of({10, 30, 20}), (std::vector<float>{0.5f, 2.5f, 1.5f}));
  EXPECT_EQ(ranks_of({1, 1, 5, 1}), (std::vector<float>{1.5f, 1.5f, 3.5f, 1.5f}));
  EXPECT_EQ(ranks_of({std::nanf(""), 0}), (std::vector<float>{0.5f, 1.5f}));
}

// Every pair counted one by one, each place half covered in part.
TEST(Dissection, AreaIsThatOfAllPairsOfPlaces) {
  const std::vector<float> values = {0.1f, 0.4f, 0.4f, 0.9f, 0.2f};
  const std::vector<double> cover = {0, 1, 0.25, 0.75, 0.5};
  double wins = 0;
  double pairs = 0;
  for (std::size_t i = 0; i < 5; ++i) {
    for (std::size_t j = 0; j < 5; ++j) {
      const double weight = cover[i] * (1 - cover[j]);
      pairs += weight;
      wins += weight * (values[i] > values[j] ? 1 : values[i] == values[j] ? 0.5 : 0);
    }
  }
  const std::vector<float> ranks = ranks_of(values);
  double sum = 0;
  for (std::size_t i = 0; i < 5; ++i) sum += cover[i] * static_cast<double>(ranks[i]);
  const double covered = std::accumulate(cover.begin(), cover.end(), 0.0);
  ASSERT_TRUE(area_by_ranks(sum, covered, 5));
  EXPECT_NEAR(*area_by_ranks(sum, covered, 5), wins / pairs, 1e-12);
  EXPECT_FALSE(area_by_ranks(0, 0, 5));
  EXPECT_FALSE(area_by_ranks(12.5, 5, 5));
}

// Benjamini and Hochberg 1995, section 3.2: fifteen p values, four discoveries at 5%.
TEST(Dissection, DiscoveriesOfBenjaminiAndHochberg) {
  const std::vector<double> p = {0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
                                 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000};
  EXPECT_DOUBLE_EQ(discovery_limit(p, 0.05), 0.0095);
  EXPECT_EQ(discovery_limit(std::vector<double>{0.5, 0.9}, 0.05), -1);
}

TEST(Dissection, PermutationP) {
  const std::vector<double> nulls = {-1, 0, 1, 2};
  EXPECT_DOUBLE_EQ(permutation_p(3, nulls), 1.0 / 5);
  EXPECT_DOUBLE_EQ(permutation_p(1, nulls), 3.0 / 5);
}

TEST(Dissection, ANameNeedsEveryPartOfTheRule) {
  std::vector<FilterEvidence> evidence(kConceptCount);
  FilterEvidence& hair = evidence[static_cast<std::size_t>(Concept::kHair)];
  const FilterEvidence sure{50, 0.9, 0.5, 0.001, 0.8, 0.85};
  hair = sure;
  EXPECT_EQ(labels_of(evidence, 0.01), std::vector<Concept>{Concept::kHair});
  EXPECT_TRUE(labels_of(evidence, 0.0005).empty());
  const auto without = [&](auto spoil) {
    hair = sure;
    spoil(hair);
    return labels_of(evidence, 0.01).empty();
  };
  EXPECT_TRUE(without([](FilterEvidence& e) { e.images = 19; }));
  EXPECT_TRUE(without([](FilterEvidence& e) { e.shuffled = 0.86; }));
  EXPECT_TRUE(without([](FilterEvidence& e) { e.untrained = 0.89; }));
  EXPECT_TRUE(without([](FilterEvidence& e) { e.mixed = 0.91; }));
  EXPECT_TRUE(without([](FilterEvidence& e) { e.auc = 0.69, e.untrained = e.mixed = 0.5; }));
  // Other images' masks fit as well.
  EXPECT_TRUE(without([](FilterEvidence& e) { e.iou = 0.022, e.iou_shuffled = 0.031; }));
  EXPECT_FALSE(without([](FilterEvidence& e) { e.iou = 0.031, e.iou_shuffled = 0.022; }));
}

TEST(Dissection, AtMostTwoNamesTheSecondNearlyAsGood) {
  std::vector<FilterEvidence> evidence(kConceptCount);
  const auto set = [&](Concept what, double auc) {
    evidence[static_cast<std::size_t>(what)] = {50, auc, 0.5, 0.001, 0.6, 0.6};
  };
  set(Concept::kLesion, 0.90);
  set(Concept::kBorder, 0.93);
  set(Concept::kDarkerRegion, 0.89);
  EXPECT_EQ(labels_of(evidence, 0.01), (std::vector<Concept>{Concept::kBorder, Concept::kLesion}));
  set(Concept::kLesion, 0.80);
  set(Concept::kDarkerRegion, 0.80);
  EXPECT_EQ(labels_of(evidence, 0.01), std::vector<Concept>{Concept::kBorder});
}

}  // namespace
}  // namespace lesion
