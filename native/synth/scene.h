// Skin and lesion, which an image is built from (private to this room).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/synth/scene.h"
#include "native/synth/synth.h"

namespace lesion::synth {

// Light that comes back from skin is what the chromophores leave of the light that enters: colour =
// light x exp(-melanin x M - blood x H) (Beer and Lambert; M and H fitted by eye to dermoscopy).
struct Absorbers {
  double melanin = 0;
  double blood = 0;
  double white = 0;      // share of scattering, structureless white
  double blue_veil = 0;  // share of blue-white veil
};
Colour absorb(const Colour& light, const Absorbers& absorbers);

// Skin: illumination and absorbers of bare skin at a point (units).
class Skin {
 public:
  // `tone` 1..6.
  Skin(std::uint64_t seed, int tone);
  Colour light(double x, double y, double right, double bottom) const;
  Absorbers at(double x, double y) const;

 private:
  std::uint64_t seed_;
  Colour light_;
  double melanin_;
  double blood_;
  double mottling_;
  double vessels_;
  double freckles_;
  double pores_;
  double lines_;
  double vignette_;
  Point brightest_;
};

// The lesion: a star-shaped outline in a warped plane, and what lies within it.
class Lesion {
 public:
  // `room_x`, `room_y`: the image's extent in units.
  Lesion(std::uint64_t seed, bool irregular, bool several_colours, double room_x, double room_y);

  struct Sample {
    double depth = 0;   // units inside the outline (negative outside); about the distance to it
    double darker = 0;  // coverage of the darker regions, 0..1
    Absorbers added;    // to those of the skin
  };
  Sample at(double x, double y) const;
  Point centre() const { return centre_; }
  double radius() const { return radius_; }

 private:
  struct Blob {
    Point centre;
    double radius = 0;
    double strength = 0;
    std::uint64_t seed = 0;
  };
  struct Notch {
    Point direction;
    double depth = 0;  // share of the radius; negative: a bulge
    double sharpness = 0;
  };
  Blob blob(class Random& random, double reach, double smallest, double largest, double weakest,
            double strongest) const;
  double cover(const Blob& blob, double x, double y) const;
  double outline(double ux, double uy) const;
  double texture(double x, double y, double depth, double profile) const;

  std::uint64_t seed_;
  bool irregular_;
  bool several_colours_;
  Point centre_;
  double radius_;
  double aspect_;
  Point axis_;
  double warp_;
  double skew_;
  Point skew_direction_;
  double density_;
  double redness_;
  double softness_;
  double unevenness_;
  double network_;
  double network_size_;
  double globules_;
  double globule_size_;
  std::vector<Notch> notches_;
  std::vector<Blob> darker_;
  std::vector<Blob> red_;
  std::vector<Blob> white_;
  std::vector<Blob> veil_;
  std::vector<Blob> pale_;
};

}  // namespace lesion::synth
