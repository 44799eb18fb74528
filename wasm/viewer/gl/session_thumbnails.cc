#include "wasm/viewer/gl/session_thumbnails.h"

#include <algorithm>
#include <utility>

namespace lesion::viewer {
namespace {

// More than a screen of the filmstrip shows.
constexpr std::size_t kMostTextures = 64;

}  // namespace

void SessionThumbnails::add(int id, const SmallImage& image) {
  if (thumbnails_.contains(id)) return;
  SessionThumbnail thumbnail{image.width, image.height, {}};
  thumbnail.rgb.reserve(image.rgba.size() / 4 * 3);
  for (std::size_t i = 0; i + 3 < image.rgba.size(); i += 4) {
    thumbnail.rgb.insert(thumbnail.rgb.end(), &image.rgba[i], &image.rgba[i] + 3);
  }
  thumbnails_.emplace(id, std::move(thumbnail));
}

void SessionThumbnails::remove(int id) {
  const auto found = thumbnails_.find(id);
  if (found == thumbnails_.end()) return;
  if (found->second.texture != 0) {
    glDeleteTextures(1, &found->second.texture);
    --textures_;
  }
  thumbnails_.erase(found);
}

const SessionThumbnail* SessionThumbnails::get(int id) {
  const auto found = thumbnails_.find(id);
  if (found == thumbnails_.end()) return nullptr;
  SessionThumbnail& thumbnail = found->second;
  thumbnail.shown = frame_;
  if (thumbnail.texture == 0) {
    ++textures_;
    glGenTextures(1, &thumbnail.texture);
    glBindTexture(GL_TEXTURE_2D, thumbnail.texture);
    glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGB8, thumbnail.width, thumbnail.height, 0, GL_RGB,
                 GL_UNSIGNED_BYTE, thumbnail.rgb.data());
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  }
  return &thumbnail;
}

void SessionThumbnails::end_frame() {
  if (textures_ > kMostTextures) {
    std::vector<SessionThumbnail*> idle;
    for (auto& [id, thumbnail] : thumbnails_) {
      if (thumbnail.texture != 0 && thumbnail.shown != frame_) idle.push_back(&thumbnail);
    }
    std::sort(idle.begin(), idle.end(), [](const SessionThumbnail* a, const SessionThumbnail* b) {
      return a->shown < b->shown;
    });
    for (SessionThumbnail* thumbnail : idle) {
      if (textures_ <= kMostTextures) break;
      glDeleteTextures(1, &thumbnail->texture);
      thumbnail->texture = 0;
      --textures_;
    }
  }
  ++frame_;
}

void SessionThumbnails::context_lost() {
  for (auto& [id, thumbnail] : thumbnails_) thumbnail.texture = 0;
  textures_ = 0;
}

}  // namespace lesion::viewer
