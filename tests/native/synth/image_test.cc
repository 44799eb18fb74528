// Rendered images and their masks.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>

#include "core/synth/plane.h"
#include "native/synth/synth.h"

namespace lesion::synth {
namespace {

using Mask = std::vector<std::uint8_t>;

SynthOptions options(std::uint64_t seed, int width = 160, int height = 128) {
  SynthOptions made;
  made.width = width;
  made.height = height;
  made.seed = seed;
  made.irregular = seed % 2 == 1;
  made.several_colours = seed % 4 >= 2;
  return made;
}

std::size_t area(const Mask& mask) {
  return static_cast<std::size_t>(std::count(mask.begin(), mask.end(), 255));
}

bool overlap(const Mask& a, const Mask& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] != 0 && b[i] != 0) return true;
  }
  return false;
}

double luminance(const Image& image, std::size_t pixel) {
  return 0.2126 * image.rgb[pixel * 3] + 0.7152 * image.rgb[pixel * 3 + 1] +
         0.0722 * image.rgb[pixel * 3 + 2];
}

double mean_luminance(const Image& image, const Mask& mask) {
  double sum = 0.0;
  for (std::size_t i = 0; i < mask.size(); ++i) {
    if (mask[i] != 0) sum += luminance(image, i);
  }
  return sum / static_cast<double>(area(mask));
}

struct Kind {
  Concept mark;
  bool Artefacts::*flag;
};
constexpr std::array<Kind, 6> kKinds = {{{Concept::kHair, &Artefacts::hair},
                                         {Concept::kRuler, &Artefacts::ruler},
                                         {Concept::kGel, &Artefacts::gel},
                                         {Concept::kInk, &Artefacts::ink},
                                         {Concept::kPatch, &Artefacts::patch},
                                         {Concept::kDarkCorner, &Artefacts::dark_corner}}};

TEST(SyntheticImage, SameOptionsGiveSameBytes) {
  SynthOptions made = options(5);
  made.artefacts = {true, true, true, true, true, true};
  const SynthImage first = render(made);
  const SynthImage second = render(made);
  EXPECT_EQ(first.image.rgb, second.image.rgb);
  EXPECT_EQ(first.masks, second.masks);
}

TEST(SyntheticImage, AnotherSeedGivesAnotherImageAndLesion) {
  const SynthImage first = render(options(4));
  const SynthImage second = render(options(8));
  EXPECT_NE(first.image.rgb, second.image.rgb);
  EXPECT_NE(first.mask(Concept::kLesion), second.mask(Concept::kLesion));
}

TEST(SyntheticImage, HasTheSizeAskedForAndMasksOfZeroAnd255) {
  const SynthImage image = render(options(2, 200, 90));
  EXPECT_EQ(image.image.width, 200);
  EXPECT_EQ(image.image.height, 90);
  EXPECT_EQ(image.image.rgb.size(), 200u * 90u * 3u);
  for (const Mask& mask : image.masks) {
    ASSERT_EQ(mask.size(), 200u * 90u);
    for (const std::uint8_t value : mask) EXPECT_TRUE(value == 0 || value == 255);
  }
}

TEST(SyntheticImage, OutOfRangeOptionsGiveNoImage) {
  EXPECT_TRUE(render(options(1, kSmallestSide - 1, 64)).image.empty());
  EXPECT_TRUE(render(options(1, 64, kLargestSide + 1)).image.empty());
  SynthOptions made = options(1);
  made.tone = 7;
  EXPECT_TRUE(render(made).image.empty());
}

TEST(SyntheticImage, IsMalignantByTheStatedRuleOnly) {
  for (const bool irregular : {false, true}) {
    for (const bool several : {false, true}) {
      SynthOptions made = options(9, 64, 64);
      made.irregular = irregular;
      made.several_colours = several;
      EXPECT_EQ(render(made).malignant, irregular && several);
    }
  }
}

TEST(Masks, LesionLiesWithinTheImageAndTakesAPlausibleShare) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const SynthImage image = render(options(seed));
    const double share = static_cast<double>(area(image.mask(Concept::kLesion))) / (160.0 * 128.0);
    EXPECT_GT(share, 0.03) << seed;
    EXPECT_LT(share, 0.50) << seed;
  }
}

TEST(Masks, BorderBandStraddlesTheLesionsEdge) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const SynthImage image = render(options(seed));
    const Mask& lesion = image.mask(Concept::kLesion);
    const Mask& border = image.mask(Concept::kBorder);
    const double reach = std::max(1.5, 0.02 * 128);
    std::size_t inner = 0;
    std::size_t outer = 0;
    // Distance to the other side by search over the neighbourhood.
    for (int y = 0; y < 128; ++y) {
      for (int x = 0; x < 160; ++x) {
        const auto at = [&](int u, int v) { return lesion[static_cast<std::size_t>(v * 160 + u)]; };
        double nearest = 1e9;
        for (int v = std::max(0, y - 6); v <= std::min(127, y + 6); ++v) {
          for (int u = std::max(0, x - 6); u <= std::min(159, x + 6); ++u) {
            if (at(u, v) != at(x, y)) nearest = std::min(nearest, std::hypot(u - x, v - y));
          }
        }
        const bool marked = border[static_cast<std::size_t>(y * 160 + x)] != 0;
        EXPECT_EQ(marked, nearest - 0.5 <= reach) << seed << " at " << x << "," << y;
        if (marked) ++(at(x, y) != 0 ? inner : outer);
      }
    }
    EXPECT_GT(inner, 50u);
    EXPECT_GT(outer, 50u);
  }
}

TEST(Masks, DarkerRegionLiesInTheLesionAndIsDarker) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const SynthImage image = render(options(seed));
    const Mask& lesion = image.mask(Concept::kLesion);
    const Mask& darker = image.mask(Concept::kDarkerRegion);
    ASSERT_GT(area(darker), 20u) << seed;
    Mask rest = lesion;
    for (std::size_t i = 0; i < rest.size(); ++i) {
      EXPECT_TRUE(darker[i] == 0 || lesion[i] != 0);
      if (darker[i] != 0) rest[i] = 0;
    }
    EXPECT_LT(mean_luminance(image.image, darker) + 5.0, mean_luminance(image.image, rest)) << seed;
    EXPECT_LT(mean_luminance(image.image, rest) + 10.0,
              mean_luminance(image.image, image.mask(Concept::kSkin)))
        << seed;
  }
}

TEST(Masks, SkinExcludesLesionAndArtefactsAndNothingElse) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    SynthOptions made = options(seed);
    made.artefacts = {true, true, true, true, true, true};
    const SynthImage image = render(made);
    for (std::size_t i = 0; i < image.masks[0].size(); ++i) {
      bool other = image.mask(Concept::kLesion)[i] != 0;
      for (const Kind& kind : kKinds) other = other || image.mask(kind.mark)[i] != 0;
      EXPECT_EQ(image.mask(Concept::kSkin)[i] != 0, !other);
    }
  }
}

TEST(Masks, NothingLiesUnderWhatIsOpaque) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    SynthOptions made = options(seed);
    made.artefacts = {true, true, true, true, true, true};
    const SynthImage image = render(made);
    for (const Concept c : {Concept::kLesion, Concept::kBorder, Concept::kDarkerRegion,
                            Concept::kHair, Concept::kInk}) {
      EXPECT_FALSE(overlap(image.mask(c), image.mask(Concept::kPatch)));
      EXPECT_FALSE(overlap(image.mask(c), image.mask(Concept::kDarkCorner)));
    }
    EXPECT_FALSE(overlap(image.mask(Concept::kRuler), image.mask(Concept::kDarkCorner)));
    EXPECT_FALSE(overlap(image.mask(Concept::kGel), image.mask(Concept::kDarkCorner)));
  }
}

TEST(Artefact, HasANonEmptyMaskWherePixelsDiffer) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    const SynthImage plain = render(options(seed));
    for (const Kind& kind : kKinds) {
      SynthOptions made = options(seed);
      made.artefacts.*kind.flag = true;
      const SynthImage marked = render(made);
      const Mask& mask = marked.mask(kind.mark);
      const std::string what = std::string(kConceptNames[static_cast<std::size_t>(kind.mark)]) +
                               ", seed " + std::to_string(seed);
      ASSERT_GT(area(mask), 15u) << what;
      EXPECT_EQ(area(plain.mask(kind.mark)), 0u) << what;
      double change = 0.0;
      for (std::size_t i = 0; i < mask.size(); ++i) {
        if (mask[i] != 0)
          change += std::abs(luminance(marked.image, i) - luminance(plain.image, i));
      }
      EXPECT_GT(change / static_cast<double>(area(mask)), 6.0) << what;
    }
  }
}

TEST(Artefact, LeavesTheRestOfTheImageAsItWas) {
  // Hair, ruler and ink reach only a little beyond their masks: shadows and soft edges.
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    const SynthImage plain = render(options(seed));
    for (const Kind& kind : {kKinds[0], kKinds[1], kKinds[3]}) {
      SynthOptions made = options(seed);
      made.artefacts.*kind.flag = true;
      const SynthImage marked = render(made);
      const std::vector<double> distance = distance_to(marked.mask(kind.mark), 160, 128);
      for (std::size_t i = 0; i < distance.size(); ++i) {
        if (distance[i] < 14.0) continue;
        for (std::size_t c = 0; c < 3; ++c) {
          EXPECT_EQ(marked.image.rgb[i * 3 + c], plain.image.rgb[i * 3 + c]) << seed;
        }
      }
    }
  }
}

TEST(Artefact, HairAndDarkCornersAreDark) {
  SynthOptions made = options(6);
  made.tone = 1;
  made.artefacts.hair = true;
  const SynthImage hair = render(made);
  EXPECT_LT(mean_luminance(hair.image, hair.mask(Concept::kHair)), 110.0);
  made.artefacts = {};
  made.artefacts.dark_corner = true;
  const SynthImage corner = render(made);
  EXPECT_LT(mean_luminance(corner.image, corner.mask(Concept::kDarkCorner)), 40.0);
}

TEST(Colours, SkinIsWarmAndDarkensWithTheTone) {
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    double lighter = 256.0;
    for (const int tone : {1, 3, 4, 5, 6}) {
      SynthOptions made = options(seed, 64, 64);
      made.tone = tone;
      const SynthImage image = render(made);
      EXPECT_EQ(image.tone, tone);
      const Mask& skin = image.mask(Concept::kSkin);
      const double here = mean_luminance(image.image, skin);
      EXPECT_LT(here, lighter) << "seed " << seed << ", tone " << tone;
      lighter = here;
      double red = 0.0;
      double green = 0.0;
      for (std::size_t i = 0; i < skin.size(); ++i) {
        if (skin[i] == 0) continue;
        red += image.image.rgb[i * 3];
        green += image.image.rgb[i * 3 + 1];
      }
      EXPECT_GT(red, green);
    }
    EXPECT_GT(lighter, 35.0);
  }
}

// Perimeter over that of the disc of the same area, from the count of pixel edges: 4/pi for a disc.
double roughness(const SynthImage& image) {
  const Mask& lesion = image.mask(Concept::kLesion);
  const auto width = static_cast<std::size_t>(image.image.width);
  std::size_t edges = 0;
  for (std::size_t i = 0; i + width < lesion.size(); ++i) {
    edges += lesion[i] != lesion[i + width] ? 1u : 0u;
    if ((i + 1) % width != 0) edges += lesion[i] != lesion[i + 1] ? 1u : 0u;
  }
  return static_cast<double>(edges) / std::sqrt(4.0 * M_PI * static_cast<double>(area(lesion)));
}

TEST(Border, IrregularOneIsRougherThanARegularOneOnAverage) {
  double regular = 0.0;
  double irregular = 0.0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SynthOptions made = options(seed, 192, 192);
    made.irregular = false;
    regular += roughness(render(made)) / 20.0;
    made.irregular = true;
    irregular += roughness(render(made)) / 20.0;
  }
  EXPECT_GT(regular, 4.0 / M_PI * 0.97);
  EXPECT_LT(regular, 1.45);
  EXPECT_GT(irregular, regular * 1.2);
}

}  // namespace
}  // namespace lesion::synth
