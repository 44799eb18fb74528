// Which square of a picture the network sees, where a person chooses it: the default is
// seen_region() of core/model/preprocess.h, and preprocess() takes any other.
#pragma once

#include <array>

#include "core/image/image.h"
#include "core/model/preprocess.h"

namespace lesion {

// kCentral: the rule of the model card. kWhole: whole_region(). kMoved: any other square.
enum class RegionKind { kCentral, kWhole, kMoved };

// By which tables and messages know them, in the order of the enumerators.
inline constexpr std::array<const char*, 3> kRegionKindNames = {"central", "whole", "moved"};

// The square that just holds the whole picture, in its middle: of the picture's longer side.
// Where it reaches beyond the picture, the picture's edge repeats (see preprocess()). So shapes
// keep their proportions, and no bars stand beside the picture that a network could take for the
// dark corners of a dermatoscope; squeezing the picture into a square would make round lesions
// oval, and asymmetry is what dermatologists look at.
Rect whole_region(int width, int height);

// The square nearest to `wanted` (its width is the side) that can be looked at: whole pixels, a
// side of at least 16 pixels and an eighth of the picture's shorter side and at most its longer
// one. Along each axis it lies within the picture, or, where it is longer than the picture, in its
// middle. Sides that are not finite give the whole; empty for a picture without pixels.
Rect limited_region(const Rect& wanted, int width, int height);

// What `region` is of a picture of this size under `rule`. A square picture's whole is its centre
// too: kCentral then.
RegionKind region_kind(const Rect& region, int width, int height, const InputRule& rule);

}  // namespace lesion
