// What is said of a concept on a whole image: whether it is there, how much of the image it covers.
#pragma once

#include <array>
#include <optional>

#include "core/concepts/find_concepts.h"

namespace lesion {

// From which Finding::presence on a person is told that an artefact lies on the image. Nothing
// where presence does not tell well enough, and for what is no artefact. docs/concepts.md has how
// often that is right and how often it is missed.
std::optional<float> told_from(Concept what);

struct ConceptSummary {
  Concept what = Concept::kLesion;
  float presence = 0;  // each finder says how
  bool told = false;   // presence is at least told_from()
  bool sure = false;   // its mask may be drawn as an outline (ConceptInfo::outlined)
  double share = 0;    // of the image's area, of what is marked at the findings' size
  Rect box;            // pixels of the image; empty where nothing is marked
};

// In Concept's order.
std::array<ConceptSummary, kConceptCount> summaries_of(const FoundConcepts& found);

// Connected parts of the lesion that have at least a tenth of its area.
int lesion_parts(const FoundConcepts& found);

}  // namespace lesion
