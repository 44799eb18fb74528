// Parts of lesion and skin, from the lesion's mask and the colours.
#pragma once

#include <array>

#include "core/concepts/concept_image.h"

namespace lesion {

// The band about the lesion's outline, 0.12 of the radius of a disc of the lesion's area (at least
// 1.5 pixels) to both sides; whole, and the quarters above, right of, below and left of the
// lesion's centroid, told apart by the diagonals of the box that its spread along x and y spans.
// All empty without a lesion. Presence here and below: area in parts of the image.
struct BorderFindings {
  Finding whole;
  std::array<Finding, 4> sides;  // top, right, bottom, left
};
BorderFindings find_border(const ConceptImage& image);

// Inside the lesion, where it is darker than its median by at least half of what its darkest tenth
// is, and by 10 grey values.
Finding find_darker_region(const ConceptImage& image);

// Inside the lesion and away from its border, where the colour changes at least twice as fast as it
// does on the median of the lesion, and by 4 values a pixel (of three channels together).
Finding find_colour_change(const ConceptImage& image, const Plane& border);

// Neither lesion nor its border nor covered by `artefacts`.
Finding find_skin(const ConceptImage& image, const Plane& border, const Plane& artefacts);

// Skin whose colour is nearly grey and light; skin that is pink: red well above green, and blue not
// below it, as blood colours it and melanin does not. `skin`: of find_skin().
Finding find_pale_skin(const ConceptImage& image, const Plane& skin);
Finding find_pink_skin(const ConceptImage& image, const Plane& skin);

}  // namespace lesion
