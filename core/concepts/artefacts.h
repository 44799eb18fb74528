// What lies on an image and is neither skin nor lesion, each found by its own rule. Every finder
// takes an image that is not empty and gives a cover of its size.
#pragma once

#include "core/concepts/concept_image.h"
#include "core/concepts/lines.h"

namespace lesion {

// Hair: thin dark lines longer than they are wide that stand out against both sides, and light ones
// where there are at least three (a single one is more often the gel's edge or a furrow). What
// `others` covers (ruler, edges of patches and of dark corners) is left out. Presence: length of
// all hairs in shorter sides, faint ones less.
Finding find_hair(const ConceptImage& image, const LineMap& dark, const LineMap& light,
                  const Plane& others);

// Rulers and scale marks: long straight lines of print, and short parallel ticks evenly apart.
Finding find_ruler(const ConceptImage& image, const LineMap& dark);

// Specular reflections: small spots whiter and lighter than the skin around them. Presence: their
// area in parts of the image.
Finding find_reflection(const ConceptImage& image);

// Air bubbles in the gel: circles whose rim is lighter than inside and outside. Presence: their
// number, each by how much lighter.
Finding find_bubble(const ConceptImage& image);

// The edge of the gel: light lines of at least 0.3 shorter sides. Presence: their length.
Finding find_gel_border(const ConceptImage& image, const LineMap& light, const Plane& others);

// Surgical marker: bluer than the skin in two ratios of channels and darker, outside the lesion.
// Presence: by how much the bluest 0.2% of what is neither lesion, patch nor dark corner is bluer
// than skin (0.1: a tenth), so also of ink too faint or too small to be marked.
Finding find_ink(const ConceptImage& image, const Plane& patch, const Plane& dark_corner);

// Coloured stickers: bright, unlike skin and lesion in colour, reaching in from the image's edge.
// Presence: area in parts of the image.
Finding find_patch(const ConceptImage& image);

// The dark outside of the dermatoscope's round field: dark parts that hold a corner of the image.
// Presence: area in parts of the image, and a little for corners that are only dim.
Finding find_dark_corner(const ConceptImage& image);

}  // namespace lesion
