// What the page's doors to the viewer share.
#pragma once

#include <emscripten/val.h>

#include <span>
#include <vector>

#include "wasm/viewer/app.h"

namespace lesion::viewer {

inline App& app() {
  static App instance;
  return instance;
}

// A typed array's elements. Copied: the page's buffer may be detached any time.
template <typename T>
std::vector<T> elements(const emscripten::val& array) {
  if (array.isUndefined() || array.isNull()) return {};
  std::vector<T> copy(array["length"].as<std::size_t>());
  if (!copy.empty()) {
    emscripten::val(emscripten::typed_memory_view(copy.size(), copy.data()))
        .call<void>("set", array);
  }
  return copy;
}

// The array is kept, not copied: it is handed over for good. No level where size and pixels
// disagree.
inline PictureLevel picture_level(const emscripten::val& copy) {
  using emscripten::val;
  PictureLevel level{copy["width"].as<int>(), copy["height"].as<int>(), nullptr};
  const val rgba = copy["rgba"];
  const auto row_bytes = static_cast<double>(level.row_bytes());
  if (rgba["length"].as<double>() != row_bytes * level.height) return {};
  level.read = [rgba, row_bytes](int first, std::span<std::uint8_t> out) {
    const double from = first * row_bytes;
    const val part = rgba.call<val>("subarray", from, from + static_cast<double>(out.size()));
    val(emscripten::typed_memory_view(out.size(), out.data())).call<void>("set", part);
  };
  return level;
}

inline std::vector<PictureLevel> picture_levels(const emscripten::val& copies) {
  std::vector<PictureLevel> levels;
  for (const emscripten::val& copy : emscripten::vecFromJSArray<emscripten::val>(copies)) {
    levels.push_back(picture_level(copy));
  }
  return levels;
}

// layers: {channels, height, width, values, statistics} each.
inline std::vector<LayerAnswer> layer_answers(const emscripten::val& layers) {
  std::vector<LayerAnswer> answers;
  for (const emscripten::val& layer : emscripten::vecFromJSArray<emscripten::val>(layers)) {
    answers.push_back({{layer["channels"].as<int>(), layer["height"].as<int>(),
                        layer["width"].as<int>(), elements<float>(layer["values"])},
                       elements<float>(layer["statistics"])});
  }
  return answers;
}

}  // namespace lesion::viewer
