#include "core/concepts/presence.h"

#include <algorithm>

namespace lesion {
namespace {

constexpr double kLeastPart = 0.1;

// The finding's mask at its own size.
Mask marked(const Finding& finding) {
  return concept_mask(finding, finding.cover.width, finding.cover.height);
}

}  // namespace

std::optional<float> told_from(Concept what) {
  switch (what) {
    case Concept::kHair:
      return 1.0f;
    case Concept::kRuler:
      return 0.4f;
    case Concept::kInk:
      return 0.1f;
    case Concept::kPatch:
      return 0.001f;
    default:
      return std::nullopt;
  }
}

std::array<ConceptSummary, kConceptCount> summaries_of(const FoundConcepts& found) {
  std::array<ConceptSummary, kConceptCount> all;
  for (std::size_t k = 0; k < kConceptCount; ++k) {
    const Finding& finding = found.findings[k];
    ConceptSummary& one = all[k];
    one.what = static_cast<Concept>(k);
    one.presence = finding.presence;
    one.sure = kConcepts[k].outlined;
    const std::optional<float> from = told_from(one.what);
    if (finding.cover.size() == 0) continue;
    const MaskSummary mask = summarise(marked(finding));
    one.share = mask.share;
    one.told = from && finding.presence >= *from && mask.area > 0;
    const double x = static_cast<double>(found.image_width) / finding.cover.width;
    const double y = static_cast<double>(found.image_height) / finding.cover.height;
    one.box = {mask.box.x * x, mask.box.y * y, mask.box.width * x, mask.box.height * y};
  }
  return all;
}

int lesion_parts(const FoundConcepts& found) {
  const std::vector<PlanePart> parts = parts_of(found.at(Concept::kLesion).cover, 0.5f);
  double area = 0;
  for (const PlanePart& part : parts) area += static_cast<double>(part.pixels.size());
  return static_cast<int>(std::count_if(parts.begin(), parts.end(), [area](const PlanePart& part) {
    return static_cast<double>(part.pixels.size()) >= kLeastPart * area;
  }));
}

}  // namespace lesion
