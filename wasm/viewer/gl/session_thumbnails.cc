#include "wasm/viewer/gl/session_thumbnails.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace lesion::viewer {
namespace {

constexpr int kMostSide = 320;
constexpr int kSamples = 3;  // a side, of each thumbnail's pixel: enough to keep it calm

// Averages a few of the pixels that fall into each pixel of the smaller picture.
std::vector<std::uint8_t> reduced(int width, int height, std::span<const std::uint8_t> rgba,
                                  int out_width, int out_height) {
  std::vector<std::uint8_t> out;
  out.reserve(static_cast<std::size_t>(out_width) * static_cast<std::size_t>(out_height) * 4);
  for (int y = 0; y < out_height; ++y) {
    for (int x = 0; x < out_width; ++x) {
      std::array<int, 3> sum{};
      for (int j = 0; j < kSamples; ++j) {
        for (int i = 0; i < kSamples; ++i) {
          const auto column =
              static_cast<std::size_t>((x * kSamples + i) * width / (out_width * kSamples));
          const auto row =
              static_cast<std::size_t>((y * kSamples + j) * height / (out_height * kSamples));
          const std::size_t at = (row * static_cast<std::size_t>(width) + column) * 4;
          for (std::size_t c = 0; c < 3; ++c) sum[c] += rgba[at + c];
        }
      }
      constexpr int kCount = kSamples * kSamples;
      for (const int value : sum)
        out.push_back(static_cast<std::uint8_t>((value + kCount / 2) / kCount));
      out.push_back(255);
    }
  }
  return out;
}

}  // namespace

void SessionThumbnails::add(int id, int width, int height, std::span<const std::uint8_t> rgba) {
  if (thumbnails_.contains(id) || width <= 0 || height <= 0) return;
  const double scale = std::min(1.0, static_cast<double>(kMostSide) / std::max(width, height));
  SessionThumbnail thumbnail;
  thumbnail.width = std::max(1, static_cast<int>(std::lround(width * scale)));
  thumbnail.height = std::max(1, static_cast<int>(std::lround(height * scale)));
  thumbnail.rgba = reduced(width, height, rgba, thumbnail.width, thumbnail.height);
  thumbnails_.emplace(id, std::move(thumbnail));
}

const SessionThumbnail* SessionThumbnails::get(int id) {
  const auto found = thumbnails_.find(id);
  if (found == thumbnails_.end()) return nullptr;
  SessionThumbnail& thumbnail = found->second;
  if (thumbnail.texture == 0) {
    glGenTextures(1, &thumbnail.texture);
    glBindTexture(GL_TEXTURE_2D, thumbnail.texture);
    glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, thumbnail.width, thumbnail.height, 0, GL_RGBA,
                 GL_UNSIGNED_BYTE, thumbnail.rgba.data());
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  }
  return &thumbnail;
}

void SessionThumbnails::context_lost() {
  for (auto& [id, thumbnail] : thumbnails_) thumbnail.texture = 0;
}

}  // namespace lesion::viewer
