// Random variations of an image together with its masks.
#pragma once

#include <cstdint>
#include <span>

#include "core/model/preprocess.h"
#include "native/data/random.h"
#include "native/masks/images.h"
#include "native/train/augment.h"

namespace lesion {

// Where the frame that the network sees lies on an image: frames of other clinics hold the lesion
// anywhere, at any size, in any proportions, since the network sees the whole frame pressed into a
// square.
struct MaskView {
  double width = 1;  // of the frame, in parts of the image's side
  double height = 1;
  double centre_x = 0.5;
  double centre_y = 0.5;
  double angle = 0;  // radians
  bool flip = false;
  Fill fill = Fill::kEdge;  // of what lies outside the image
};

// What is drawn on the frame, from core/synth: seeds, 0 where there is none.
struct MaskOverlay {
  std::uint64_t hair = 0;
  std::uint64_t ruler = 0;
  std::uint64_t patch = 0;
  std::uint64_t gel = 0;
  std::uint64_t ink = 0;
  double aperture = 0;  // radius of the lit circle in parts of the frame's side; 0: no dark corners
  double aperture_x = 0.5;
  double aperture_y = 0.5;
};

struct MaskVariation {
  MaskView view;
  MaskOverlay overlay;
  Augmentation colours;  // its geometry unused
};

// A third of the draws keeps the frame nearly as it is, so that what a network learns first is what
// it will see most. `overlays` is the probability that something is drawn on the frame.
MaskVariation draw_mask_variation(double overlays, Random& random);

// The image (`side` x `side` bytes) and its masks so varied. Writes rule.width^2 x R,G,B floats
// (rows, columns, channels) to `image` and kMasks planes of (rule.width / kMaskStride)^2 values
// 0..1 to `targets`. Nothing is marked where the frame is dark or a patch lies.
void vary(std::span<const std::uint8_t> bytes, int side, const MaskedImage& masks,
          const MaskVariation& how, const InputRule& rule, std::span<float> image,
          std::span<float> targets);

}  // namespace lesion
