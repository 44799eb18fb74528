// Fingerprints that find the same photograph again after it was saved, shrunk, turned or mirrored.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/image/image.h"

namespace lesion {

inline constexpr int kThumbSide = 24;

// What is kept of an image: 63 signs of its lowest frequencies and a small grey copy.
//
// Keeps through: saving as JPEG, rescaling (also with another aspect ratio: the image is squeezed
// to a square), brightness, contrast and gamma in moderation, grey instead of colour; with
// Orientation also mirroring and quarter turns. Does not keep through: turning by other angles,
// cropping by more than about 2% of a side, drawing over a large part.
struct Fingerprint {
  // Bit 8 v + u (u, v in 0..7): 1 where the coefficient of horizontal frequency u and vertical
  // frequency v of the cosine transform (type II) of the 32x32 grey image is positive; bit 0
  // (the mean) is 0. Zauner, "Implementation and benchmarking of perceptual image hash functions",
  // 2010, with the sign in place of the comparison with the median: so a mirrored image's hash
  // follows from the hash alone.
  std::uint64_t hash = 0;
  // Grey copy of kThumbSide x kThumbSide, mean removed and scaled to length 1, times 1024.
  std::array<std::int16_t, std::size_t{kThumbSide} * kThumbSide> thumb{};
  // Standard deviation of the 32x32 grey image, in 0..255 steps. An image of one colour has no
  // signs to compare.
  float contrast = 0;
};

// Of an upright image; an image that is empty gives a fingerprint with contrast 0.
Fingerprint fingerprint(const Image& image);

// The eight ways to lay a square on itself: bit 0 mirrors left-right, bit 1 mirrors top-bottom,
// both after bit 2 has exchanged rows and columns.
inline constexpr int kOrientations = 8;

// Hash of the image laid down in that way, from the hash of the upright one.
std::uint64_t turned_hash(std::uint64_t hash, int orientation);

// Pearson correlation, -1..1, of the grey copies, `b` laid down in that way.
double thumb_correlation(const Fingerprint& a, const Fingerprint& b, int orientation);

// Bits that differ.
int hash_distance(std::uint64_t a, std::uint64_t b);

struct NearDuplicate {
  std::size_t first = 0;  // places in the span, first < second
  std::size_t second = 0;
  int distance = 0;        // of the hashes, in the best of the eight ways
  double correlation = 0;  // of the grey copies, in that way
  int orientation = 0;
};

struct NearDuplicateRule {
  int max_distance = 10;  // 0..kMaxHashDistance
  // Measured on HAM10000 (50 million pairs): all 56 pairs of its near_dup_group have 0.982 or more;
  // among pairs of different lesions the only one above 0.98 in place is one photograph twice,
  // while chance reaches 0.984 in one of the seven other ways.
  double min_correlation = 0.98;
  double min_correlation_turned = 0.99;
  float min_contrast = 2.0f;  // flatter images are compared with none
};

// The index promises to find every pair up to this distance.
inline constexpr int kMaxHashDistance = 11;

// All pairs that the rule calls near duplicates, ordered by first, then second. Quick for tens of
// thousands of images: hashes are filed under each of their four 16-bit bands, and two hashes
// that differ in at most 11 bits differ in at most 2 bits of at least one band.
std::vector<NearDuplicate> near_duplicates(std::span<const Fingerprint> prints,
                                           const NearDuplicateRule& rule = {});

}  // namespace lesion
