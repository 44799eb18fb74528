#include "native/data/image_files.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <string>
#include <string_view>

#include "core/image/decode.h"

namespace lesion {
namespace {

constexpr std::array<std::string_view, 21> kEndings{
    ".jpg", ".jpeg", ".jpe",  ".jfif", ".png",  ".bmp",  ".gif", ".tga",   ".psd", ".ppm", ".pgm",
    ".tif", ".tiff", ".webp", ".heic", ".heif", ".avif", ".dcm", ".dicom", ".ima", ".jp2"};

bool holds_image(const std::filesystem::path& path) {
  std::array<char, 132> head{};
  std::ifstream file(path, std::ios::binary);
  file.read(head.data(), head.size());
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(head.data());
  return lesion::begins_as_image({bytes, static_cast<std::size_t>(file.gcount())});
}

}  // namespace

bool is_image_file(const std::filesystem::path& path) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return false;
  std::string ending = path.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return std::find(kEndings.begin(), kEndings.end(), ending) != kEndings.end() || holds_image(path);
}

}  // namespace lesion
