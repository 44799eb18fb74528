// Draws what Dear ImGui has laid out. Its own OpenGL backend asks the context for some twenty
// values each frame, and on WebGL each answer waits until the GPU has caught up; this asks nothing.
#pragma once

#include <GLES3/gl3.h>
#include <imgui.h>

#include "wasm/viewer/gl/program.h"

namespace lesion::viewer {

class UiRenderer {
 public:
  // Makes the GL objects on the current context. False where the shaders are refused.
  bool start();
  // Uploads ImGui's font atlas, replacing the one before.
  void upload_fonts();
  // Draws the frame over what the canvas shows. ImGui's callbacks run where they stand, with their
  // clip rectangle; they may leave GL in any state.
  void draw(const ImDrawData& data, int canvas_width, int canvas_height);
  // The context is gone; start() and upload_fonts() bring everything back.
  void context_lost();

 private:
  void set_state(int canvas_width, int canvas_height) const;

  Program program_;
  GLuint array_ = 0;
  GLuint vertices_ = 0;
  GLuint indices_ = 0;
  GLuint font_texture_ = 0;
};

}  // namespace lesion::viewer
