#include "native/dissect/atlas.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/concepts/dissection.h"
#include "core/image/resample.h"
#include "core/maps/feature_maps.h"
#include "native/data/files.h"
#include "native/synth/label_file.h"

namespace lesion {
namespace {

namespace fs = std::filesystem;

constexpr const char* kIndex = "index.json";
constexpr int kQuality = 88;
constexpr const char* kComment = "strongest places of a network's filter";

// Greatest values of the map within one cell's reach; its place in parts of the region.
struct Peak {
  double u = 0;
  double v = 0;
  float value = 0;
};

Peak peak_of(std::span<const float> map) {
  const auto greatest = std::max_element(map.begin(), map.end());
  const auto cell = static_cast<int>(greatest - map.begin());
  const int row = cell / kDissectionSide;
  return {(cell % kDissectionSide + 0.5) / kDissectionSide, (row + 0.5) / kDissectionSide,
          *greatest};
}

void set(Image& image, int x, int y, std::uint8_t value) {
  const auto at = 3 * static_cast<std::size_t>(y * image.width + x);
  for (std::size_t c = 0; c < 3; ++c) image.rgb[at + c] = value;
}

// A light line along the inside of the mask's edge, a dark one along its outside.
void draw_edge(Image& image, const std::vector<char>& inside) {
  const int side = image.width;
  const auto in = [&](int x, int y) {
    return x >= 0 && y >= 0 && x < side && y < side &&
           inside[static_cast<std::size_t>(y * side + x)] != 0;
  };
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      int beside = 0;
      for (const auto& [dx, dy] : {std::pair{1, 0}, {-1, 0}, {0, 1}, {0, -1}}) {
        const bool there = x + dx >= 0 && y + dy >= 0 && x + dx < side && y + dy < side;
        beside += there && in(x + dx, y + dy) != in(x, y) ? 1 : 0;
      }
      if (beside > 0) set(image, x, y, in(x, y) ? 255 : 0);
    }
  }
}

void put(Image& strip, int place, const Image& crop) {
  for (int y = 0; y < crop.height; ++y) {
    const auto row = static_cast<std::size_t>(crop.width) * 3;
    std::copy_n(
        crop.rgb.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(y) * row), row,
        strip.rgb.begin() + 3 * static_cast<std::ptrdiff_t>(y * strip.width + place * crop.width));
  }
}

// Files of filters whose crops are not all there yet.
struct Strips {
  std::map<std::size_t, Image> open;
  std::map<std::size_t, int> missing;
};

std::string file_name(const std::vector<LayerSpan>& layers, std::size_t filter) {
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const auto first = static_cast<std::size_t>(layers[l].first);
    if (filter < first + static_cast<std::size_t>(layers[l].filters)) {
      return std::to_string(l) + "-" + std::to_string(filter - first) + ".jpg";
    }
  }
  return {};
}

nlohmann::ordered_json index_of(const AtlasRequest& request, const AtlasData& data,
                                const std::vector<std::vector<AtlasPlace>>& chosen,
                                std::size_t images) {
  nlohmann::ordered_json index;
  index["format"] = "lesionlens atlas 1";
  index["models"] = data.models;
  index["model"] = data.model;
  index["images"] = images;
  index["side"] = kAtlasSide;
  index["layers"] = nlohmann::ordered_json::array();
  if (request.names) index["data"] = data.data;
  for (const LayerSpan& layer : data.layers) {
    auto filters = nlohmann::ordered_json::array();
    for (int f = 0; f < layer.filters; ++f) {
      const auto filter = static_cast<std::size_t>(layer.first + f);
      if (chosen[filter].empty()) {
        filters.push_back(nullptr);
        continue;
      }
      nlohmann::ordered_json one;
      one["file"] = file_name(data.layers, filter);
      for (const AtlasPlace& place : chosen[filter]) {
        one["responses"].push_back(place.response);
        if (request.names) one["images"].push_back(data.names[place.image]);
      }
      filters.push_back(std::move(one));
    }
    index["layers"].push_back(std::move(filters));
  }
  return index;
}

// Names of files need not be UTF-8.
Result<void> write_index(const fs::path& folder, const nlohmann::ordered_json& index) {
  const std::string text =
      index.dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
  return write_file_atomic(
      folder / kIndex, std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

}  // namespace

std::vector<std::vector<AtlasPlace>> strongest_images(std::span<const std::vector<float>> responses,
                                                      int places) {
  const std::size_t filters = responses.empty() ? 0 : responses[0].size();
  std::vector<std::vector<AtlasPlace>> chosen(filters);
  const auto most = static_cast<std::size_t>(std::max(places, 0));
  for (std::size_t f = 0; f < filters; ++f) {
    std::vector<AtlasPlace>& best = chosen[f];
    for (std::size_t i = 0; i < responses.size(); ++i) {
      if (f >= responses[i].size() || !(responses[i][f] > 0)) continue;
      const auto at =
          std::upper_bound(best.begin(), best.end(), responses[i][f],
                           [](float value, const AtlasPlace& one) { return value > one.response; });
      best.insert(at, {i, responses[i][f]});
      if (best.size() > most) best.pop_back();
    }
  }
  return chosen;
}

Image atlas_crop(const Image& image, const Rect& region, std::span<const float> map) {
  if (map.size() != kDissectionCells || image.empty()) return {};
  const Peak peak = peak_of(map);
  if (!(peak.value > 0)) return {};
  // In parts of the region.
  const double left = std::clamp(peak.u - kAtlasPart / 2, 0.0, 1 - kAtlasPart);
  const double top = std::clamp(peak.v - kAtlasPart / 2, 0.0, 1 - kAtlasPart);
  const Rect part{region.x + left * region.width, region.y + top * region.height,
                  kAtlasPart * region.width, kAtlasPart * region.height};
  Image crop = resample_to_bytes(image, part, kAtlasSide, kAtlasSide);
  if (crop.empty()) return crop;
  std::vector<char> inside(static_cast<std::size_t>(kAtlasSide) * kAtlasSide);
  for (int y = 0; y < kAtlasSide; ++y) {
    for (int x = 0; x < kAtlasSide; ++x) {
      const auto u = static_cast<float>(left + (x + 0.5) / kAtlasSide * kAtlasPart);
      const auto v = static_cast<float>(top + (y + 0.5) / kAtlasSide * kAtlasPart);
      const float value = sample_smooth(map, kDissectionSide, kDissectionSide, u, v);
      inside[static_cast<std::size_t>(y * kAtlasSide + x)] =
          value >= kAtlasOutline * peak.value ? 1 : 0;
    }
  }
  draw_edge(crop, inside);
  return crop;
}

Result<void> write_atlas(const AtlasRequest& request, const AtlasData& data,
                         std::span<const std::vector<float>> responses,
                         const std::function<Result<AtlasSource>(std::size_t)>& source,
                         const std::function<void(std::size_t, std::size_t)>& progress) {
  std::error_code error;
  fs::create_directories(request.folder, error);
  if (error) {
    return fail(ErrorKind::kIo, request.folder.string() + ": the folder cannot be made");
  }
  // An index that is there is of an atlas before, whose files are being replaced.
  fs::remove(request.folder / kIndex, error);
  const auto chosen = strongest_images(responses, request.places);
  // By image: the filters that want it, and where in their strip.
  std::map<std::size_t, std::vector<std::pair<std::size_t, int>>> wanted;
  Strips strips;
  for (std::size_t f = 0; f < chosen.size(); ++f) {
    for (std::size_t n = 0; n < chosen[f].size(); ++n) {
      wanted[chosen[f][n].image].emplace_back(f, static_cast<int>(n));
    }
    strips.missing[f] = static_cast<int>(chosen[f].size());
  }
  std::size_t done = 0;
  for (const auto& [image, filters] : wanted) {
    const auto seen = source(image);
    if (!seen) return tl::unexpected<Error>(seen.error());
    const std::span<const float> maps(seen->maps);
    for (const auto& [filter, place] : filters) {
      Image& strip = strips.open[filter];
      if (strip.empty()) {
        strip.width = kAtlasSide * static_cast<int>(chosen[filter].size());
        strip.height = kAtlasSide;
        strip.rgb.resize(3 * static_cast<std::size_t>(strip.width) * kAtlasSide);
      }
      const Image crop = atlas_crop(seen->image, seen->region,
                                    maps.subspan(filter * kDissectionCells, kDissectionCells));
      if (!crop.empty()) put(strip, place, crop);
      if (--strips.missing[filter] > 0) continue;
      const auto file = synth::encode_jpeg(strip, kQuality, kComment);
      if (!file) return tl::unexpected<Error>(file.error());
      const auto written =
          write_file_atomic(request.folder / file_name(data.layers, filter), *file);
      if (!written) return written;
      strips.open.erase(filter);
    }
    progress(++done, wanted.size());
  }
  return write_index(request.folder, index_of(request, data, chosen, responses.size()));
}

Result<void> add_model(const fs::path& folder, const std::string& sha256) {
  const auto file = read_file(folder / kIndex);
  if (!file) return tl::unexpected<Error>(file.error());
  auto index = nlohmann::ordered_json::parse(*file, nullptr, false);
  if (!index.is_object() || !index["models"].is_array()) {
    return fail(ErrorKind::kCorrupt, (folder / kIndex).string() + ": this is no atlas's index");
  }
  index["models"].push_back(sha256);
  return write_index(folder, index);
}

}  // namespace lesion
