// Procedural texture: gradient noise (Perlin 2002) and cells (Worley 1996), hashed from a seed.
#pragma once

#include <cstdint>

namespace lesion::synth {

// Smooth noise in about -1..1, mean 0, features about one unit across.
double noise(double x, double y, std::uint64_t seed);

// `octaves` of noise, each half as large and half as strong; about -1..1.
double fractal(double x, double y, std::uint64_t seed, int octaves);

// Where a point lies in a jittered grid of cells, one to a unit square.
struct Cell {
  double nearest = 0;    // distance to the nearest cell's centre, units
  double wall = 0;       // distance to the second nearest minus `nearest`: 0 on a wall
  std::uint64_t id = 0;  // unrelated bits for each cell
};

// `jitter` 0 gives a square grid, 1 moves centres anywhere in their square.
Cell cell_at(double x, double y, std::uint64_t seed, double jitter);

// A number in [0,1) from a cell's id; `purpose` tells several numbers of one cell apart.
double cell_unit(std::uint64_t id, std::uint64_t purpose);

}  // namespace lesion::synth
