// Core's overlay over pixels that were read back from the screen, for tests/web/overlay.test.mjs.
//
// Standard input: one line of JSON
//   {"width","height"}            of the pixels
//   "region": {x,y,width,height}  what the network saw, in these pixels' coordinates
//   "map_width","map_height","low","high","opacity","smooth"
// then width x height x 4 bytes R,G,B,A, then map_width x map_height floats, little endian.
// Standard output: width x height x 3 bytes R,G,B. Ends with 1 where the input is not that.
#include <cstdio>
#include <cstring>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/maps/overlay.h"

int main() {
  std::string line;
  std::getline(std::cin, line);
  const auto head = nlohmann::json::parse(line, nullptr, false);
  if (!head.is_object()) return 1;
  const std::vector<char> rest{std::istreambuf_iterator<char>(std::cin), {}};

  lesion::Image image{head.value("width", 0), head.value("height", 0), {}};
  const auto pixels =
      static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height);
  const int map_width = head.value("map_width", 0);
  const int map_height = head.value("map_height", 0);
  std::vector<float> map(static_cast<std::size_t>(map_width) *
                         static_cast<std::size_t>(map_height));
  if (rest.size() != pixels * 4 + map.size() * sizeof(float)) return 1;
  image.rgb.reserve(pixels * 3);
  for (std::size_t i = 0; i < pixels * 4; ++i) {
    if (i % 4 != 3) image.rgb.push_back(static_cast<std::uint8_t>(rest[i]));
  }
  std::memcpy(map.data(), rest.data() + pixels * 4, map.size() * sizeof(float));

  const auto& rect = head["region"];
  const lesion::Rect region{rect.value("x", 0.0), rect.value("y", 0.0), rect.value("width", 0.0),
                            rect.value("height", 0.0)};
  lesion::OverlayStyle style;
  style.opacity = head.value("opacity", 0.0f);
  style.interpolation =
      head.value("smooth", true) ? lesion::Interpolation::kSmooth : lesion::Interpolation::kExact;
  style.scale = {head.value("low", 0.0f), head.value("high", 1.0f)};
  const lesion::Image out =
      lesion::overlay_reference(image, region, map, map_width, map_height, style);
  std::fwrite(out.rgb.data(), 1, out.rgb.size(), stdout);
  return 0;
}
