// What an artefact does to a network's answer: not what goes with it, but what changes when it is
// drawn on an image or taken away.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/concepts/find_concepts.h"
#include "core/error.h"
#include "core/image/image.h"
#include "core/model/card.h"

namespace lesion {

// As `lesionlens synth` draws them; gel: reflections, bubbles and the gel's border together.
inline constexpr std::array<std::string_view, 6> kArtefactNames = {"hair",  "ruler", "ink",
                                                                   "patch", "gel",   "dark_corner"};
inline constexpr std::size_t kArtefacts = kArtefactNames.size();

// The square that the network sees is drawn on at its own size, at most this many pixels a side.
inline constexpr int kEffectSide = 384;

// A square cut out of an image, and where each artefact lies on it: one byte a pixel, not 0 where
// it does; empty where less than kLeastCover of the square is.
struct EffectScene {
  Image square;
  std::array<std::vector<std::uint8_t>, kArtefacts> marked;
};
// Beyond the image its edge repeats. Sides in the region's proportions.
EffectScene effect_scene(const Image& image, const FoundConcepts& found, const Rect& region);

// The square with the artefact drawn on it by core/synth, from `seed`.
Image with_artefact(const Image& square, std::size_t artefact, std::uint64_t seed);

// Changes of the answer on one image; nothing where there is nothing to change.
struct EffectSample {
  std::array<std::array<std::optional<double>, kEffectWayNames.size()>, kArtefacts> changes;
};
// `log_odds` of the network's estimate for a square. An artefact that is not there is drawn; one
// that is there is painted over, and as much of the square in the same shape turned by half a turn,
// where it does not lie on the artefact itself (EffectWay::kElsewhere).
using LogOdds = std::function<Result<double>(const Image& square)>;
Result<EffectSample> effects_on(const EffectScene& scene, const LogOdds& log_odds,
                                std::uint64_t seed);

// Means and 95% intervals (bootstrap over images), by artefact, way and group: all, then each class
// of `classes`. `labels`: the class of each sample. Groups of fewer than kLeastEffectImages are
// left out.
inline constexpr std::size_t kLeastEffectImages = 10;
std::vector<ConceptEffectCard> mean_effects(std::span<const EffectSample> samples,
                                            std::span<const int> labels,
                                            std::span<const std::string> classes,
                                            std::uint64_t seed);

}  // namespace lesion
