#include "core/concepts/find_concepts.h"

#include <algorithm>
#include <utility>

#include "core/concepts/artefacts.h"
#include "core/concepts/lines.h"
#include "core/concepts/regions.h"

namespace lesion {
namespace {

void take_maximum(Plane& plane, const Plane& other) {
  for (std::size_t i = 0; i < plane.size(); ++i) {
    plane.values[i] = std::max(plane.values[i], other.values[i]);
  }
}

Finding attribute(const ConceptImage& image, const LogitGrid& logits) {
  Plane grid(logits.columns, logits.rows);
  const std::size_t count = std::min(grid.size(), logits.values.size());
  std::copy_n(logits.values.begin(), count, grid.values.begin());
  Finding found{resized(grid, image.width(), image.height()), 0};
  double area = 0;
  for (float& value : found.cover.values) {
    value = ramp(value, -1, 1);
    area += value >= 0.5f ? 1 : 0;
  }
  found.presence = static_cast<float>(area / static_cast<double>(found.cover.size()));
  return found;
}

}  // namespace

ConceptSearch::ConceptSearch(ConceptImage image, int width, int height,
                             std::vector<AttributeLogits> attributes)
    : image_(std::move(image)), attributes_(std::move(attributes)) {
  found_.image_width = width;
  found_.image_height = height;
  found_.skin = image_.skin;
  if (image_.red.size() == 0) return;
  for (Finding& finding : found_.findings) finding.cover = Plane(image_.width(), image_.height());
}

bool ConceptSearch::step() {
  if (image_.red.size() == 0) return false;
  switch (steps_++) {
    case 0:
      dark_ = dark_lines(image_);
      return true;
    case 1:
      light_ = light_lines(image_);
      return true;
    case 2:
      at(Concept::kPatch) = find_patch(image_);
      at(Concept::kDarkCorner) = find_dark_corner(image_);
      at(Concept::kInk) =
          find_ink(image_, at(Concept::kPatch).cover, at(Concept::kDarkCorner).cover);
      return true;
    case 3:
      at(Concept::kReflection) = find_reflection(image_);
      at(Concept::kBubble) = find_bubble(image_);
      return true;
    case 4:
      at(Concept::kRuler) = find_ruler(image_, dark_);
      return true;
    case 5:
      find_lines_of_others();
      return true;
    case 6:
      find_regions();
      for (const AttributeLogits& one : attributes_) {
        if (one.logits.columns <= 0 || one.logits.rows <= 0) continue;
        at(one.what) = attribute(image_, one.logits);
      }
      return true;
    default:
      return false;
  }
}

void ConceptSearch::find_lines_of_others() {
  // The edges of what else is there look like lines.
  Plane others = dilated(at(Concept::kRuler).cover, 1);
  const int edge = image_.pixels(0.015);
  take_maximum(others, dilated(at(Concept::kPatch).cover, edge));
  take_maximum(others, dilated(at(Concept::kDarkCorner).cover, edge));
  at(Concept::kHair) = find_hair(image_, dark_, light_, others);
  at(Concept::kGelBorder) = find_gel_border(image_, light_, others);
}

void ConceptSearch::find_regions() {
  const ConceptImage& image = image_;
  Finding& lesion = at(Concept::kLesion);
  lesion.cover = image.lesion;
  double area = 0;
  for (const float value : lesion.cover.values) area += value;
  lesion.presence = static_cast<float>(area / static_cast<double>(lesion.cover.size()));
  BorderFindings border = find_border(image);
  at(Concept::kDarkerRegion) = find_darker_region(image);
  at(Concept::kColourChange) = find_colour_change(image, border.whole.cover);
  Plane artefacts(image.width(), image.height());
  for (std::size_t k = 0; k < kConceptCount; ++k) {
    if (kConcepts[k].kind != ConceptKind::kArtefact) continue;
    take_maximum(artefacts, at(static_cast<Concept>(k)).cover);
  }
  at(Concept::kSkin) = find_skin(image, border.whole.cover, artefacts);
  const Plane& skin = at(Concept::kSkin).cover;
  at(Concept::kPaleSkin) = find_pale_skin(image, skin);
  at(Concept::kPinkSkin) = find_pink_skin(image, skin);
  at(Concept::kBorder) = std::move(border.whole);
  for (std::size_t side = 0; side < 4; ++side) {
    at(static_cast<Concept>(static_cast<std::size_t>(Concept::kBorderTop) + side)) =
        std::move(border.sides[side]);
  }
}

FoundConcepts find_concepts(const Image& image, const Mask& lesion,
                            std::span<const AttributeLogits> attributes) {
  ConceptSearch search(concept_image(image, lesion), image.width, image.height,
                       {attributes.begin(), attributes.end()});
  while (search.step()) {
  }
  return search.found();
}

Mask concept_mask(const Finding& finding, int width, int height) {
  Mask mask{width, height, {}};
  const Plane cover = resized(finding.cover, width, height);
  mask.pixels.resize(cover.size());
  for (std::size_t i = 0; i < cover.size(); ++i) mask.pixels[i] = cover.values[i] >= 0.5f ? 255 : 0;
  return mask;
}

}  // namespace lesion
