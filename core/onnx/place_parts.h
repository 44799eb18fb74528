// What several place rules need.
#pragma once

#include <cstddef>
#include <numeric>
#include <vector>

#include "core/onnx/place_rule.h"

namespace lesion::onnx::place_rule {

// Beyond this a file is not describing a network for images.
inline constexpr double kMaxExtent = 1 << 20;

inline constexpr const char* kMixed = "it mixes all cells of an axis of the image";
inline constexpr const char* kOpen = "where it puts the cells is not known before the network runs";

inline bool placed(const PlaceAxis& axis) { return axis.source >= 0; }

// The first input's places with some axes lost.
inline void lose_axes(PlaceCall& call, const std::vector<std::size_t>& axes, const char* why) {
  if (call.in(0) == nullptr) return;
  Place place = *call.in(0);
  for (const auto axis : axes) {
    if (axis >= place.size()) continue;
    if (placed(place[axis])) call.lose(why);
    place[axis] = PlaceAxis{};
  }
  call.set(std::move(place));
}

// The axes from `first` on.
inline std::vector<std::size_t> from(std::size_t first, std::size_t rank) {
  std::vector<std::size_t> axes(rank > first ? rank - first : 0);
  std::iota(axes.begin(), axes.end(), first);
  return axes;
}

}  // namespace lesion::onnx::place_rule
