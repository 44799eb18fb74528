// What was found on the image that is shown beside the network's answer: masks of concepts, the
// lesion's measures, and what a person is told of them.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "core/concepts/abcd.h"
#include "core/concepts/concepts.h"
#include "core/concepts/mask.h"
#include "core/image/image.h"
#include "core/model/region.h"

namespace lesion::viewer {

struct ViewerState;

struct SeenConcept {
  Concept what = Concept::kLesion;
  float presence = 0;
  bool told = false;  // surely enough there for a person to be told
  double share = 0;   // of the image's area
  Rect box = {};      // image pixels
  // At the size that it was found at; null where nothing is marked.
  std::shared_ptr<const Mask> mask = {};
  int cover = -1;  // its place among the covers that are drawn (Painter); -1: none
};

struct ImageMasks {
  int revision = 0;  // of the lesion's outline that they go by (Correction::revision)
  int width = 0;     // of the masks
  int height = 0;
  std::optional<LesionSummary> lesion;
  int lesion_parts = 0;
  std::vector<SeenConcept> concepts;  // in Concept's order, all of them
  std::optional<Abcd> abcd;

  const SeenConcept* find(Concept what) const;
};

// The estimate for the square that was seen with a concept painted over.
struct PaintedOver {
  Concept what = Concept::kHair;
  Rect region;
  double probability = 0;

  bool operator==(const PaintedOver&) const = default;
};

// Each mask is as large as is said, each concept there once.
bool agrees(const ImageMasks& masks);

// Masks are to be found: the estimate stands on the screen, and nobody has them yet, or only those
// of an outline that a hand which rests by now has corrected.
bool masks_wanted(const ViewerState& state);

// What can be drawn as an outline on this image, in Concept's order: marked, and sure (concepts.h).
std::vector<Concept> outlines_of(const ViewerState& state);
// The one that is drawn: chosen, and there on this image.
const SeenConcept* shown_outline(const ViewerState& state);

// Of the pixels of `mask`, which covers an image of that size, the part that lies in `square`, 0
// where there are none; and of the square's area the part that they cover.
struct Overlap {
  double of_mask = 0;
  double of_square = 0;
};
Overlap overlap_of(const Mask& mask, Rect square, int image_width, int image_height);

enum class WarningKind {
  kArtefact,        // something lies on what the network saw
  kNoLesion,        // none was found
  kSeveralLesions,  // `count`
  kLesionCut,       // `share` of the lesion lies outside of the square
  kLesionSmall,     // it takes up `share` of the square, far less or more than in training
  kLesionLarge,
  kUnlikeResponses,  // unlike the images that the network learned from, by its filters
  kUnlikeLight,      // by colours, light and sharpness (core/model/novelty.h)
};

// What part of a central square half of the lesions of ham10000 take up at least (1,500 masks of
// the part train).
inline constexpr double kCentralUsual = 0.30;

struct Warning {
  WarningKind kind = WarningKind::kNoLesion;
  Concept what = Concept::kLesion;  // of an artefact
  double share = 0;                 // of an artefact: of the square
  // Of an artefact: filters named for it that respond strongly; else of lesions.
  int count = 0;
  // The estimate with the artefact painted over; nothing until known.
  std::optional<double> without = {};
};

// What a person is told of the image that is shown, the weightiest first, at most four. Until masks
// have come only whether it is unlike what the network learned from; nothing while another square
// is asked for.
std::vector<Warning> warnings_of(const ViewerState& state);

// The artefact that a warning is about and that was not painted over yet, for the page to ask the
// worker; nothing where there is none.
std::optional<Concept> paint_over_wanted(const ViewerState& state);

// For a model whose square is in the image's middle: one fitted to the lesion as training saw
// lesions, to be pressed for; for one whose square is fitted to the lesion: refitted_square() of a
// corrected outline. Nothing without a lesion, and where that is the square that is asked for
// already.
std::optional<Rect> square_on_lesion(const ViewerState& state);

}  // namespace lesion::viewer
