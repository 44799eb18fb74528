// Labelled synthetic dermoscopy with exact masks, from a seed: the samples of the page and the data
// of the tests. Schematic images; the labels follow a stated rule and are no medical claim.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/image/image.h"

namespace lesion::synth {

// Things that lie on a real image and are not the lesion.
struct Artefacts {
  bool hair = false;
  bool ruler = false;
  bool gel = false;          // air bubbles, specular spots, sometimes the edge of the gel
  bool ink = false;          // surgical marker
  bool patch = false;        // coloured sticker at the edge
  bool dark_corner = false;  // the round aperture of the dermatoscope

  bool operator==(const Artefacts&) const = default;
};

inline constexpr int kSmallestSide = 32;   // pixels
inline constexpr int kLargestSide = 4096;  // pixels

struct SynthOptions {
  int width = 512;   // pixels, kSmallestSide..kLargestSide; everything drawn scales with the
  int height = 512;  // shorter side
  std::uint64_t seed = 1;
  bool irregular = false;        // border: notched, asymmetric, abrupt in places; else smooth
  bool several_colours = false;  // three or more of light brown, dark brown, black, red, white,
                                 // blue-grey; else shades of one brown
  int tone = 0;                  // Fitzpatrick type 1 (lightest) to 6; 0: drawn from the seed
  Artefacts artefacts;
};

// What a mask marks. What cannot be seen is in no mask: nothing lies under an opaque patch or in a
// dark corner but these themselves.
enum class Concept {
  kLesion,        // inside of the lesion's outline (where its soft edge has half its strength),
                  // hair, ruler, gel and ink upon it included
  kBorder,        // within 2% of the shorter side (at least 1.5 pixels) of that outline, both sides
  kDarkerRegion,  // pigment markedly denser than the rest; inside kLesion
  kSkin,          // neither lesion nor artefact
  kHair,
  kRuler,
  kGel,
  kInk,
  kPatch,
  kDarkCorner,
};
inline constexpr std::array<std::string_view, 10> kConceptNames = {
    "lesion", "border", "darker_region", "skin",  "hair",
    "ruler",  "gel",    "ink",           "patch", "dark_corner"};

struct SynthImage {
  Image image;
  // One for each Concept, in its order: 255 or 0 per pixel, rows from the top. Coverage of at least
  // half a pixel counts.
  std::array<std::vector<std::uint8_t>, kConceptNames.size()> masks;
  bool malignant = false;   // the rule: irregular border and several colours
  bool gel_border = false;  // the gel shows its edge
  int tone = 0;             // 1..6

  const std::vector<std::uint8_t>& mask(Concept c) const {
    return masks[static_cast<std::size_t>(c)];
  }
};

// The image of `options`. The same options give the same bytes on every platform. Artefacts do
// not change what lies beside them. Returns an empty image where a side or the tone is out of
// range.
SynthImage render(const SynthOptions& options);

}  // namespace lesion::synth
