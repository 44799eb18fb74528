// Asymmetry, border, colours and size of a lesion as numbers taken from its mask and its pixels:
// measurements of an image, no score and no diagnosis. Additions, multiplications, divisions,
// comparisons and square roots in a stated order only: the same bits natively and in WebAssembly.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "core/concepts/concept_image.h"

namespace lesion {

struct PlanePoint {
  double x = 0;
  double y = 0;

  bool operator==(const PlanePoint&) const = default;
};

// A line across the lesion through its centroid, and what part of the lesion's area (0..1) does
// not lie on the lesion any more when it is mirrored at the line.
struct AbcdAxis {
  PlanePoint from;
  PlanePoint to;
  double unmatched = 0;
};

// The six colours of the ABCD rule of dermoscopy (Stolz et al. 1994).
inline constexpr std::array<std::string_view, 6> kRuleColours = {
    "white", "red", "light_brown", "dark_brown", "blue_grey", "black"};
// A colour counts where at least this part of the lesion has it.
inline constexpr double kLeastColour = 0.05;

// Points are pixels of the image, continuous (see Rect); lengths and areas those pixels too.
struct Abcd {
  // A. About the two principal axes of the lesion's area (eigenvectors of the covariance of its
  // pixels), the longer first. The mirrored shape is read between pixels (bilinear).
  std::array<AbcdAxis, 2> axes{};
  // B. Perimeter squared by 4 pi times the area: 1 for a disc, greater for whatever is longer or
  // more ragged (irregularity index; Golston et al. 1992). The perimeter is that of the outline
  // drawn between the pixels of the smoothed mask, so that it has no steps.
  double compactness = 1;
  // The convex hull of the outline, in order, and what part of its area is not lesion (0..1).
  std::vector<PlanePoint> hull{};
  double notched = 0;
  // C. The part of the lesion that has each of kRuleColours: a pixel goes to the nearest of six
  // boxes in R, G, B that is no further than 30 levels (see abcd.cc), to blue-grey only where it is
  // bluer than the skin around. What is left has none of them. Of the colours as the camera gave
  // them, not corrected for the light.
  std::array<double, kRuleColours.size()> colours{};
  int colour_count = 0;  // of at least kLeastColour
  // D. The greatest distance between two points of the outline, where it lies, and the area.
  double diameter = 0;
  std::array<PlanePoint, 2> across{};
  double area = 0;
  // The lesion reaches the image's edge: all this holds for what of it is on the image.
  bool cut = false;
};

// Of the lesion of `image`, which is an image of width x height pixels brought to its own size.
// Nothing where the lesion covers fewer than 30 of its pixels.
std::optional<Abcd> abcd_of(const ConceptImage& image, int width, int height);

}  // namespace lesion
