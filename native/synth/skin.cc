#include <algorithm>
#include <cmath>

#include "core/synth/exact.h"
#include "core/synth/noise.h"
#include "native/synth/scene.h"

namespace lesion::synth {
namespace {

// What the dermatoscope's lamp and camera make of skin without melanin: from pink through violet
// and grey to cream, as real collections show it.
constexpr std::array<Colour, 6> kLights = {{{238, 176, 178},
                                            {222, 196, 214},
                                            {238, 220, 206},
                                            {214, 202, 208},
                                            {232, 200, 178},
                                            {240, 230, 226}}};

// Epidermal melanin of the Fitzpatrick types 1-6, in units of `Absorbers::melanin`.
constexpr std::array<double, 6> kToneMelanin = {0.0, 0.06, 0.14, 0.30, 0.60, 1.00};

constexpr Colour kMelanin = {0.42, 0.84, 1.26};
constexpr Colour kBlood = {0.16, 0.86, 0.70};
constexpr Colour kWhite = {226, 208, 208};
constexpr Colour kVeil = {118, 124, 150};
// Even black pigment returns a little light.
constexpr Colour kFloor = {17, 11, 12};

}  // namespace

Colour absorb(const Colour& light, const Absorbers& absorbers) {
  Colour colour{};
  const double melanin = std::max(0.0, absorbers.melanin);
  const double blood = std::max(-0.4, absorbers.blood);
  for (std::size_t c = 0; c < 3; ++c) {
    const double left = exact_exp(-(melanin * kMelanin[c] + blood * kBlood[c]));
    colour[c] = kFloor[c] + (light[c] - kFloor[c]) * left;
  }
  if (absorbers.white > 0) mix_into(colour, kWhite, clamp01(absorbers.white));
  if (absorbers.blue_veil > 0) mix_into(colour, kVeil, clamp01(absorbers.blue_veil));
  return colour;
}

Skin::Skin(std::uint64_t seed, int tone) : seed_(sub_seed(seed, "skin texture")) {
  Random random(sub_seed(seed, "skin"));
  const auto first = static_cast<std::size_t>(random.below(static_cast<int>(kLights.size())));
  const auto second = static_cast<std::size_t>(random.below(static_cast<int>(kLights.size())));
  const double share = random.unit() * 0.5;
  for (std::size_t c = 0; c < 3; ++c) {
    light_[c] = blend(kLights[first][c], kLights[second][c], share) * random.between(0.985, 1.015);
  }
  const double exposure = random.between(0.95, 1.07);
  for (double& value : light_) value = std::min(250.0, value * exposure);
  melanin_ = kToneMelanin[static_cast<std::size_t>(tone - 1)] * random.between(0.85, 1.15);
  blood_ = random.between(-0.05, 0.09);
  mottling_ = random.between(0.5, 1.2);
  vessels_ = random.chance(0.35) ? random.between(0.05, 0.16) : 0.0;
  freckles_ = random.chance(0.35) ? random.between(0.08, 0.28) : 0.0;
  pores_ = random.chance(0.45) ? random.between(0.05, 0.16) : 0.0;
  lines_ = random.between(0.3, 1.0);
  vignette_ = random.between(0.08, 0.28);
  brightest_ = {random.between(0.40, 0.60), random.between(0.40, 0.60)};
}

Colour Skin::light(double x, double y, double right, double bottom) const {
  const double dx = x - brightest_.x * right;
  const double dy = y - brightest_.y * bottom;
  const double fall = vignette_ * (dx * dx + dy * dy) / (0.25 * (right * right + bottom * bottom));
  const double uneven = 0.025 * noise(x * 1.6, y * 1.6, seed_ ^ 0x11);
  Colour colour = light_;
  // The lamp's rim is a little cooler: red falls off faster than blue.
  constexpr Colour kFall = {1.0, 1.0, 0.86};
  for (std::size_t c = 0; c < 3; ++c) {
    colour[c] = std::clamp(colour[c] * (1.0 + uneven - fall * kFall[c]), 0.0, 252.0);
  }
  return colour;
}

Absorbers Skin::at(double x, double y) const {
  Absorbers skin{melanin_, blood_, 0.0, 0.0};
  // Capillaries and pigment are uneven at every scale.
  const double broad = fractal(x * 3.0, y * 3.0, seed_ ^ 0x21, 3);
  const double middle = fractal(x * 14.0, y * 14.0, seed_ ^ 0x22, 3);
  const double fine = fractal(x * 55.0, y * 55.0, seed_ ^ 0x23, 3);
  skin.blood += mottling_ * (0.13 * broad + 0.10 * middle + 0.06 * fine);
  const double spots = fractal(x * 9.0 + 31.0, y * 9.0, seed_ ^ 0x24, 4);
  skin.melanin += mottling_ * (0.3 + 0.7 * std::min(1.0, 0.35 + melanin_)) *
                  (0.12 * spots + 0.08 * fractal(x * 38.0, y * 38.0, seed_ ^ 0x25, 3));
  skin.melanin = std::max(0.0, skin.melanin + 0.03);
  // Furrows between the fields of the skin's surface, drawn out along one direction.
  const double wx = x + 0.02 * noise(x * 8.0, y * 8.0, seed_ ^ 0x31);
  const double wy = y + 0.02 * noise(x * 8.0 + 9.0, y * 8.0, seed_ ^ 0x32);
  const Cell field = cell_at(wx * 30.0 + wy * 8.0, wy * 38.0 - wx * 6.0, seed_ ^ 0x33, 0.9);
  skin.white += 0.045 * lines_ * (1.0 - smooth_step(0.0, 0.22, field.wall));
  if (freckles_ > 0) {
    const double f = fractal(x * 8.0 - 13.0, y * 8.0, seed_ ^ 0x41, 4);
    skin.melanin += freckles_ * smooth_step(0.08, 0.62, f + 0.25 * spots);
  }
  if (vessels_ > 0) {
    const double bend = 0.05 * fractal(x * 5.0, y * 5.0, seed_ ^ 0x51, 2);
    const double ridge = std::abs(fractal((x + bend) * 4.0, (y - bend) * 6.0, seed_ ^ 0x52, 4));
    const double here = smooth_step(-0.05, 0.35, noise(x * 4.0, y * 4.0, seed_ ^ 0x53));
    skin.blood += vessels_ * here * (1.0 - smooth_step(0.0, 0.07, ridge)) * 1.2;
  }
  if (pores_ > 0) {
    const Cell pore = cell_at(wx * 15.0, wy * 15.0, seed_ ^ 0x61, 1.0);
    const double crowd = 0.30 + 0.45 * noise(x * 3.0, y * 3.0, seed_ ^ 0x62);
    if (cell_unit(pore.id, 1) < crowd) {
      const double size = 0.07 + 0.05 * cell_unit(pore.id, 2);
      skin.melanin += pores_ * 1.6 * (1.0 - smooth_step(size * 0.3, size, pore.nearest));
      skin.white += pores_ * 0.5 * smooth_step(size, size * 1.3, pore.nearest) *
                    (1.0 - smooth_step(size * 1.5, size * 2.6, pore.nearest));
    }
  }
  return skin;
}

}  // namespace lesion::synth
