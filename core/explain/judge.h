// How far an explanation can be trusted: measures of its map against a mask of what matters,
// against the network itself, and against the same method's map of other weights. lesionlens
// explain --judge takes them over a data set (native/explain/judge.h).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/explain/explain.h"

namespace lesion {

// In cards and tables by these names (ExplanationScoreCard::measure). `rises`: more is better.
// Amounts are a map's values without their signs.
struct JudgeMeasure {
  std::string_view name;
  bool rises = true;
};
enum class Measure {
  kPointing,      // pointing_hit()
  kMass,          // relevance_mass()
  kInsertion,     // Fidelity
  kDeletion,      //
  kFaithfulness,  // insertion less deletion
  kUntrained,     // rank_similarity() with the map of the wholly untrained network
  kMprt,          // its mean over the cascade: last layer untrained, last two, ... (Adebayo et al.)
  kSmoothMprt,    // the same of maps that are means over noisy copies of the image
  kEfficientMprt,  // complexity_rise() from the map to the wholly untrained network's
};
inline constexpr std::array<JudgeMeasure, 9> kMeasures = {{{"pointing", true},
                                                           {"relevance_mass", true},
                                                           {"insertion", true},
                                                           {"deletion", false},
                                                           {"faithfulness", true},
                                                           {"untrained_similarity", false},
                                                           {"mprt", false},
                                                           {"smooth_mprt", false},
                                                           {"efficient_mprt", true}}};
constexpr std::size_t kMeasureCount = kMeasures.size();

// The control beside "random": a Gaussian in the middle, deviation a quarter of each side.
inline constexpr std::string_view kCentred = "centred";
std::vector<float> centred_map(int width, int height);

// Pointing game (Zhang et al. 2016), without their tolerance: 1 where the pixel of the greatest
// amount is on the mask (not 0 there), 0 where it is not; of pixels that share it, their part that
// is. Nothing where the map is 0 everywhere. map and mask have the same size, as below.
std::optional<double> pointing_hit(std::span<const float> map, std::span<const std::uint8_t> mask);

// Part of the map's amounts that lies on the mask, 0..1 (relevance mass accuracy; Arras, Osman,
// Samek 2022). Nothing where the map is 0 everywhere.
std::optional<double> relevance_mass(std::span<const float> map,
                                     std::span<const std::uint8_t> mask);

// Spearman's rank correlation of two maps' amounts, -1..1; equal values share their mean rank.
// Adebayo et al. 2018, "Sanity Checks for Saliency Maps", section 3. Nothing where either map has
// the same amount everywhere.
std::optional<double> rank_similarity(std::span<const float> a, std::span<const float> b);

// Entropy, in nats, of the histogram of a map's values: 100 bins of the same width from the least
// to the greatest. 0 for a map without differences. Efficient MPRT's measure of complexity:
// Hedström et al. 2024, "Sanity Checks Revisited", section 4.2.
double histogram_entropy(std::span<const float> map);
// (after - before) / before of the two maps' entropies: above 0 where the map becomes more complex
// as the network loses what it learnt, as it should. Nothing where the first map has no entropy.
std::optional<double> complexity_rise(std::span<const float> before, std::span<const float> after);

// The map's pixels, the greatest value (with its sign) first; equal ones in an order drawn from
// `seed`, so that a map that is 0 over half of the image does not favour its upper rows.
std::vector<std::uint32_t> strongest_first(std::span<const float> map, std::uint64_t seed);

// Deletion and insertion (Petsiuk, Das, Saenko 2018, section 4), each the area under the scores of
// `steps` + 1 images, 0..1 where scores are probabilities. Deletion: more and more of the pixels of
// `order` are those of `covered`. Insertion: the other way around, from `covered` to the image.
// Both with the same cover, so that neither profits from a milder one.
struct Fidelity {
  double insertion = 0;
  double deletion = 0;
};
// `score`: a number for each of `count` images one behind the other. Fails as it does, and with
// kExplainAnswer where it gives another count.
using ImageScorer =
    std::function<Result<std::vector<double>>(std::vector<float> images, int count)>;
Result<Fidelity> fidelity_of(const NetworkFacts& facts, std::span<const float> image,
                             std::span<const float> covered, std::span<const std::uint32_t> order,
                             int steps, const ImageScorer& score);

// The image as the network reads it, covered by `fill` (ExplainFill).
std::vector<float> covered_image(const NetworkFacts& facts, std::span<const float> image,
                                 ExplainFill fill);

}  // namespace lesion
