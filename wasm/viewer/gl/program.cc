#include "wasm/viewer/gl/program.h"

#include <array>
#include <cstdio>
#include <utility>

namespace lesion::viewer {
namespace {

GLuint compile(GLenum kind, const char* source) {
  const GLuint shader = glCreateShader(kind);
  glShaderSource(shader, 1, &source, nullptr);
  glCompileShader(shader);
  GLint good = 0;
  glGetShaderiv(shader, GL_COMPILE_STATUS, &good);
  if (!good) {
    std::array<char, 1024> words{};
    glGetShaderInfoLog(shader, static_cast<GLsizei>(words.size()), nullptr, words.data());
    std::fprintf(stderr, "shader: %s\n", words.data());
    glDeleteShader(shader);
    return 0;
  }
  return shader;
}

}  // namespace

Program::Program(const char* vertex, const char* fragment) {
  const GLuint first = compile(GL_VERTEX_SHADER, vertex);
  const GLuint second = compile(GL_FRAGMENT_SHADER, fragment);
  if (first != 0 && second != 0) {
    id_ = glCreateProgram();
    glAttachShader(id_, first);
    glAttachShader(id_, second);
    glLinkProgram(id_);
    GLint good = 0;
    glGetProgramiv(id_, GL_LINK_STATUS, &good);
    if (!good) {
      std::fprintf(stderr, "shader: the program does not link\n");
      glDeleteProgram(id_);
      id_ = 0;
    }
  }
  if (first != 0) glDeleteShader(first);
  if (second != 0) glDeleteShader(second);
}

Program::~Program() {
  if (id_ != 0) glDeleteProgram(id_);
}

Program::Program(Program&& other) noexcept : id_(std::exchange(other.id_, 0)) {}

Program& Program::operator=(Program&& other) noexcept {
  std::swap(id_, other.id_);
  return *this;
}

}  // namespace lesion::viewer
