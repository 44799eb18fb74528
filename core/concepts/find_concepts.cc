#include "core/concepts/find_concepts.h"

#include <algorithm>
#include <utility>

#include "core/concepts/artefacts.h"
#include "core/concepts/lines.h"
#include "core/concepts/regions.h"

namespace lesion {
namespace {

void widen(Plane& plane, const Plane& other) {
  for (std::size_t i = 0; i < plane.size(); ++i) {
    plane.values[i] = std::max(plane.values[i], other.values[i]);
  }
}

struct Store {
  FoundConcepts& found;
  Finding& operator[](Concept what) { return found.findings[static_cast<std::size_t>(what)]; }
};

void find_artefacts(const ConceptImage& image, Store store) {
  const LineMap dark = dark_lines(image);
  const LineMap light = light_lines(image);
  store[Concept::kPatch] = find_patch(image);
  store[Concept::kDarkCorner] = find_dark_corner(image);
  store[Concept::kInk] =
      find_ink(image, store[Concept::kPatch].cover, store[Concept::kDarkCorner].cover);
  store[Concept::kReflection] = find_reflection(image);
  store[Concept::kBubble] = find_bubble(image);
  store[Concept::kRuler] = find_ruler(image, dark);
  // Their edges look like lines.
  Plane others = dilated(store[Concept::kRuler].cover, 1);
  const int edge = image.pixels(0.015);
  widen(others, dilated(store[Concept::kPatch].cover, edge));
  widen(others, dilated(store[Concept::kDarkCorner].cover, edge));
  store[Concept::kHair] = find_hair(image, dark, light, others);
  store[Concept::kGelBorder] = find_gel_border(image, light, others);
}

void find_regions(const ConceptImage& image, Store store) {
  Finding& lesion = store[Concept::kLesion];
  lesion.cover = image.lesion;
  double area = 0;
  for (const float value : lesion.cover.values) area += value;
  lesion.presence = static_cast<float>(area / static_cast<double>(lesion.cover.size()));
  BorderFindings border = find_border(image);
  store[Concept::kDarkerRegion] = find_darker_region(image);
  store[Concept::kColourChange] = find_colour_change(image, border.whole.cover);
  Plane artefacts(image.width(), image.height());
  for (std::size_t k = 0; k < kConceptCount; ++k) {
    if (kConcepts[k].kind != ConceptKind::kArtefact) continue;
    widen(artefacts, store[static_cast<Concept>(k)].cover);
  }
  store[Concept::kSkin] = find_skin(image, border.whole.cover, artefacts);
  const Plane& skin = store[Concept::kSkin].cover;
  store[Concept::kPaleSkin] = find_pale_skin(image, skin);
  store[Concept::kPinkSkin] = find_pink_skin(image, skin);
  store[Concept::kBorder] = std::move(border.whole);
  for (std::size_t side = 0; side < 4; ++side) {
    store[static_cast<Concept>(static_cast<std::size_t>(Concept::kBorderTop) + side)] =
        std::move(border.sides[side]);
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

FoundConcepts find_concepts(const Image& image, const Mask& lesion,
                            std::span<const AttributeLogits> attributes) {
  FoundConcepts found;
  found.image_width = image.width;
  found.image_height = image.height;
  const ConceptImage small = concept_image(image, lesion);
  if (small.red.size() == 0) return found;
  found.skin = small.skin;
  for (Finding& finding : found.findings) finding.cover = Plane(small.width(), small.height());
  find_artefacts(small, {found});
  find_regions(small, {found});
  for (const AttributeLogits& one : attributes) {
    if (one.logits.columns <= 0 || one.logits.rows <= 0) continue;
    found.findings[static_cast<std::size_t>(one.what)] = attribute(small, one.logits);
  }
  return found;
}

Mask concept_mask(const Finding& finding, int width, int height) {
  Mask mask{width, height, {}};
  const Plane cover = resized(finding.cover, width, height);
  mask.pixels.resize(cover.size());
  for (std::size_t i = 0; i < cover.size(); ++i) mask.pixels[i] = cover.values[i] >= 0.5f ? 255 : 0;
  return mask;
}

}  // namespace lesion
