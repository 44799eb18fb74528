#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/model/region.h"

namespace lesion {
namespace {

InputRule wide(CropKind kind, double fraction = 1) {
  return {.width = 200, .height = 100, .crop = {.kind = kind, .fraction = fraction}};
}

InputRule fitted() { return {.width = 100, .height = 100, .crop = {.kind = CropKind::kLesion}}; }

TEST(RegionFor, CentralIsTheMiddleSquareOfTheShorterSide) {
  EXPECT_EQ(region_for(square_input(224), 600, 450), (Rect{75, 0, 450, 450}));
  EXPECT_EQ(region_for(square_input(224), 450, 600), (Rect{0, 75, 450, 450}));
}

// Paper, section 3.1: downscaled to 300 x 300, crop of 224 x 224 (sizes reconstructed).
TEST(RegionFor, ThePapersCropOf224From300LeavesABorderOf38) {
  const Rect seen = region_for(square_input(224, 224.0 / 300.0), 300, 300);
  EXPECT_DOUBLE_EQ(seen.x, 38);
  EXPECT_DOUBLE_EQ(seen.y, 38);
  EXPECT_DOUBLE_EQ(seen.width, 224);
}

TEST(RegionFor, ARuleThatIsNotSquareSeesItsOwnAspect) {
  EXPECT_EQ(region_for(wide(CropKind::kCentral), 600, 450), (Rect{0, 75, 600, 300}));
  EXPECT_EQ(region_for(wide(CropKind::kCentral, 0.5), 600, 450), (Rect{150, 150, 300, 150}));
  EXPECT_EQ(region_for(wide(CropKind::kCentral), 600, 200), (Rect{100, 0, 400, 200}));
  EXPECT_EQ(region_for(wide(CropKind::kWhole), 600, 450), (Rect{-150, 0, 900, 450}));
  EXPECT_EQ(region_for(wide(CropKind::kWhole), 600, 200), (Rect{0, -50, 600, 300}));
}

// 2,700 / 0.30 = 9,000, a square of 94.87.
TEST(RegionFor, TheLesionFillsItsShareOfTheSquareAboutIt) {
  const Rect seen = region_for(fitted(), 600, 450, LesionSummary{2700, 200, 100});
  EXPECT_NEAR(seen.width, 94.868329805, 1e-9);
  EXPECT_EQ(seen.width, seen.height);
  EXPECT_NEAR(seen.x + seen.width / 2, 200, 1e-9);
  EXPECT_NEAR(seen.y + seen.height / 2, 100, 1e-9);
}

TEST(RegionFor, TheLesionsSquareIsAtMostTheCapAndMayReachBeyondTheImage) {
  // 200,000 / 0.30 would be a square of 816; the cap is 1.5 x 450.
  EXPECT_EQ(region_for(fitted(), 600, 450, LesionSummary{200'000, 300, 225}),
            (Rect{-37.5, -112.5, 675, 675}));
  InputRule rule = fitted();
  rule.crop.share = 1;
  rule.crop.cap = 0.5;
  EXPECT_EQ(region_for(rule, 600, 400, LesionSummary{160'000, 10, 20}), (Rect{-90, -80, 200, 200}));
}

TEST(RegionFor, AnInputThatIsNotSquareSeesTheSameAreaAboutTheLesion) {
  InputRule rule = wide(CropKind::kLesion);
  rule.crop.share = 0.5;
  const Rect seen = region_for(rule, 600, 450, LesionSummary{10'000, 300, 200});
  EXPECT_NEAR(seen.width, 200, 1e-9);
  EXPECT_NEAR(seen.height, 100, 1e-9);
  EXPECT_NEAR(seen.x, 200, 1e-9);
  EXPECT_NEAR(seen.y, 150, 1e-9);
}

TEST(RegionFor, WithoutAUsableLesionItIsTheCentre) {
  const Rect centre{75, 0, 450, 450};
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(region_for(fitted(), 600, 450), centre);
  for (const LesionSummary& none :
       {LesionSummary{0, 300, 200}, LesionSummary{-5, 300, 200}, LesionSummary{kNan, 300, 200},
        LesionSummary{kInfinity, 300, 200}, LesionSummary{100, kNan, 200},
        LesionSummary{100, 300, 451}, LesionSummary{100, -1, 200}}) {
    EXPECT_EQ(region_for(fitted(), 600, 450, none), centre);
  }
}

TEST(RegionFor, NothingIsSeenOfNothing) {
  EXPECT_EQ(region_for(square_input(4), 0, 450), Rect{});
  EXPECT_EQ(region_for(InputRule{.width = 0}, 600, 450), Rect{});
}

TEST(LimitedRegion, KeepsTheAspectAndTheLimitsOfBothSides) {
  EXPECT_EQ(limited_region({10.4, 20.6, 201, 0}, 600, 450, 2), (Rect{10, 21, 201, 100.5}));
  // The shorter side is at least an eighth of 448.
  EXPECT_EQ(limited_region({0, 0, 1, 1}, 600, 448, 2), (Rect{0, 0, 112, 56}));
  EXPECT_EQ(limited_region({0, 0, 1, 1}, 600, 448, 0.5), (Rect{0, 0, 56, 112}));
  EXPECT_EQ(limited_region({0, 0, 9999, 1}, 600, 450, 2), whole_region(600, 450, 2));
  EXPECT_EQ(limited_region({500, 400, 200, 1}, 600, 450, 2), (Rect{400, 350, 200, 100}));
}

TEST(RegionKindOf, IsWhatTheRuleIsWhereNobodyChoseAnother) {
  const InputRule whole{.width = 10, .height = 10, .crop = {.kind = CropKind::kWhole}};
  EXPECT_EQ(region_kind(whole_region(600, 450), 600, 450, whole), RegionKind::kWhole);
  EXPECT_TRUE(is_by_rule(whole_region(600, 450), 600, 450, whole));
  EXPECT_FALSE(is_by_rule(whole_region(600, 450), 600, 450, square_input(10)));
  const LesionSummary lesion{2700, 200, 100};
  const Rect seen = region_for(fitted(), 600, 450, lesion);
  EXPECT_EQ(region_kind(seen, 600, 450, fitted(), lesion), RegionKind::kLesion);
  EXPECT_EQ(region_kind(seen, 600, 450, fitted()), RegionKind::kMoved);
  // Where the lesion is known, the middle was chosen by a person; a square image's is its whole.
  EXPECT_EQ(region_kind(region_for(fitted(), 600, 450), 600, 450, fitted(), lesion),
            RegionKind::kMoved);
  EXPECT_EQ(region_kind({0, 0, 450, 450}, 450, 450, fitted(), lesion), RegionKind::kWhole);
  EXPECT_EQ(region_kind({0, 0, 450, 450}, 450, 450, fitted()), RegionKind::kCentral);
}

TEST(LimitedRegion, OfARuleThatFitsMayReachBeyondTheImageAsFarAsItsCentreLiesOnIt) {
  const RegionLimits limits = region_limits(fitted());
  EXPECT_TRUE(limits.beyond);
  EXPECT_EQ(limited_region({-26, -42, 324, 0}, 256, 256, limits), (Rect{-26, -42, 324, 324}));
  EXPECT_EQ(limited_region({-400, 900, 100, 0}, 256, 256, limits), (Rect{-50, 206, 100, 100}));
  EXPECT_EQ(limited_region({0, 0, 9999, 0}, 256, 256, limits).width, 512);
  EXPECT_EQ(limited_region(whole_region(601, 450), 601, 450, limits), whole_region(601, 450));
  EXPECT_FALSE(region_limits(square_input(10)).beyond);
}

}  // namespace
}  // namespace lesion
