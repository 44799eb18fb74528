// All concepts on one image.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "core/concepts/concept_image.h"
#include "core/concepts/concepts.h"
#include "core/concepts/lesion.h"
#include "core/concepts/lines.h"

namespace lesion {

// Covers at the size that the concepts are found at (kConceptSide): as masks of a large image all
// of them would take hundreds of megabytes.
struct FoundConcepts {
  int image_width = 0;  // of the image that was looked at
  int image_height = 0;
  MeanColour skin;                              // see ConceptImage
  std::array<Finding, kConceptCount> findings;  // in Concept's order

  const Finding& at(Concept what) const { return findings[static_cast<std::size_t>(what)]; }
};

// What an attribute is found from: the mask network's logits over the whole image (merge_mirrored).
struct AttributeLogits {
  Concept what = Concept::kPigmentNetwork;
  LogitGrid logits;
};

// `lesion` as large as the image (of another size: taken as empty). An attribute without logits is
// empty; with logits its cover is 0.5 at logit 0 and rises in a straight line from 0 at -1 to 1 at
// 1. An empty image gives empty covers. Additions, multiplications, divisions, comparisons
// and square roots only: the same bits natively and in WebAssembly, given the same lesion and
// logits.
FoundConcepts find_concepts(const Image& image, const Mask& lesion,
                            std::span<const AttributeLogits> attributes = {});

// The same in steps of at most a third of the work or so, between which other things can be done.
class ConceptSearch {
 public:
  // Of an image of width x height pixels that was brought to the concepts' size already.
  ConceptSearch(ConceptImage image, int width, int height, std::vector<AttributeLogits> attributes);

  // False where nothing is left to do.
  bool step();
  const ConceptImage& image() const { return image_; }
  // What was found so far: everything once step() has given false.
  const FoundConcepts& found() const { return found_; }

 private:
  Finding& at(Concept what) { return found_.findings[static_cast<std::size_t>(what)]; }
  void find_lines_of_others();
  void find_regions();

  ConceptImage image_;
  std::vector<AttributeLogits> attributes_;
  FoundConcepts found_;
  int steps_ = 0;  // done
  LineMap dark_;
  LineMap light_;
};

// The cover brought to width x height (bilinear), marked from 0.5.
Mask concept_mask(const Finding& finding, int width, int height);

}  // namespace lesion
