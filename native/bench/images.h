// Synthetic images for measuring: what they show does not matter, their size does.
#pragma once

#include <filesystem>

#include "native/bench/sides.h"
#include "native/data/pixel_cache.h"
#include "native/train/loader.h"

namespace lesion::bench {

// `options.images` squares of 300/224 of the input's side, in a cache in a temporary folder that
// goes away with this; an epoch takes each of them many times.
class Images {
 public:
  explicit Images(const Options& options);  // throws std::runtime_error where the disk refuses
  ~Images();
  Images(const Images&) = delete;
  Images& operator=(const Images&) = delete;

  const PixelCache& cache() const { return cache_; }
  const TrainingSet& set() const { return set_; }

 private:
  std::filesystem::path folder_;
  PixelCache cache_;
  TrainingSet set_;
};

}  // namespace lesion::bench
