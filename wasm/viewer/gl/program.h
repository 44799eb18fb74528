// A linked pair of shaders, and the shapes that are drawn without buffers.
#pragma once

#include <GLES3/gl3.h>

#include <string>

namespace lesion::viewer {

// Owns a GL program. Made on the current context; after the context was lost, make a new one.
class Program {
 public:
  Program() = default;
  // On failure valid() is false and the compiler's words go to the console: our shaders are
  // compiled with glslangValidator at build time, so this is a driver's fault.
  Program(const char* vertex, const char* fragment);
  ~Program();
  Program(Program&& other) noexcept;
  Program& operator=(Program&& other) noexcept;
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  bool valid() const { return id_ != 0; }
  void use() const { glUseProgram(id_); }
  GLint uniform(const char* name) const { return glGetUniformLocation(id_, name); }

  // Forgets the GL name without deleting it: the context that owned it is gone.
  void abandon() { id_ = 0; }

 private:
  GLuint id_ = 0;
};

// A rectangle in device pixels from the top left of the canvas.
struct DeviceRect {
  float x = 0;
  float y = 0;
  float width = 0;
  float height = 0;
};

}  // namespace lesion::viewer
