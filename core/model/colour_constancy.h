// Takes the colour of the light out of an image, which differs between dermatoscopes and clinics.
#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace lesion {

// Where a colour's planes lie: value i of channel c is values[c * channel_step + i * pixel_step].
struct ColourLayout {
  std::size_t pixels = 0;
  std::size_t pixel_step = 1;    // 1: planes (C,H,W); 3: R,G,B side by side
  std::size_t channel_step = 0;  // pixels: planes; 1: side by side
};

// What a channel's norm becomes.
inline constexpr float kConstantColour = 0.65f;

// Shades of Gray (Finlayson, Trezzi 2004; on dermoscopy: Barata, Celebi, Marques 2015): the light's
// colour is each channel's Minkowski norm (mean of v^p)^(1/p) over the image, and dividing by it
// makes the light neutral. Returns each channel's factor kConstantColour / norm, within 1/8 .. 8,
// so that an image without one of the colours stays finite. `power` is p, see
// is_constancy_power(); 1 is the gray world. `values` in 0..1 (R,G,B). The bits are the same
// natively and in WebAssembly: sums of doubles in the order of the pixels, roots by square roots
// alone.
std::array<float, 3> constancy_factors(std::span<const float> values, const ColourLayout& layout,
                                       int power);

// Multiplies every channel by its factor and holds the values to at most 1.
void make_constant(std::span<float> values, const ColourLayout& layout, int power);

// 1, 2, 4 or 8: the powers whose root is a number of square roots.
bool is_constancy_power(int power);

}  // namespace lesion
