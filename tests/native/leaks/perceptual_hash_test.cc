#include "native/data/perceptual_hash.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "core/image/resample.h"
#include "tests/native/leaks/made_images.h"

namespace lesion {
namespace {

using testing::laid_down;
using testing::lesion_image;
using testing::to_byte;

std::vector<Fingerprint> prints_of(const std::vector<Image>& images) {
  std::vector<Fingerprint> prints;
  for (const Image& image : images) prints.push_back(fingerprint(image));
  return prints;
}

bool near(const Image& a, const Image& b) { return near_duplicates(prints_of({a, b})).size() == 1; }

Image with_values(Image image, double (*change)(double)) {
  for (auto& v : image.rgb) v = to_byte(change(v));
  return image;
}

Image cropped(const Image& image, double part) {
  const double dx = part * image.width;
  const double dy = part * image.height;
  return resample_to_bytes(image, {dx, dy, image.width - 2 * dx, image.height - 2 * dy},
                           image.width, image.height);
}

TEST(PerceptualHash, BitIsTheSignOfItsCosine) {
  // An image that is one cosine (u = 3 across, v = 2 down) has that coefficient alone; its
  // negative has it with the other sign.
  for (const double sign : {1.0, -1.0}) {
    Image image{64, 64, {}};
    for (int y = 0; y < 64; ++y) {
      for (int x = 0; x < 64; ++x) {
        const double wave =
            std::cos(M_PI * 3 * (x + 0.5) / 64) * std::cos(M_PI * 2 * (y + 0.5) / 64);
        image.rgb.insert(image.rgb.end(), 3, to_byte(128 + sign * 100 * wave));
      }
    }
    EXPECT_EQ((fingerprint(image).hash >> (8 * 2 + 3)) & 1u, sign > 0 ? 1u : 0u);
  }
}

TEST(PerceptualHash, TurnedHashIsTheHashOfTheTurnedImage) {
  const Image image = lesion_image(1, 96, 96);
  const Fingerprint upright = fingerprint(image);
  for (int way = 0; way < kOrientations; ++way) {
    const Fingerprint turned = fingerprint(laid_down(image, way));
    EXPECT_LE(hash_distance(turned_hash(upright.hash, way), turned.hash), 1) << "way " << way;
    EXPECT_GT(thumb_correlation(turned, upright, way), 0.9999) << "way " << way;
  }
}

TEST(NearDuplicates, FindAnImageThatWasRescaled) {
  const Image image = lesion_image(2, 240, 180);
  EXPECT_TRUE(near(image, resample_to_bytes(image, {0, 0, 240, 180}, 101, 77)));
  EXPECT_TRUE(near(image, resample_to_bytes(image, {0, 0, 240, 180}, 64, 64)));
}

TEST(NearDuplicates, FindAnImageWithOtherBrightnessContrastOrGamma) {
  const Image image = lesion_image(3, 128, 128);
  EXPECT_TRUE(near(image, with_values(image, [](double v) { return v + 20; })));
  EXPECT_TRUE(near(image, with_values(image, [](double v) { return 128 + 0.6 * (v - 128); })));
  EXPECT_TRUE(
      near(image, with_values(image, [](double v) { return 255 * std::pow(v / 255, 1.4); })));
}

TEST(NearDuplicates, FindAnImageThatWasMirroredOrTurned) {
  const Image image = lesion_image(4, 128, 96);
  for (int way = 0; way < kOrientations; ++way) {
    const auto found = near_duplicates(prints_of({image, laid_down(image, way)}));
    EXPECT_EQ(found.size(), 1u) << "way " << way;
  }
}

TEST(NearDuplicates, FindAnImageWithNoise) {
  const Image image = lesion_image(5, 128, 128);
  Image noisy = image;
  Random random({5});
  for (auto& v : noisy.rgb) v = to_byte(v + 8 * random.normal());
  EXPECT_TRUE(near(image, noisy));
}

TEST(NearDuplicates, FindASmallCropAndNotALargeOne) {
  const Image image = lesion_image(6, 200, 200);
  EXPECT_TRUE(near(image, cropped(image, 0.01)));
  EXPECT_FALSE(near(image, cropped(image, 0.15)));
}

TEST(NearDuplicates, LeaveImagesOfOtherLesionsAlone) {
  std::vector<Image> images;
  for (std::uint64_t seed = 0; seed < 200; ++seed) images.push_back(lesion_image(seed, 64, 64));
  EXPECT_TRUE(near_duplicates(prints_of(images)).empty());
}

TEST(NearDuplicates, CompareNoImageOfOneColour) {
  const Image white{32, 32, std::vector<std::uint8_t>(32 * 32 * 3, 255)};
  EXPECT_FALSE(near(white, white));
  EXPECT_FALSE(near(Image{}, Image{}));
}

TEST(NearDuplicates, IndexFindsWhatComparingAllPairsFinds) {
  // Hashes in clusters around random centres, up to 14 bits away; all grey copies alike, so that
  // the distance alone decides.
  Random random({9});
  Fingerprint base = fingerprint(lesion_image(1, 64, 64));
  std::vector<Fingerprint> prints;
  for (int cluster = 0; cluster < 30; ++cluster) {
    const std::uint64_t centre = random.next();
    for (int i = 0; i < 10; ++i) {
      base.hash = centre;
      for (std::uint64_t k = random.below(15); k > 0; --k) {
        base.hash ^= std::uint64_t{1} << random.below(64);
      }
      base.hash &= ~std::uint64_t{1};
      prints.push_back(base);
    }
  }
  NearDuplicateRule rule;
  rule.max_distance = kMaxHashDistance;
  rule.min_correlation = rule.min_correlation_turned = -1;
  std::set<std::pair<std::size_t, std::size_t>> expected;
  for (std::size_t a = 0; a < prints.size(); ++a) {
    for (std::size_t b = a + 1; b < prints.size(); ++b) {
      for (int way = 0; way < kOrientations; ++way) {
        if (hash_distance(prints[a].hash, turned_hash(prints[b].hash, way)) <= kMaxHashDistance) {
          expected.insert({a, b});
        }
      }
    }
  }
  std::set<std::pair<std::size_t, std::size_t>> found;
  for (const auto& pair : near_duplicates(prints, rule)) found.insert({pair.first, pair.second});
  EXPECT_EQ(found, expected);
  EXPECT_GT(expected.size(), 300u);
}

}  // namespace
}  // namespace lesion
