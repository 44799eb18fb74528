// An image as the concepts are looked for on it.
#pragma once

#include "core/concepts/mask.h"
#include "core/concepts/plane.h"
#include "core/image/image.h"

namespace lesion {

// Concepts are found on the image brought to at most this many pixels along its longer side; a
// smaller image is taken as it is.
inline constexpr int kConceptSide = 384;

struct MeanColour {
  float red = 0;
  float green = 0;
  float blue = 0;
};

struct ConceptImage {
  Plane red;  // 0..255
  Plane green;
  Plane blue;
  Plane grey;       // (2 red + green) / 3: hair and print are dark in red, vessels and pigment less
  Plane lesion;     // share of each pixel that the lesion covers, 0..1
  MeanColour skin;  // medians outside the lesion, where it is not dark
  double unit = 0;  // the shorter side in pixels: lengths below are in parts of it

  int width() const { return red.width; }
  int height() const { return red.height; }
  // A length in pixels, at least `least`.
  int pixels(double length, int least = 1) const;
};

// `lesion` as large as the image; a mask of another size counts as empty. Empty for an empty image.
ConceptImage concept_image(const Image& image, const Mask& lesion);

// What one finder gives.
struct Finding {
  Plane cover;  // of ConceptImage's size: how much of each pixel is it, 0..1; marked from 0.5
  float presence = 0;  // how surely and how much of it is on the image; each finder says how
};

}  // namespace lesion
