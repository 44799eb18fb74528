// Images with the look of dermoscopy that differ from seed to seed, and what happens to images.
#pragma once

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "core/image/image.h"
#include "core/image/png.h"
#include "native/data/metadata.h"
#include "native/data/random.h"

namespace lesion::testing {

inline std::uint8_t to_byte(double value) {
  return static_cast<std::uint8_t>(value < 0 ? 0 : value > 255 ? 255 : value + 0.5);
}

// Skin with a dark blob in the middle and a dozen smaller spots from `seed`.
inline Image lesion_image(std::uint64_t seed, int width, int height) {
  Random random({seed, 77});
  struct Spot {
    double x, y, radius, depth;
  };
  std::vector<Spot> spots{{0.5, 0.5, 0.2, 90}};
  for (int i = 0; i < 14; ++i) {
    spots.push_back({random.uniform(0.1, 0.9), random.uniform(0.1, 0.9), random.uniform(0.03, 0.16),
                     random.uniform(-50, 70)});
  }
  Image image{width, height, {}};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      double dark = 0;
      for (const Spot& s : spots) {
        const double dx = (x + 0.5) / width - s.x;
        const double dy = (y + 0.5) / height - s.y;
        dark += s.depth * std::exp(-(dx * dx + dy * dy) / (2 * s.radius * s.radius));
      }
      for (const double base : {220.0, 175.0, 150.0}) image.rgb.push_back(to_byte(base - dark));
    }
  }
  return image;
}

// `turned` of the image by quarter turns and mirrors written out pixel by pixel: exchange rows
// and columns where bit 2 is set, then mirror left-right (bit 0) and top-bottom (bit 1).
inline Image laid_down(const Image& in, int orientation) {
  const bool exchange = (orientation & 4) != 0;
  Image out{exchange ? in.height : in.width, exchange ? in.width : in.height, {}};
  for (int y = 0; y < out.height; ++y) {
    for (int x = 0; x < out.width; ++x) {
      const int tx = (orientation & 1) != 0 ? out.width - 1 - x : x;
      const int ty = (orientation & 2) != 0 ? out.height - 1 - y : y;
      const int sx = exchange ? ty : tx;
      const int sy = exchange ? tx : ty;
      for (int c = 0; c < 3; ++c) {
        out.rgb.push_back(in.rgb[static_cast<std::size_t>((sy * in.width + sx) * 3 + c)]);
      }
    }
  }
  return out;
}

inline void write_png(const std::filesystem::path& file, const Image& image) {
  const auto bytes = encode_png(image).value();
  std::ofstream(file, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<long>(bytes.size()));
}

// A new empty folder of the test that runs.
inline std::filesystem::path fresh_folder(const std::string& name) {
  const auto folder = std::filesystem::temp_directory_path() / ("lesionlens-" + name);
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  return folder;
}

inline Record record(std::string id, Part part, std::string lesion = "", std::string patient = "") {
  Record out;
  out.id = std::move(id);
  out.part = part;
  out.lesion_id = std::move(lesion);
  out.patient_id = std::move(patient);
  return out;
}

}  // namespace lesion::testing
