#include "wasm/viewer/gl/painter_shaders.h"

#include "shaders.h"

namespace lesion::viewer {

bool PainterShaders::start() {
  if (valid()) return true;
  image = Program(shaders::kImageVert, shaders::kImageFrag);
  overlay = Program(shaders::kImageVert, shaders::kOverlayFrag);
  thumbnail = Program(shaders::kThumbnailVert, shaders::kThumbnailFrag);
  glGenVertexArrays(1, &empty_array);
  glGenVertexArrays(1, &thumbnail_array);
  glGenBuffers(1, &thumbnail_buffer);
  glBindVertexArray(thumbnail_array);
  glBindBuffer(GL_ARRAY_BUFFER, thumbnail_buffer);
  constexpr auto kStride = static_cast<GLsizei>(sizeof(Thumbnail));
  for (GLuint slot : {0u, 1u}) {
    glEnableVertexAttribArray(slot);
    glVertexAttribDivisor(slot, 1);
  }
  glVertexAttribPointer(0, 4, GL_FLOAT, GL_FALSE, kStride, nullptr);
  // NOLINTNEXTLINE(performance-no-int-to-ptr): OpenGL's way to state an offset
  const auto* behind_rect = reinterpret_cast<const void*>(sizeof(DeviceRect));
  glVertexAttribPointer(1, 3, GL_FLOAT, GL_FALSE, kStride, behind_rect);
  glBindVertexArray(0);
  glBindBuffer(GL_ARRAY_BUFFER, 0);
  return valid();
}

void PainterShaders::context_lost() {
  // Nothing of it may be deleted: the names belong to a context that is gone.
  image.abandon();
  overlay.abandon();
  thumbnail.abandon();
  empty_array = thumbnail_array = thumbnail_buffer = 0;
}

}  // namespace lesion::viewer
