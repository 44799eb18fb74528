#include "native/dissect/subject.h"

#include <algorithm>
#include <cmath>

#include "core/concepts/find_concepts.h"
#include "core/maps/feature_maps.h"
#include "native/dissect/untrained.h"

namespace lesion {

Result<GridMaps> Subject::maps(const InputTensor& input, std::vector<LayerSpan>& spans) const {
  const auto outputs = runtime_.run(input.values, input.shape);
  if (!outputs) return tl::unexpected<Error>(outputs.error());
  GridMaps grid;
  std::vector<LayerSpan> found;
  int first = 0;
  for (const std::string& layer : layers_) {
    const NamedTensor* maps = outputs->find(layer);
    if (maps == nullptr || maps->shape.size() != 4 || maps->shape[0] != 1) {
      return fail(ErrorKind::kCorrupt, "the layer " + layer + " is no output with maps");
    }
    const auto filters = static_cast<int>(maps->shape[1]);
    const auto height = static_cast<int>(maps->shape[2]);
    const auto width = static_cast<int>(maps->shape[3]);
    const auto area = static_cast<std::size_t>(height) * static_cast<std::size_t>(width);
    const std::span<const float> all(maps->values);
    for (int f = 0; f < filters; ++f) {
      const auto map = all.subspan(static_cast<std::size_t>(f) * area, area);
      for (int y = 0; y < kDissectionSide; ++y) {
        for (int x = 0; x < kDissectionSide; ++x) {
          const float u = (static_cast<float>(x) + 0.5f) / kDissectionSide;
          const float v = (static_cast<float>(y) + 0.5f) / kDissectionSide;
          grid.push_back(sample_smooth(map, width, height, u, v));
        }
      }
    }
    found.push_back({layer, first, filters});
    first += filters;
  }
  spans = std::move(found);
  return grid;
}

Result<double> Subject::log_odds(const InputTensor& input, const ModelCard& card) const {
  const auto outputs = runtime_.run(input.values, input.shape);
  if (!outputs) return tl::unexpected<Error>(outputs.error());
  const NamedTensor* answer = outputs->find(card.logits_tensor);
  if (answer == nullptr || answer->values.size() != output_count(card)) {
    return fail(ErrorKind::kCorrupt, "the model has no output " + card.logits_tensor);
  }
  const double p = probability(card, answer->values);
  if (!(p >= 0 && p <= 1)) {
    return fail(ErrorKind::kCorrupt, "the output " + card.logits_tensor + " is no estimate");
  }
  const double held = std::clamp(p, kLeastProbability, 1 - kLeastProbability);
  return std::log(held / (1 - held));
}

Mixer::Mixer(const std::vector<LayerSpan>& spans, std::uint64_t seed) : spans_(spans) {
  for (const LayerSpan& span : spans_) {
    matrices_.push_back(
        random_orthogonal(span.filters, seed + static_cast<std::uint64_t>(span.first)));
  }
}

GridMaps Mixer::mixed(const GridMaps& maps) const {
  GridMaps out(maps.size(), 0.0f);
  for (std::size_t l = 0; l < spans_.size(); ++l) {
    const auto first = static_cast<std::size_t>(spans_[l].first);
    const auto count = static_cast<std::size_t>(spans_[l].filters);
    for (std::size_t to = 0; to < count; ++to) {
      float* row = out.data() + (first + to) * kDissectionCells;
      for (std::size_t from = 0; from < count; ++from) {
        const float weight = matrices_[l][to * count + from];
        const float* map = maps.data() + (first + from) * kDissectionCells;
        for (std::size_t c = 0; c < kDissectionCells; ++c) row[c] += weight * map[c];
      }
    }
  }
  return out;
}

std::vector<std::uint8_t> covers_on_grid(const FoundConcepts& found, const Rect& region) {
  constexpr int kFiner = 4;  // samples a cell and axis
  std::vector<std::uint8_t> covers(kConceptCount * kDissectionCells);
  for (std::size_t k = 0; k < kConceptCount; ++k) {
    const Plane& cover = found.findings[k].cover;
    if (cover.size() == 0) continue;
    const double scale_x = static_cast<double>(cover.width) / found.image_width;
    const double scale_y = static_cast<double>(cover.height) / found.image_height;
    const auto place = [](double at, int size) {
      return static_cast<int>(std::clamp(at, 0.0, size - 1.0));
    };
    for (int y = 0; y < kDissectionSide; ++y) {
      for (int x = 0; x < kDissectionSide; ++x) {
        float sum = 0;
        for (int j = 0; j < kFiner; ++j) {
          for (int i = 0; i < kFiner; ++i) {
            const double u = (x + (i + 0.5) / kFiner) / kDissectionSide;
            const double v = (y + (j + 0.5) / kFiner) / kDissectionSide;
            sum += cover.at(place((region.x + u * region.width) * scale_x, cover.width),
                            place((region.y + v * region.height) * scale_y, cover.height));
          }
        }
        covers[k * kDissectionCells + static_cast<std::size_t>(y * kDissectionSide + x)] =
            static_cast<std::uint8_t>(std::lround(sum / (kFiner * kFiner) * 255));
      }
    }
  }
  return covers;
}

}  // namespace lesion
