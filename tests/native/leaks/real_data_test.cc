// What the near-duplicate rule finds on real images, where they are.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <iostream>

#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC
#include <stb/stb_image_write.h>

#include "core/image/decode.h"
#include "core/image/resample.h"
#include "core/table/csv.h"
#include "native/data/files.h"
#include "native/data/leaks.h"
#include "native/data/parallel.h"
#include "tests/native/leaks/made_images.h"

namespace lesion {
namespace {

namespace fs = std::filesystem;

fs::path ham10000() {
  const char* place = std::getenv("LESIONLENS_DATA");
  return fs::path(place != nullptr ? place : "../shared/data") / "ham10000";
}

// `image` after it was saved as a JPEG of that quality.
Image through_jpeg(const Image& image, int quality) {
  std::vector<std::uint8_t> bytes;
  const auto append = [](void* to, void* data, int size) {
    const auto* begin = static_cast<const std::uint8_t*>(data);
    static_cast<std::vector<std::uint8_t>*>(to)->insert(
        static_cast<std::vector<std::uint8_t>*>(to)->end(), begin, begin + size);
  };
  stbi_write_jpg_to_func(append, &bytes, image.width, image.height, 3, image.rgb.data(), quality);
  return decode_image(bytes).value();
}

std::vector<std::string> column(const fs::path& csv, const char* name) {
  const auto bytes = read_file(csv).value();
  const auto table = parse_csv({reinterpret_cast<const char*>(bytes.data()), bytes.size()}).value();
  const auto place = static_cast<std::size_t>(table.column(name));
  std::vector<std::string> values;
  for (const CsvRow& row : table.rows) values.push_back(row.fields[place]);
  return values;
}

TEST(NearDuplicatesOfHam10000, FindEveryGroupAndAlmostNothingElse) {
  if (!fs::exists(ham10000())) GTEST_SKIP() << "no data at " << ham10000();
  const Dataset data = read_dataset(ham10000()).value();
  const auto groups = column(data.csv, "near_dup_group");
  ASSERT_EQ(groups.size(), data.records.size());
  const ImageScan scan = scan_images(data, 2);
  EXPECT_TRUE(scan.unreadable.empty());
  int pairs = 0;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    for (std::size_t j = i + 1; j < groups.size(); ++j) {
      if (!groups[i].empty() && groups[i] == groups[j]) ++pairs;
    }
  }
  int grouped = 0, same_lesion = 0, other = 0;
  for (const NearDuplicate& pair : near_duplicates(scan.prints)) {
    if (!groups[pair.first].empty() && groups[pair.first] == groups[pair.second]) {
      ++grouped;
    } else if (data.records[pair.first].lesion_id == data.records[pair.second].lesion_id) {
      ++same_lesion;
    } else {
      ++other;
      std::cout << data.records[pair.first].id << " " << data.records[pair.second].id << "\n";
    }
  }
  std::cout << "pairs of near_dup_group " << pairs << ", found " << grouped
            << "; further pairs of one lesion " << same_lesion << ", of two lesions " << other
            << "\n";
  EXPECT_EQ(grouped, pairs);
  // ISIC_0025226 and ISIC_0030074 are one photograph under two lesion ids.
  EXPECT_LE(other, 1);
  EXPECT_TRUE(find_leaks(data, scan).empty());
}

// A part of the data set's own images, changed, against the unchanged ones.
TEST(NearDuplicatesOfHam10000, KeepThroughTheChangesTheHeaderNames) {
  if (!fs::exists(ham10000())) GTEST_SKIP() << "no data at " << ham10000();
  const Dataset data = read_dataset(ham10000()).value();
  struct Change {
    const char* name;
    Image (*make)(const Image&);
    double at_least;  // part of the images found
  };
  static const auto crop = [](const Image& i, double part) {
    const double d = part * i.width;
    return resample_to_bytes(i, {d, d, i.width - 2 * d, i.height - 2 * d}, i.width, i.height);
  };
  const Change changes[] = {
      {"half size",
       [](const Image& i) {
         return resample_to_bytes(i, {0, 0, 256, 256}, 128, 128);
       },
       0.99},
      {"450x600",
       [](const Image& i) {
         return resample_to_bytes(i, {0, 0, 256, 256}, 600, 450);
       },
       0.99},
      {"mirrored", [](const Image& i) { return testing::laid_down(i, 1); }, 0.99},
      {"quarter turn", [](const Image& i) { return testing::laid_down(i, 5); }, 0.99},
      {"JPEG of quality 30", [](const Image& i) { return through_jpeg(i, 30); }, 0.99},
      {"gamma 1.3",
       [](const Image& i) {
         Image out = i;
         for (auto& v : out.rgb) v = testing::to_byte(255 * std::pow(v / 255.0, 1.3));
         return out;
       },
       0.97},
      {"crop of 1% a side", [](const Image& i) { return crop(i, 0.01); }, 0.9},
      {"crop of 2% a side", [](const Image& i) { return crop(i, 0.02); }, 0.5},
      {"crop of 5% a side", [](const Image& i) { return crop(i, 0.05); }, 0},
  };
  for (const Change& change : changes) {
    int found = 0, count = 0;
    for (std::size_t i = 0; i < data.records.size(); i += 50) {
      const Image image = decode_image(read_file(data.records[i].file).value()).value();
      const std::vector<Fingerprint> prints{fingerprint(image), fingerprint(change.make(image))};
      found += static_cast<int>(near_duplicates(prints).size());
      ++count;
    }
    std::cout << change.name << ": " << found << " of " << count << "\n";
    EXPECT_GE(found, change.at_least * count) << change.name;
  }
}

}  // namespace
}  // namespace lesion
