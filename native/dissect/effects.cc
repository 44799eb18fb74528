#include "native/dissect/effects.h"

#include <algorithm>
#include <cmath>

#include "core/concepts/plane.h"
#include "core/image/fill.h"
#include "core/image/resample.h"
#include "core/synth/scene.h"
#include "native/data/random.h"
#include "native/dissect/bootstrap.h"
#include "native/dissect/tally.h"
#include "native/masks/concepts.h"

namespace lesion {
namespace {

using Marked = std::vector<std::uint8_t>;

int side_of(double length, double longest) {
  const double scale = std::min(1.0, kEffectSide / std::max(longest, 1.0));
  return std::max(1, static_cast<int>(std::lround(length * scale)));
}

// Where the concepts of one name cover half a pixel or more of the square.
Marked marked_on(const FoundConcepts& found, std::string_view name, const Rect& region, int width,
                 int height) {
  Marked marked(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  std::size_t count = 0;
  for (const Concept what : concepts_named(name)) {
    const Plane& cover = found.at(what).cover;
    if (cover.size() == 0) continue;
    const double scale_x = static_cast<double>(cover.width) / found.image_width;
    const double scale_y = static_cast<double>(cover.height) / found.image_height;
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        // What is repeated beyond the image's edge is no artefact of it.
        const double u = (region.x + (x + 0.5) / width * region.width) * scale_x;
        const double v = (region.y + (y + 0.5) / height * region.height) * scale_y;
        const int column = static_cast<int>(std::floor(u));
        const int row = static_cast<int>(std::floor(v));
        if (!cover.holds(column, row) || cover.at(column, row) < 0.5f) continue;
        auto& mark = marked[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                            static_cast<std::size_t>(x)];
        count += mark == 0 ? 1 : 0;
        mark = 255;
      }
    }
  }
  if (static_cast<double>(count) < kLeastCover * static_cast<double>(marked.size())) marked.clear();
  return marked;
}

// Grown by `radius` pixels: the soft rim of a hair is hair.
Marked grown(const Marked& marked, int width, int height, int radius) {
  Plane plane(width, height);
  for (std::size_t i = 0; i < marked.size(); ++i) plane.values[i] = marked[i] != 0 ? 1.0f : 0.0f;
  const Plane wider = dilated(plane, radius);
  Marked out(marked.size());
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = wider.values[i] > 0 ? 255 : 0;
  return out;
}

// Turned by half a turn, without what lies on `marked` itself.
Marked elsewhere(const Marked& marked) {
  Marked out(marked.rbegin(), marked.rend());
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (marked[i] != 0) out[i] = 0;
  }
  return out;
}

std::size_t count_of(const Marked& marked) {
  return static_cast<std::size_t>(
      std::count_if(marked.begin(), marked.end(), [](std::uint8_t m) { return m != 0; }));
}

}  // namespace

EffectScene effect_scene(const Image& image, const FoundConcepts& found, const Rect& region) {
  const double longest = std::max(region.width, region.height);
  const int width = side_of(region.width, longest);
  const int height = side_of(region.height, longest);
  EffectScene scene{resample_to_bytes(image, region, width, height), {}};
  for (std::size_t a = 0; a < kArtefacts; ++a) {
    scene.marked[a] = marked_on(found, kArtefactNames[a], region, width, height);
  }
  return scene;
}

Image with_artefact(const Image& square, std::size_t artefact, std::uint64_t seed) {
  synth::Scene scene(square.width, square.height);
  for (std::size_t i = 0; i < scene.pixels.size(); ++i) {
    for (std::size_t c = 0; c < 3; ++c) scene.pixels[i][c] = square.rgb[3 * i + c];
  }
  const std::string_view name = kArtefactNames[artefact];
  bool border = false;
  if (name == "hair") synth::draw_hair(scene, seed);
  if (name == "ruler") synth::draw_ruler(scene, seed);
  // Around the middle, where a fitted square has the lesion: a disc of the share that it has there.
  if (name == "ink") {
    synth::draw_ink(scene, seed, {scene.right() / 2, scene.bottom() / 2}, 0.31);
  }
  if (name == "patch") synth::draw_patch(scene, seed);
  if (name == "gel") synth::draw_gel(scene, seed, &border);
  if (name == "dark_corner") synth::draw_dark_corner(scene, seed);
  Image drawn{square.width, square.height, {}};
  drawn.rgb.reserve(square.rgb.size());
  for (const synth::Colour& pixel : scene.pixels) {
    for (const double value : pixel) {
      drawn.rgb.push_back(static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0, 255.0))));
    }
  }
  return drawn;
}

Result<EffectSample> effects_on(const EffectScene& scene, const LogOdds& log_odds,
                                std::uint64_t seed) {
  const auto before = log_odds(scene.square);
  if (!before) return tl::unexpected<Error>(before.error());
  EffectSample sample;
  const auto note = [&](std::size_t artefact, EffectWay way, const Image& changed) -> Result<void> {
    const auto after = log_odds(changed);
    if (!after) return tl::unexpected<Error>(after.error());
    sample.changes[artefact][static_cast<std::size_t>(way)] = *after - *before;
    return {};
  };
  const int width = scene.square.width;
  const int height = scene.square.height;
  const int rim = std::max(1, std::min(width, height) / 128);
  for (std::size_t a = 0; a < kArtefacts; ++a) {
    Random random({seed, a, 0xEFFEC7ull});
    if (scene.marked[a].empty()) {
      const Image drawn = with_artefact(scene.square, a, random.next());
      if (auto done = note(a, EffectWay::kDrawn, drawn); !done) {
        return tl::unexpected<Error>(done.error());
      }
      continue;
    }
    const Marked marked = grown(scene.marked[a], width, height, rim);
    const Image removed = filled_from_surroundings(scene.square, marked);
    if (auto done = note(a, EffectWay::kRemoved, removed); !done) {
      return tl::unexpected<Error>(done.error());
    }
    const Marked beside = elsewhere(marked);
    // A mask that lies on itself when it is turned has no control.
    if (count_of(beside) * 2 < count_of(marked)) continue;
    if (auto done = note(a, EffectWay::kElsewhere, filled_from_surroundings(scene.square, beside));
        !done) {
      return tl::unexpected<Error>(done.error());
    }
  }
  return sample;
}

std::vector<ConceptEffectCard> mean_effects(std::span<const EffectSample> samples,
                                            std::span<const int> labels,
                                            std::span<const std::string> classes,
                                            std::uint64_t seed) {
  std::vector<ConceptEffectCard> effects;
  for (std::size_t a = 0; a < kArtefacts; ++a) {
    for (std::size_t way = 0; way < kEffectWayNames.size(); ++way) {
      for (std::size_t group = 0; group <= classes.size(); ++group) {
        std::vector<double> changes;
        for (std::size_t i = 0; i < samples.size(); ++i) {
          const bool belongs = group == 0 || labels[i] == static_cast<int>(group - 1);
          const auto& change = samples[i].changes[a][way];
          if (belongs && change) changes.push_back(*change);
        }
        if (changes.size() < kLeastEffectImages) continue;
        Random random({seed, a, way, group});
        ConceptEffectCard effect;
        effect.images = static_cast<int>(changes.size());
        effect.change = mean_with_interval(changes, random);
        effect.concept_name = kArtefactNames[a];
        effect.way = static_cast<EffectWay>(way);
        effect.group = group == 0 ? "all" : classes[group - 1];
        effects.push_back(std::move(effect));
      }
    }
  }
  return effects;
}

}  // namespace lesion
