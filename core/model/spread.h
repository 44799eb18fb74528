// How far an estimate depends on where the square lies and which way round the image is: neither
// says anything of the lesion, so what they change is doubt.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "core/error.h"
#include "core/model/input_rule.h"
#include "core/model/preprocess.h"

namespace lesion {

// One way of looking at an image: a part of it, and a turn of what the network is given.
struct Variation {
  Rect region;
  int turn = 0;  // 0..7, as turned() has it

  bool operator==(const Variation&) const = default;
};

// The part of a side that a square is moved by: a step of the arrow keys.
inline constexpr double kSpreadStep = 0.05;

// `region` of an image of width x height pixels as it is first; then its other turns and flips
// (seven for a square input, three for another, which a quarter turn would not fit); then it moved
// by kSpreadStep of its width across, of its height down, and both, to all eight sides, each
// brought to what can be looked at (limited_region()) and none twice: a square as high as the image
// moves across only.
std::vector<Variation> variations(const Rect& region, int width, int height, const InputRule& rule);

// What the network is given, turned: bit 0 mirrors left and right, bit 1 upper and lower, bit 2
// after these swaps rows and columns (square inputs only; else it stays). As if the image itself
// had been turned, but for rounding. `tensor` as preprocess() makes it.
InputTensor turned(const InputTensor& tensor, const InputRule& rule, int turn);

struct Spread {
  double lowest = 0;  // calibrated probability
  double highest = 0;
  std::size_t n = 0;  // variations, with the one that is shown
};

// Of `estimate`s of all variations of `region`. Fails as the first that fails.
Result<Spread> spread_of(const Image& image, const InputRule& rule, const Rect& region,
                         const std::function<Result<double>(const InputTensor& input)>& estimate);

}  // namespace lesion
