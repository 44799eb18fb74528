#include "core/explain/made.h"

#include <algorithm>
#include <cmath>

namespace lesion {
namespace {

// The channels' values as parts of the way from black to white.
std::vector<double> amounts(const Explanation& explanation, const InputRule& input) {
  double span = 1;
  if (input.range == ValueRange::kSigned) span = 2;
  if (input.range == ValueRange::kBytes) span = 255;
  std::vector<double> all;
  all.reserve(explanation.made.size());
  for (std::size_t i = 0; i < explanation.made.size(); ++i) {
    all.push_back(static_cast<double>(explanation.made[i]) * static_cast<double>(input.std[i % 3]) /
                  span);
  }
  return all;
}

double scale_of(std::vector<double> all) {
  if (all.empty()) return 0;
  for (double& one : all) one = std::abs(one);
  const auto at = all.begin() + static_cast<std::ptrdiff_t>((all.size() - 1) * 99 / 100);
  std::nth_element(all.begin(), at, all.end());
  return *at > 0 ? *at : *std::max_element(at, all.end());
}

}  // namespace

double made_scale(const Explanation& explanation, const InputRule& input) {
  return scale_of(amounts(explanation, input));
}

bool made_nothing(const Explanation& explanation) {
  return !explanation.made.empty() && std::all_of(explanation.made.begin(), explanation.made.end(),
                                                  [](float value) { return value == 0; });
}

Image made_picture(const Explanation& explanation, const InputRule& input) {
  if (explanation.made.empty()) return {};
  const auto all = amounts(explanation, input);
  const double scale = scale_of(all);
  Image picture{explanation.width, explanation.height, {}};
  picture.rgb.reserve(all.size());
  for (const double one : all) {
    const double t = scale > 0 ? std::clamp(one / scale, -1.0, 1.0) : 0;
    picture.rgb.push_back(static_cast<std::uint8_t>(std::lround(127.5 + 127.5 * t)));
  }
  return picture;
}

}  // namespace lesion
