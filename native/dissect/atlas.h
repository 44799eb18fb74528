// Each filter's strongest places on the images of a dissection, as a folder of files that the page
// shows beside a filter (docs/concepts.md).
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/image/image.h"
#include "native/dissect/subject.h"

namespace lesion {

struct AtlasRequest {
  std::filesystem::path folder;  // made where it is not there; empty: no atlas
  int places = 6;                // of each filter
  bool names = false;            // of the images' files, and of the data
};

// What is cut out about a strongest place: this part of the square that the network sees, a side.
inline constexpr double kAtlasPart = 1.0 / 3;
// Pixels a side of each crop; crops of a filter stand side by side in one file.
inline constexpr int kAtlasSide = 96;
// Of the place's response: inside the outline it is at least this part of it.
inline constexpr float kAtlasOutline = 0.5f;

struct AtlasPlace {
  std::size_t image = 0;
  float response = 0;
};

// The images with the greatest responses of each filter, greatest first, at most `places` and none
// that is not above 0; ties by the image. responses: by image, of every filter.
std::vector<std::vector<AtlasPlace>> strongest_images(std::span<const std::vector<float>> responses,
                                                      int places);

// About the strongest cell of `map` (the dissection's grid over `region` of the image, which may
// reach beyond it): kAtlasPart of the region, as far inside it as there is room, with the outline
// of where the map has at least kAtlasOutline of its greatest value. Empty where that is not above
// 0.
Image atlas_crop(const Image& image, const Rect& region, std::span<const float> map);

// One image again: its pixels, what the network saw of it, and all filters' maps.
struct AtlasSource {
  Image image;
  Rect region;
  GridMaps maps;
};
struct AtlasData {
  std::vector<std::string> models;  // SHA-256 of each file that the atlas is of
  std::string model;                // its name
  std::string data;
  std::vector<std::string> names;  // of the images
  std::vector<LayerSpan> layers;
};

// Writes LAYER-FILTER.jpg of every filter that responds, and index.json, last, so that a folder
// without one is none. `source(i)` is asked for every image that is needed, once, in their order;
// `progress(done, all)` is told. Of the crops of a few images only those that are still missing in
// a file are held: at most filters x places x 27 KB. Fails as source() does, and where a file
// cannot be written.
Result<void> write_atlas(const AtlasRequest& request, const AtlasData& data,
                         std::span<const std::vector<float>> responses,
                         const std::function<Result<AtlasSource>(std::size_t)>& source,
                         const std::function<void(std::size_t, std::size_t)>& progress);

// The atlas in `folder` is of another file too: the same network with another card.
Result<void> add_model(const std::filesystem::path& folder, const std::string& sha256);

}  // namespace lesion
