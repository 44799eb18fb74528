#include "native/data/pixel_cache.h"

#include <gtest/gtest.h>

#include <fstream>

#include "core/image/resample.h"
#include "tests/native/made_dataset.h"

namespace lesion {
namespace {

class PixelCacheTest : public testing::Test {
 protected:
  PixelCacheTest() {
    make_dataset(data(), 16);
    dataset_ = *read_dataset(data());
  }

  std::filesystem::path data() const { return folder_.path() / "data"; }
  std::filesystem::path cache() const { return folder_.path() / "cache"; }
  Result<PixelCache> open(int side, int threads = 1) {
    return PixelCache::open(dataset_, cache(), side, threads, {});
  }

  TemporaryFolder folder_;
  Dataset dataset_;
};

std::vector<std::uint8_t> copy(std::span<const std::uint8_t> bytes) {
  return {bytes.begin(), bytes.end()};
}

TEST_F(PixelCacheTest, HoldsTheImagesOwnPixelsAtTheirOwnSize) {
  const auto cache = open(48);
  ASSERT_TRUE(cache) << cache.error().message;
  EXPECT_EQ(copy(cache->image(3)), made_image(true, 3).rgb);
}

TEST_F(PixelCacheTest, SmallerImagesAreCoresResampling) {
  const auto cache = open(20, 2);
  ASSERT_TRUE(cache);
  EXPECT_EQ(copy(cache->image(5)),
            resample_to_bytes(made_image(true, 5), {0, 0, 48, 48}, 20, 20).rgb);
  const auto level = PixelCache::resized(*open(48), this->cache(), 20, 2);
  ASSERT_TRUE(level);
  EXPECT_EQ(copy(level->image(5)), copy(cache->image(5)));
}

TEST_F(PixelCacheTest, ImageThatChangedIsReadAnew) {
  ASSERT_TRUE(open(48));
  write_image(data() / "images" / "MADE_0.png", made_image(true, 9));
  EXPECT_EQ(copy(open(48)->image(0)), made_image(true, 9).rgb);
}

TEST_F(PixelCacheTest, DamagedCacheIsMadeAnew) {
  ASSERT_TRUE(open(48));
  const auto file = std::filesystem::directory_iterator(cache())->path();
  {
    std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
    bytes.seekp(-100, std::ios::end);
    bytes << "damage";
  }
  EXPECT_EQ(copy(open(48)->image(15)), made_image(true, 15).rgb);
  std::filesystem::resize_file(file, 1000);
  EXPECT_EQ(copy(open(48)->image(15)), made_image(true, 15).rgb);
}

TEST_F(PixelCacheTest, UnreadableImageIsNamedByLineAndFile) {
  write_text(data() / "images" / "MADE_4.png", "this is no image");
  const auto cache = open(48, 2);
  ASSERT_FALSE(cache);
  EXPECT_EQ(cache.error().message.rfind("metadata.csv line 6: MADE_4.png: ", 0), 0u)
      << cache.error().message;
}

TEST_F(PixelCacheTest, ScanListsWhatCannotBeReadAndTheOthersKeepTheirPlaces) {
  write_text(data() / "images" / "MADE_4.png", "this is no image");
  dataset_.records[7].file.clear();
  ImageScan scan;
  for (const char* pass : {"new", "again"}) {
    Dataset dataset = dataset_;
    auto cache = PixelCache::open(dataset, this->cache(), 48, 2, {}, scan);
    ASSERT_TRUE(cache) << pass << cache.error().message;
    ASSERT_EQ(scan.unreadable.size(), 2u);
    EXPECT_EQ(scan.unreadable[0].place, 4u);
    EXPECT_EQ(scan.unreadable[0].reason.rfind("MADE_4.png: ", 0), 0u);
    EXPECT_EQ(scan.unreadable[1].reason, "MADE_7: there is no such image");
    EXPECT_EQ(scan.contents[4], 0u);
    EXPECT_EQ(scan.prints[4].contrast, 0);
    EXPECT_EQ(scan.prints[5].hash, fingerprint(made_image(true, 5)).hash);
    cache->leave_out(scan.unreadable);
    drop_unreadable(dataset, scan);
    ASSERT_EQ(cache->count(), 14u);
    EXPECT_EQ(dataset.records[6].id, "MADE_8");
    EXPECT_EQ(copy(cache->image(6)), made_image(false, 8).rgb);
    const auto level = PixelCache::resized(*cache, this->cache(), 20, 1);
    ASSERT_TRUE(level);
    EXPECT_EQ(copy(level->image(6)),
              resample_to_bytes(made_image(false, 8), {0, 0, 48, 48}, 20, 20).rgb);
  }
}

TEST_F(PixelCacheTest, ASquareOfItsOwnIsCutOutAndAnotherRulesIsMadeAnew) {
  const auto cut = [this](double x, std::uint64_t identity) {
    const CachedSquare square{
        .region = [x](std::span<const std::uint8_t>, const Image&) -> Result<Rect> {
          return Rect{x, 8, 16, 16};
        },
        .identity = identity,
        .name = "lesion"};
    auto cache = PixelCache::open(dataset_, this->cache(), 16, 1, {}, square);
    return copy(cache->image(3));
  };
  const Image image = made_image(true, 3);
  EXPECT_EQ(cut(4, 1), resample_to_bytes(image, {4, 8, 16, 16}, 16, 16).rgb);
  // Beyond the image its edge repeats.
  EXPECT_EQ(cut(-5, 2), resample_to_bytes(image, {-5, 8, 16, 16}, 16, 16).rgb);
  // The same rule again: what it made is kept.
  EXPECT_EQ(cut(9, 2), resample_to_bytes(image, {-5, 8, 16, 16}, 16, 16).rgb);
  // Central squares have a file of their own.
  EXPECT_EQ(copy(open(16)->image(3)), resample_to_bytes(image, {0, 0, 48, 48}, 16, 16).rgb);
}

}  // namespace
}  // namespace lesion
