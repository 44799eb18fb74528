// What one filter answered over many images, added up map by map.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/model/card.h"

namespace lesion {

// Two passes over the same images: first add_maximum with every map, then count with every map,
// then card. A value that is not finite (a network whose weights have run away) is left out of
// both.
class ResponseTally {
 public:
  // First pass; a map without a finite value counts as an image that drew no response.
  void add_maximum(std::span<const float> map);
  // Second pass: into bins between 0 and the greatest of all maxima.
  void count(std::span<const float> map);
  // All zero and dead where no image was added.
  FilterCard card() const;

 private:
  std::vector<float> maxima_;  // one an image
  float greatest_ = 0;         // of `maxima_`
  std::vector<std::uint64_t> bins_;
  std::uint64_t counted_ = 0;
  double sum_ = 0;  // of what was counted
};

}  // namespace lesion
