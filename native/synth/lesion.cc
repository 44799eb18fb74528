#include <algorithm>
#include <cmath>

#include "core/synth/exact.h"
#include "core/synth/noise.h"
#include "native/synth/scene.h"

namespace lesion::synth {

Lesion::Lesion(std::uint64_t seed, bool irregular, bool several_colours, double room_x,
               double room_y)
    : seed_(sub_seed(seed, "lesion texture")),
      irregular_(irregular),
      several_colours_(several_colours) {
  Random random(sub_seed(seed, "lesion"));
  radius_ = irregular ? random.between(0.21, 0.31) : random.between(0.15, 0.29);
  centre_ = {room_x * 0.5 + random.between(-0.07, 0.07),
             room_y * 0.5 + random.between(-0.06, 0.06)};
  aspect_ = irregular ? random.between(1.0, 1.5) : random.between(1.0, 1.35);
  const SinCos turn = exact_sin_cos(random.between(0.0, kPi));
  axis_ = {turn.cos, turn.sin};
  warp_ = irregular ? random.between(0.040, 0.065) : random.between(0.012, 0.022);
  skew_ = irregular ? random.between(0.12, 0.28) : random.between(0.0, 0.06);
  const SinCos skew = exact_sin_cos(random.between(0.0, 2.0 * kPi));
  skew_direction_ = {skew.cos, skew.sin};
  density_ = irregular ? random.between(0.65, 1.15) : random.between(0.50, 1.10);
  redness_ = random.chance(0.3) ? random.between(0.15, 0.40) : random.between(-0.05, 0.12);
  unevenness_ = irregular ? random.between(0.5, 0.9) : random.between(0.1, 0.3);
  softness_ = irregular ? random.between(0.10, 0.18) : random.between(0.14, 0.30);
  // The main structure: network, globules, or neither (a structureless brown).
  const double structure = random.unit();
  network_ = structure < 0.6 ? random.between(0.30, 0.62) : random.between(0.06, 0.15);
  network_size_ = random.between(0.014, 0.022);
  globules_ = structure >= 0.5 ? random.between(0.35, 0.75) : random.between(0.0, 0.2);
  globule_size_ = random.between(0.024, 0.036);

  if (irregular) {
    const int notches = 3 + random.below(3);
    for (int i = 0; i < notches; ++i) {
      const SinCos at = exact_sin_cos(random.between(0.0, 2.0 * kPi));
      const double depth = i < 2 ? random.between(0.16, 0.34) : -random.between(0.10, 0.24);
      notches_.push_back({{at.cos, at.sin}, depth, random.between(0.02, 0.08)});
    }
    const int regions = 2 + random.below(2);
    for (int i = 0; i < regions; ++i) {
      darker_.push_back(blob(random, 0.62, 0.20, 0.38, 0.7, 1.1));
    }
  } else {
    darker_.push_back(blob(random, 0.18, 0.34, 0.52, 0.50, 0.75));
  }
  if (several_colours) {
    // Black always; then two or three of blue-white, red, white and pale brown.
    for (Blob& region : darker_) region.strength += random.between(0.2, 0.5);
    darker_.front().strength = random.between(2.2, 3.0);
    const int first = random.below(3);
    if (first != 0) veil_.push_back(blob(random, 0.40, 0.34, 0.52, 0.55, 0.8));
    if (first != 1) red_.push_back(blob(random, 0.60, 0.30, 0.50, 0.55, 0.9));
    if (first != 2) white_.push_back(blob(random, 0.55, 0.22, 0.38, 0.55, 0.8));
    pale_.push_back(blob(random, 0.75, 0.40, 0.60, 0.45, 0.6));
  }
}

Lesion::Blob Lesion::blob(Random& random, double reach, double smallest, double largest,
                          double weakest, double strongest) const {
  const SinCos at = exact_sin_cos(random.between(0.0, 2.0 * kPi));
  const double far = reach * radius_ * std::sqrt(random.unit());
  Blob made;
  made.centre = {centre_.x + far * at.cos, centre_.y + far * at.sin};
  made.radius = radius_ * random.between(smallest, largest);
  made.strength = random.between(weakest, strongest);
  made.seed = random.next();
  return made;
}

// Coverage of a blob at a point: 0.5 on its wavy outline.
double Lesion::cover(const Blob& blob, double x, double y) const {
  const double dx = x - blob.centre.x;
  const double dy = y - blob.centre.y;
  const double distance = std::sqrt(dx * dx + dy * dy);
  if (distance > 3.0 * blob.radius) return 0.0;
  const double broad = fractal(x / blob.radius * 1.2, y / blob.radius * 1.2, blob.seed, 2);
  const double torn = fractal(x * 26.0, y * 26.0, blob.seed ^ 0x7F, 4);
  // Regular lesions darken gradually, irregular ones in torn patches.
  const double soft = irregular_ || several_colours_ ? 0.42 : 0.62;
  const double tear = irregular_ || several_colours_ ? 0.50 : 0.25;
  return smooth_step(-soft, soft, 1.0 + 0.85 * broad + tear * torn - distance / blob.radius);
}

// Radius of the outline towards the direction (ux, uy), as a share of radius_. Noise on a circle
// around the origin needs no angle and closes without a seam.
double Lesion::outline(double ux, double uy) const {
  double r = 1.0 + skew_ * (ux * skew_direction_.x + uy * skew_direction_.y);
  if (irregular_) {
    r += 0.22 * noise(ux * 1.1 + 5.0, uy * 1.1, seed_ ^ 0x71);
    r += 0.17 * noise(ux * 2.6 + 5.0, uy * 2.6, seed_ ^ 0x72);
    r += 0.08 * noise(ux * 6.0 + 5.0, uy * 6.0, seed_ ^ 0x73);
  } else {
    r += 0.12 * noise(ux * 0.8 + 5.0, uy * 0.8, seed_ ^ 0x71);
    r += 0.04 * noise(ux * 2.0 + 5.0, uy * 2.0, seed_ ^ 0x72);
  }
  for (const Notch& notch : notches_) {
    const double along = ux * notch.direction.x + uy * notch.direction.y;
    r -= notch.depth * exact_exp((along - 1.0) / notch.sharpness);
  }
  return std::max(0.30, r);
}

// Pigment's fine structure as a factor around 1: granules, network lines, globules.
double Lesion::texture(double x, double y, double depth, double profile) const {
  const double inner = clamp01(depth / (0.6 * radius_));
  double factor = 1.0 + 0.50 * fractal(x * 9.0, y * 9.0, seed_ ^ 0x81, 4) +
                  0.48 * fractal(x * 48.0, y * 48.0, seed_ ^ 0x82, 3) +
                  0.36 * fractal(x * 130.0, y * 130.0, seed_ ^ 0x8A, 3);
  const double bent = irregular_ ? 0.024 : 0.014;
  const double wx = x + bent * fractal(x * 20.0, y * 20.0, seed_ ^ 0x83, 3);
  const double wy = y + bent * fractal(x * 20.0 + 7.0, y * 20.0, seed_ ^ 0x84, 3);
  const Cell mesh = cell_at(wx / network_size_, wy / network_size_, seed_ ^ 0x85, 0.75);
  const double thick = (irregular_ ? 0.48 : 0.42) + 0.30 * noise(x * 18.0, y * 18.0, seed_ ^ 0x86);
  const double line = 1.0 - smooth_step(-0.05, std::max(0.14, thick), mesh.wall);
  // The network shows best where the pigment is thin, and never everywhere.
  const double patchy = smooth_step(-0.30, 0.25, fractal(x * 6.0, y * 6.0, seed_ ^ 0x87, 2));
  const double shown = network_ * patchy * (1.0 - 0.55 * inner);
  factor += shown * (1.5 * line - 0.60);
  if (globules_ > 0) {
    const Cell ball = cell_at(wx / globule_size_, wy / globule_size_, seed_ ^ 0x88, 0.8);
    const double density = irregular_ ? 0.25 + 0.5 * noise(x * 7.0, y * 7.0, seed_ ^ 0x89) : 0.62;
    if (cell_unit(ball.id, 1) < density) {
      const double spread = irregular_ ? 0.24 : 0.10;
      const double size = 0.20 + spread * cell_unit(ball.id, 2);
      const double place = smooth_step(0.12, 0.5, profile);
      factor += globules_ * place * (1.0 - smooth_step(size * 0.5, size * 1.25, ball.nearest));
    }
  }
  return std::max(0.12, factor);
}

Lesion::Sample Lesion::at(double x, double y) const {
  Sample sample;
  const double far_x = x - centre_.x;
  const double far_y = y - centre_.y;
  sample.depth = -1.0;
  if (far_x * far_x + far_y * far_y > 6.0 * radius_ * radius_) return sample;

  const double scale = irregular_ ? 7.0 : 5.0;
  const double qx = far_x + warp_ * fractal(x * scale, y * scale, seed_ ^ 0x91, 5);
  const double qy = far_y + warp_ * fractal(x * scale + 19.0, y * scale, seed_ ^ 0x92, 5);
  const double stretch = std::sqrt(aspect_);
  const double lx = (qx * axis_.x + qy * axis_.y) / stretch;
  const double ly = (qy * axis_.x - qx * axis_.y) * stretch;
  const double r = std::sqrt(lx * lx + ly * ly);
  const double ux = r > 1e-9 ? lx / r : 1.0;
  const double uy = r > 1e-9 ? ly / r : 0.0;
  sample.depth = outline(ux, uy) * radius_ - r;

  // An irregular border ends abruptly in some segments and fades in others.
  double soft = softness_ * radius_;
  if (irregular_) {
    soft *= 0.50 + 1.4 * smooth_step(-0.3, 0.5, noise(ux * 1.3 - 4.0, uy * 1.3, seed_ ^ 0x93));
  }
  const double profile = smooth_step(-soft, soft, sample.depth);
  if (profile <= 0.0) return sample;

  for (const Blob& region : darker_) {
    sample.darker = std::max(sample.darker, cover(region, x, y));
  }
  // Thin pigment at the rim never counts as darker.
  sample.darker *= smooth_step(0.0, 0.12 * radius_, sample.depth);

  const double inner = clamp01(sample.depth / (0.7 * radius_));
  double pigment = density_ * (0.80 + 0.30 * inner) *
                   (1.0 + unevenness_ * fractal(x * 4.5, y * 4.5, seed_ ^ 0x96, 3));
  for (const Blob& region : pale_) pigment *= 1.0 - region.strength * cover(region, x, y);
  double dark = 0.0;
  for (const Blob& region : darker_) dark = std::max(dark, region.strength * cover(region, x, y));
  dark *= smooth_step(0.0, 0.12 * radius_, sample.depth);
  const double structure = texture(x, y, sample.depth, profile);
  double melanin = profile * (pigment * structure + dark * (0.72 + 0.28 * structure));
  double blood = profile * redness_ * (1.0 + 0.5 * fractal(x * 7.0, y * 7.0, seed_ ^ 0x94, 3));
  for (const Blob& region : red_) {
    const double share = region.strength * cover(region, x, y);
    blood += profile * share * 0.9;
    melanin *= 1.0 - 0.55 * share * (1.0 - sample.darker);
  }
  for (const Blob& region : white_) {
    const double share = region.strength * cover(region, x, y) * (1.0 - sample.darker);
    melanin *= 1.0 - 0.8 * share;
    sample.added.white += profile * 0.35 * share;
  }
  for (const Blob& region : veil_) {
    const double grain = 0.85 + 0.3 * fractal(x * 30.0, y * 30.0, seed_ ^ 0x95, 3);
    sample.added.blue_veil += profile * 0.80 * region.strength * cover(region, x, y) * grain;
  }
  sample.added.melanin = melanin;
  sample.added.blood = blood;
  return sample;
}

}  // namespace lesion::synth
