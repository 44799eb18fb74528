#include "native/bench/images.h"

#include <cmath>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include "core/image/png.h"
#include "native/data/files.h"
#include "native/data/random.h"

namespace lesion::bench {
namespace {

// As HAM10000's part train has in batches of 96. At an epoch's first step the trainer waits for its
// first batch: were that every second step, it would weigh as it never does in a training.
constexpr int kEpochSteps = 87;

Image made_image(int side, std::uint64_t seed) {
  Random random({seed});
  Image image{side, side, {}};
  const double shade = random.uniform(120, 200);
  const double wave = random.uniform(0.02, 0.2);
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      const double value = shade + 40 * std::sin(wave * x) * std::cos(wave * y);
      for (const double tint : {1.0, 0.8, 0.7}) {
        image.rgb.push_back(static_cast<std::uint8_t>(value * tint));
      }
    }
  }
  return image;
}

}  // namespace

Images::Images(const Options& options) {
  std::string name = (std::filesystem::temp_directory_path() / "lesionlens-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  folder_ = name;
  const int side = options.size * 300 / 224;
  Dataset dataset;
  dataset.name = "made";
  for (int i = 0; i < options.images; ++i) {
    Record record;
    record.id = std::to_string(i);
    record.file = folder_ / (record.id + ".png");
    record.label = i % 2;
    const auto png = encode_png(made_image(side, static_cast<std::uint64_t>(i)));
    if (!png || !write_file_atomic(record.file, *png)) throw std::runtime_error("disk full");
    dataset.records.push_back(std::move(record));
  }
  for (int i = 0; i < kEpochSteps * options.batch; ++i) {
    set_.images.push_back(static_cast<std::size_t>(i % options.images));
    set_.labels.push_back(i % options.images % 2);
    set_.diagnoses.push_back(0);
  }
  auto cache = PixelCache::open(dataset, folder_ / "cache", side, options.threads, {});
  if (!cache) throw std::runtime_error(cache.error().message);
  cache_ = std::move(*cache);
}

Images::~Images() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

}  // namespace lesion::bench
