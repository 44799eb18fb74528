#include "wasm/viewer/gl/ui_renderer.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "shaders.h"

namespace lesion::viewer {
namespace {

const void* offset(std::size_t bytes) {
  return reinterpret_cast<const void*>(bytes);  // NOLINT(performance-no-int-to-ptr): OpenGL's way
}

GLuint texture_name(ImTextureID id) {
  return static_cast<GLuint>(reinterpret_cast<std::uintptr_t>(id));
}

}  // namespace

bool UiRenderer::start() {
  program_ = Program(shaders::kUiVert, shaders::kUiFrag);
  glGenVertexArrays(1, &array_);
  glGenBuffers(1, &vertices_);
  glGenBuffers(1, &indices_);
  glBindVertexArray(array_);
  glBindBuffer(GL_ARRAY_BUFFER, vertices_);
  glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, indices_);
  constexpr auto kStride = static_cast<GLsizei>(sizeof(ImDrawVert));
  for (GLuint slot : {0u, 1u, 2u}) glEnableVertexAttribArray(slot);
  glVertexAttribPointer(0, 2, GL_FLOAT, GL_FALSE, kStride, offset(offsetof(ImDrawVert, pos)));
  glVertexAttribPointer(1, 2, GL_FLOAT, GL_FALSE, kStride, offset(offsetof(ImDrawVert, uv)));
  glVertexAttribPointer(2, 4, GL_UNSIGNED_BYTE, GL_TRUE, kStride,
                        offset(offsetof(ImDrawVert, col)));
  glBindVertexArray(0);
  return program_.valid();
}

void UiRenderer::upload_fonts() {
  ImFontAtlas* atlas = ImGui::GetIO().Fonts;
  unsigned char* pixels = nullptr;
  int width = 0;
  int height = 0;
  atlas->GetTexDataAsRGBA32(&pixels, &width, &height);
  if (font_texture_ == 0) glGenTextures(1, &font_texture_);
  glActiveTexture(GL_TEXTURE0);
  glBindTexture(GL_TEXTURE_2D, font_texture_);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, width, height, 0, GL_RGBA, GL_UNSIGNED_BYTE, pixels);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
  // As wasm/viewer/texture_id.h has it, which this room does not see.
  const auto name = static_cast<std::uintptr_t>(font_texture_);
  atlas->SetTexID(reinterpret_cast<ImTextureID>(name));  // NOLINT(performance-no-int-to-ptr)
  // Four bytes a pixel at three device pixels are many megabytes; they can be baked again.
  atlas->ClearTexData();
}

void UiRenderer::set_state(int canvas_width, int canvas_height) const {
  glViewport(0, 0, canvas_width, canvas_height);
  glEnable(GL_SCISSOR_TEST);
  glEnable(GL_BLEND);
  glBlendEquation(GL_FUNC_ADD);
  glBlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
  glActiveTexture(GL_TEXTURE0);
  program_.use();
  glUniform1i(program_.uniform("glyphs"), 0);
  glUniform2f(program_.uniform("canvas"), static_cast<float>(canvas_width),
              static_cast<float>(canvas_height));
  glBindVertexArray(array_);
  glBindBuffer(GL_ARRAY_BUFFER, vertices_);
}

void UiRenderer::draw(const ImDrawData& data, int canvas_width, int canvas_height) {
  if (!program_.valid()) return;
  set_state(canvas_width, canvas_height);
  for (const ImDrawList* list : data.CmdLists) {
    glBufferData(GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(list->VtxBuffer.size_in_bytes()),
                 list->VtxBuffer.Data, GL_STREAM_DRAW);
    glBufferData(GL_ELEMENT_ARRAY_BUFFER, static_cast<GLsizeiptr>(list->IdxBuffer.size_in_bytes()),
                 list->IdxBuffer.Data, GL_STREAM_DRAW);
    for (const ImDrawCmd& command : list->CmdBuffer) {
      if (command.UserCallback == ImDrawCallback_ResetRenderState) {
        set_state(canvas_width, canvas_height);
        continue;
      }
      if (command.UserCallback != nullptr) {
        command.UserCallback(list, &command);
        continue;
      }
      const int left = std::max(0, static_cast<int>(command.ClipRect.x));
      const int top = std::max(0, static_cast<int>(command.ClipRect.y));
      const int right = std::min(canvas_width, static_cast<int>(command.ClipRect.z));
      const int bottom = std::min(canvas_height, static_cast<int>(command.ClipRect.w));
      if (right <= left || bottom <= top) continue;
      glScissor(left, canvas_height - bottom, right - left, bottom - top);
      glBindTexture(GL_TEXTURE_2D, texture_name(command.GetTexID()));
      glDrawElements(GL_TRIANGLES, static_cast<GLsizei>(command.ElemCount),
                     sizeof(ImDrawIdx) == 2 ? GL_UNSIGNED_SHORT : GL_UNSIGNED_INT,
                     offset(command.IdxOffset * sizeof(ImDrawIdx)));
    }
  }
  glBindVertexArray(0);
}

void UiRenderer::context_lost() {
  program_.abandon();
  array_ = vertices_ = indices_ = font_texture_ = 0;
}

}  // namespace lesion::viewer
