// Small data sets made for one test, in a folder that goes away with it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "core/image/png.h"

namespace lesion {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "lesionlens-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline void write_bytes(const std::filesystem::path& file, const std::vector<std::uint8_t>& bytes) {
  std::ofstream out(file, std::ios::binary);
  out.write(reinterpret_cast<const char*>(bytes.data()),
            static_cast<std::streamsize>(bytes.size()));
}

inline void write_text(const std::filesystem::path& file, const std::string& text) {
  std::ofstream(file) << text;
}

// Skin with a spot; a malignant one is large and dark, a benign one small and brown. `variant`
// moves it about and lays light and dark squares of its own over it, so that no two are near
// duplicates.
inline Image made_image(bool malignant, int variant, int side = 48) {
  Image image{side, side, {}};
  const int radius = malignant ? side / 3 : side / 6;
  const int cx = side / 2 + variant % 5 - 2;
  const int cy = side / 2 + variant / 5 % 5 - 2;
  // splitmix64: one bit for each of 8 x 8 squares.
  std::uint64_t bits = static_cast<std::uint64_t>(variant + 1) * 0x9E3779B97F4A7C15u;
  bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9u;
  bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBu;
  bits ^= bits >> 31;
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      const bool spot = (x - cx) * (x - cx) + (y - cy) * (y - cy) < radius * radius;
      const int square = y * 8 / side * 8 + x * 8 / side;
      const int shade =
          (x * 7 + y * 13 + variant * 31) % 11 + ((bits >> square & 1) != 0 ? 22 : -22);
      const auto byte = [&](int value) { return static_cast<std::uint8_t>(value + shade); };
      if (spot && malignant) {
        image.rgb.insert(image.rgb.end(), {byte(60), byte(30), byte(35)});
      } else if (spot) {
        image.rgb.insert(image.rgb.end(), {byte(150), byte(100), byte(70)});
      } else {
        image.rgb.insert(image.rgb.end(), {byte(220), byte(170), byte(150)});
      }
    }
  }
  return image;
}

inline void write_image(const std::filesystem::path& file, const Image& image) {
  write_bytes(file, *encode_png(image));
}

// `count` images, every second malignant, with a table; each part gets `train` of eight, and so
// on: images i with i % 8 < 6 are train, 6 val, 7 test of each class.
inline void make_dataset(const std::filesystem::path& folder, int count) {
  std::filesystem::create_directories(folder / "images");
  std::string table = "isic_id,benign_malignant,diagnosis,split\n";
  for (int i = 0; i < count; ++i) {
    const bool malignant = i % 2 == 1;
    const std::string id = "MADE_" + std::to_string(i);
    write_image(folder / "images" / (id + ".png"), made_image(malignant, i));
    const int of_class = i / 2 % 8;
    table += id + (malignant ? ",malignant,mel," : ",benign,nv,") +
             (of_class < 6    ? "train"
              : of_class == 6 ? "val"
                              : "test") +
             "\n";
  }
  write_text(folder / "metadata.csv", table);
}

}  // namespace lesion
