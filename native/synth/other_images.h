// Images that are no dermoscopy, from a seed: what people open by mistake, drawn so that a
// network's detector of such images can be measured without collecting any.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/image/image.h"

namespace lesion::synth {

// kBlank: one colour. kGradient: one colour into another. kNoise: of any grain. kText: a page of
// writing. kScreenshot: a program's window. kObjects: things on a table. kScene: landscape and
// houses. kClinical: a photograph of a part of the body from a distance, moles on it.
enum class OtherKind {
  kBlank,
  kGradient,
  kNoise,
  kText,
  kScreenshot,
  kObjects,
  kScene,
  kClinical,
};
inline constexpr std::array<std::string_view, 8> kOtherKindNames = {
    "blank", "gradient", "noise", "text", "screenshot", "objects", "scene", "clinical"};

// The same arguments give the same bytes on every platform. Empty where a side is out of
// kSmallestSide..kLargestSide (native/synth/synth.h).
Image render_other(OtherKind kind, int width, int height, std::uint64_t seed);

}  // namespace lesion::synth
