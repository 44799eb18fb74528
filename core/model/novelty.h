// How unlike the images that a network learned from an image is: novelty (out-of-distribution)
// detection by principal components. What is unlike them in another way than was measured is not
// noticed; docs/novelty.md says how often what is.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/image/image.h"

namespace lesion {

// By what an image is told from those that were learned from.
//   kResponses: the mean of each filter's map, of all layers in their order, its square root (0 of
//     what is below 0). Image after image they lie near a few directions, whatever the lesion: what
//     these leave of an image, its residual, is great for what is no dermoscopy (the reconstruction
//     error of principal components; as the residual of Wang et al. 2022, "ViM").
//   kLight: colour, contrast, light and sharpness of what is seen, before colour constancy takes
//     the light out (light_features); Mahalanobis' distance.
enum class NoveltyKind { kResponses, kLight };

inline constexpr std::size_t kLightFeatures = 12;

// Of `region` of an image, seen at 64 x 64 pixels; the edge repeats beyond it. By channel the mean
// of ln(v + 0.02) and the standard deviation, v in 0..1; the correlations of red with green and of
// green with blue; the mean of the greatest less the least channel; ln of the mean step between
// neighbouring pixels (plus 0.001) of the grey image, and of the one of 16 x 16; the square root of
// the part of the pixels whose grey is below 0.08. All 0 of an empty image or region.
std::array<float, kLightFeatures> light_features(const Image& image, const Rect& region);

// Of one layer's maps, C,H,W: square roots of the `filters` means, as kResponses has them. 0 of a
// mean that is no number.
std::vector<float> response_features(std::span<const float> maps, std::size_t filters);

struct NoveltyDetector {
  std::vector<double> mean;       // of each feature over the images that were learned from
  std::vector<double> deviation;  // its standard deviation, above 0
  // Principal components of the features so standardised, greatest variance first: size() numbers
  // each, one after the other.
  std::vector<double> directions;
  std::vector<double> variances;  // along them, above 0
  double threshold = 0;           // of the distance: unlike above it

  std::size_t size() const { return mean.size(); }
  bool operator==(const NoveltyDetector&) const = default;
};

// kHome: images as those that were learned from. kNear: dermoscopy of another kind. kFar: no
// dermoscopy.
enum class NoveltyGroup { kHome, kNear, kFar };
inline constexpr std::array<const char*, 3> kNoveltyGroupNames = {"home", "near", "far"};

// What was counted: of the images `what`, how many are above either threshold.
struct NoveltyFigure {
  std::string what;  // "ham10000 val", "text"
  NoveltyGroup group = NoveltyGroup::kHome;
  int images = 0;
  int responses = 0;  // above the first threshold
  int light = 0;      // above the second
  int either = 0;

  bool operator==(const NoveltyFigure&) const = default;
};

struct NoveltyCard {
  std::string learned_from;  // the images that the components are of
  int images = 0;            // how many
  std::string chosen_on;     // those that the thresholds are of
  NoveltyDetector responses;
  NoveltyDetector light;
  std::vector<NoveltyFigure> measured;

  bool operator==(const NoveltyCard&) const = default;
};

// Parts of the images that either detector calls unlike. `home`: of those that chose the thresholds
// and their like; `far`: of all of that group; `near_least`, `near_greatest`: of the kinds of that
// group. Nothing of a group without images.
struct NoveltySummary {
  std::optional<double> home;
  std::optional<double> far;
  std::optional<double> near_least;
  std::optional<double> near_greatest;
};
NoveltySummary summary_of(const NoveltyCard& card);

// In squared standard deviations, a feature. kResponses: the mean square of what the directions
// leave. kLight: the mean over the directions of the squared coordinate by its variance. Nothing
// where the number of features is another one, or one is not finite.
std::optional<double> novelty_distance(const NoveltyDetector& detector, NoveltyKind kind,
                                       std::span<const float> features);

// Distances of an image as parts of their thresholds: unlike where one is above 1.
struct Novelty {
  double responses = 0;
  double light = 0;

  bool unlike() const { return responses > 1 || light > 1; }
  bool operator==(const Novelty&) const = default;
};

// `responses`: of all layers, one after the other. Nothing where the detectors are for others.
std::optional<Novelty> novelty_of(const NoveltyCard& card, std::span<const float> responses,
                                  std::span<const float> light);

}  // namespace lesion
