// The compiled shaders that painters draw with, and the arrays and the buffer that go with them.
// All painters of a page share one: a shader is compiled once.
#pragma once

#include <GLES3/gl3.h>

#include "wasm/viewer/gl/program.h"

namespace lesion::viewer {

struct Thumbnail {
  DeviceRect rect;
  float filter = 0;
  float low = 0;
  float high = 1;
};

struct PainterShaders {
  Program image;
  Program overlay;
  Program thumbnail;
  GLuint empty_array = 0;  // vertex array without attributes
  GLuint thumbnail_array = 0;
  GLuint thumbnail_buffer = 0;

  // Compiles them on the current context, where that has not been done yet. False where it refuses
  // them.
  bool start();
  // The context is gone and with it all of this; start() brings it back. Every painter may say so.
  void context_lost();

 private:
  bool valid() const { return image.valid() && overlay.valid() && thumbnail.valid(); }
};

}  // namespace lesion::viewer
