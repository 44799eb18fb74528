// How an image becomes a network's input: part of the model card.
#pragma once

#include <array>
#include <cstddef>
#include <string>

namespace lesion {

// Order of the input tensor's axes; the first one counts images.
enum class Layout { kNchw, kNhwc };
// Which colour comes first.
enum class ChannelOrder { kRgb, kBgr };
// What the bytes 0..255 of a colour become before mean and deviation: 0..1, -1..1, or as they are.
enum class ValueRange { kUnit, kSigned, kBytes };

// By which cards and messages know them, in the order of the enumerators.
inline constexpr std::array<const char*, 2> kLayoutNames = {"NCHW", "NHWC"};
inline constexpr std::array<const char*, 2> kChannelOrderNames = {"RGB", "BGR"};
inline constexpr std::array<const char*, 3> kValueRangeNames = {"0..1", "-1..1", "0..255"};

// Which part of an image is seen unless a person chooses another: region_for() of
// core/model/region.h. kCentral: its middle. kWhole: all of it. kLesion: what the lesion needs,
// where it is known; else as kCentral.
enum class CropKind { kCentral, kWhole, kLesion };
inline constexpr std::array<const char*, 3> kCropKindNames = {"central", "whole", "lesion"};

struct CropRule {
  CropKind kind = CropKind::kCentral;
  // kCentral: side of the central square that is seen, as a part of the image's shorter side, in
  // (0, 1]. The paper's "resize to 300, crop 224" (sizes reconstructed) is 224 / 300.
  double fraction = 1.0;
  // kLesion: the lesion's part of the area that is seen, in (0, 1].
  double share = 0.30;
  // kLesion: the greatest side, as a part of the image's shorter side, in (0, 8].
  double cap = 1.5;

  bool operator==(const CropRule&) const = default;
};

struct InputRule {
  int width = 224;  // pixels
  int height = 224;
  Layout layout = Layout::kNchw;
  ChannelOrder channels = ChannelOrder::kRgb;
  ValueRange range = ValueRange::kUnit;
  CropRule crop{};
  // 1, 2, 4 or 8: the colour of the light is taken out, by the Minkowski norm of this power over
  // what is seen (constancy_factors in core/model/colour_constancy.h). 0: colours as they are.
  int colour_constancy = 0;
  // Tensor value = (v - mean) / std, where v is the colour in `range`. Always in the order red,
  // green, blue, whatever `channels` says. Defaults with kUnit: RGB in 0..1 (paper, section 3.1).
  std::array<float, 3> mean{0.0f, 0.0f, 0.0f};
  std::array<float, 3> std{1.0f, 1.0f, 1.0f};

  // Width over height: what is seen of an image has it too, so that nothing is squeezed.
  double aspect() const { return static_cast<double>(width) / height; }

  bool operator==(const InputRule&) const = default;
};

// "224 x 224"
inline std::string size_text(const InputRule& rule) {
  return std::to_string(rule.width) + " x " + std::to_string(rule.height);
}

// A square input of `size` pixels that sees the central square, `fraction` of the shorter side.
inline InputRule square_input(int size, double fraction = 1.0) {
  return {.width = size, .height = size, .crop = {.fraction = fraction}};
}

}  // namespace lesion
