// Which part of an image the network sees: by the model card's rule, or where a person chooses it;
// preprocess() takes any. Every part has the input's aspect (square for a square input), so that
// nothing is squeezed: a round lesion made oval would look asymmetric.
#pragma once

#include <array>
#include <optional>

#include "core/image/image.h"
#include "core/model/input_rule.h"

namespace lesion {

// What the crop rule must know of a lesion, from its mask; pixels of the image.
struct LesionSummary {
  double area = 0;  // of the mask
  double x = 0;     // the mask's centroid, continuous coordinates (see Rect)
  double y = 0;

  bool operator==(const LesionSummary&) const = default;
};

// What the rule sees of an image of width x height pixels, in continuous image coordinates;
// empty for an image without pixels or an input without.
//   central: the greatest part in the middle with the input's aspect, its sides times `fraction`.
//   whole: whole_region().
//   lesion: of the area `lesion->area / share`, so that the lesion takes up `share` of it, but not
//     more than that of a square of `cap` times the image's shorter side; centred on the lesion.
//     Where it reaches beyond the image, the edge repeats. Without a lesion (none given, no
//     area, numbers that are not finite, a centre outside the image): central.
Rect region_for(const InputRule& rule, int width, int height,
                const std::optional<LesionSummary>& lesion = std::nullopt);

// kCentral, kWhole, kLesion: what a crop rule of that kind sees. kMoved: any other part.
enum class RegionKind { kCentral, kWhole, kMoved, kLesion };

// By which tables and messages know them, in the order of the enumerators.
inline constexpr std::array<const char*, 4> kRegionKindNames = {"central", "whole", "moved",
                                                                "lesion"};

// The part of the aspect width / height that just holds the whole image, in its middle: for a
// square the image's longer side. Where it reaches beyond the image, the image's edge repeats
// (see preprocess()). So no bars stand beside the image that a network could take for the dark
// corners of a dermatoscope.
Rect whole_region(int width, int height, double aspect = 1);

// Which parts a person may choose. `beyond`: they may reach beyond the image, as parts fitted to a
// lesion at its edge do, as far as their centre lies on it.
struct RegionLimits {
  // NOLINTNEXTLINE(google-explicit-constructor): an aspect alone is the usual limit
  RegionLimits(double aspect_ = 1, bool beyond_ = false) : aspect(aspect_), beyond(beyond_) {}

  double aspect;
  bool beyond;
};
RegionLimits region_limits(const InputRule& rule);

// The part nearest to `wanted` (only its corner and width count) that can be looked at: corner and
// width on whole pixels, the height by the aspect; the shorter side of at least 16 pixels and an
// eighth of the image's shorter side, the width at most the whole's or, beyond the image, twice
// that. Along each axis it lies within the image, or, where it is longer than the image, in its
// middle; beyond the image its centre lies on it. Numbers that are not finite give the whole; empty
// for an image without pixels.
Rect limited_region(const Rect& wanted, int width, int height, const RegionLimits& limits = {});

// True where `region` is what the rule itself sees: nobody has chosen another part.
bool is_by_rule(const Rect& region, int width, int height, const InputRule& rule,
                const std::optional<LesionSummary>& lesion = std::nullopt);

// What `region` is of an image of this size under `rule`, whose own part comes first (kLesion where
// it was fitted to one): a square image's whole is its centre too. What is not the rule's own is
// kWhole or kMoved, the middle of an image whose lesion is known included.
RegionKind region_kind(const Rect& region, int width, int height, const InputRule& rule,
                       const std::optional<LesionSummary>& lesion = std::nullopt);

}  // namespace lesion
