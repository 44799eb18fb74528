#include "native/synth/other_images.h"

#include <gtest/gtest.h>

#include <set>

namespace lesion::synth {
namespace {

TEST(OtherImages, FollowFromTheSeedAlone) {
  for (std::size_t k = 0; k < kOtherKindNames.size(); ++k) {
    const auto kind = static_cast<OtherKind>(k);
    const Image image = render_other(kind, 80, 60, 5);
    ASSERT_EQ(image.rgb.size(), 80u * 60 * 3) << kOtherKindNames[k];
    EXPECT_EQ(image.rgb, render_other(kind, 80, 60, 5).rgb) << kOtherKindNames[k];
    EXPECT_NE(image.rgb, render_other(kind, 80, 60, 6).rgb) << kOtherKindNames[k];
  }
}

TEST(OtherImages, HaveTheSidesOfSynth) {
  EXPECT_TRUE(render_other(OtherKind::kText, 16, 64, 1).empty());
  EXPECT_TRUE(render_other(OtherKind::kText, 64, 5000, 1).empty());
  EXPECT_EQ(render_other(OtherKind::kScene, 33, 100, 1).height, 100);
}

TEST(OtherImages, BlankIsBlankAndNoiseIsNot) {
  const auto colours = [](OtherKind kind) {
    const Image image = render_other(kind, 64, 64, 3);
    std::set<std::uint8_t> values(image.rgb.begin(), image.rgb.end());
    return values.size();
  };
  EXPECT_LT(colours(OtherKind::kBlank), 25u);
  EXPECT_GT(colours(OtherKind::kNoise), 60u);
}

}  // namespace
}  // namespace lesion::synth
