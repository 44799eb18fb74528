#include "wasm/viewer/gl/image_texture.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace lesion::viewer {
namespace {

// A strip costs a processor about a millisecond to hand over.
constexpr std::size_t kStripBytes = 2 << 20;

int strip_rows(const ImageLevel& level) {
  return static_cast<int>(
      std::clamp<std::size_t>(kStripBytes / std::max<std::size_t>(level.row_bytes(), 1), 1,
                              static_cast<std::size_t>(level.height)));
}

bool one_strip(const ImageLevel& level) { return strip_rows(level) >= level.height; }

// Cleared by the graphics card: what is filled in parts would else be filled with zeros first, by
// the browser, at once.
void clear_texture(GLuint texture) {
  GLuint buffer = 0;
  glGenFramebuffers(1, &buffer);
  glBindFramebuffer(GL_FRAMEBUFFER, buffer);
  glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, texture, 0);
  glDisable(GL_SCISSOR_TEST);
  glClearColor(0, 0, 0, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  glBindFramebuffer(GL_FRAMEBUFFER, 0);
  glDeleteFramebuffers(1, &buffer);
}

void drop(GLuint& texture) {
  if (texture != 0) glDeleteTextures(1, &texture);
  texture = 0;
}

}  // namespace

void ImageTexture::set(std::vector<ImageLevel> levels) {
  drop(texture_);
  drop(coming_);
  forget_fence();
  levels_ = std::move(levels);
  wanted_ = levels_.empty() ? 0 : levels_.size() - 1;
}

// The finest that goes at once.
std::size_t ImageTexture::first_level() const {
  std::size_t index = wanted_;
  while (index + 1 < levels_.size() && !one_strip(level(index))) ++index;
  return index;
}

GLuint ImageTexture::texture(float wide) {
  if (levels_.empty()) return 0;
  wanted_ = levels_.size() - 1;
  while (wanted_ > 0 && static_cast<float>(level(wanted_).width) < wide) --wanted_;
  if (texture_ == 0) {
    drop(coming_);
    forget_fence();
    begin(first_level());
    while (rows_there_ < level(coming_level_).height) upload_strip();
    finish();
  }
  return texture_;
}

bool ImageTexture::pending() const {
  return !levels_.empty() && texture_ != 0 && (coming_ != 0 || wanted_ < shown_);
}

bool ImageTexture::upload() {
  if (!pending() || busy()) return false;
  if (coming_ == 0) begin(wanted_);
  if (rows_there_ < level(coming_level_).height) {
    upload_strip();
    fence_ = glFenceSync(GL_SYNC_GPU_COMMANDS_COMPLETE, 0);
    glFlush();
    return false;
  }
  finish();
  return true;
}

void ImageTexture::upload_rest() {
  forget_fence();
  while (pending()) {
    if (coming_ == 0) begin(wanted_);
    while (rows_there_ < level(coming_level_).height) upload_strip();
    finish();
  }
}

bool ImageTexture::busy() {
  if (fence_ == nullptr) return false;
  if (glClientWaitSync(fence_, 0, 0) == GL_TIMEOUT_EXPIRED) return true;
  forget_fence();
  return false;
}

void ImageTexture::forget_fence() {
  if (fence_ != nullptr) glDeleteSync(fence_);
  fence_ = nullptr;
}

void ImageTexture::begin(std::size_t index) {
  const ImageLevel& copy = level(index);
  glGenTextures(1, &coming_);
  glBindTexture(GL_TEXTURE_2D, coming_);
  const auto longest = static_cast<unsigned>(std::max(copy.width, copy.height));
  glTexStorage2D(GL_TEXTURE_2D, static_cast<GLsizei>(std::bit_width(longest)), GL_RGBA8, copy.width,
                 copy.height);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR_MIPMAP_LINEAR);
  if (!one_strip(copy)) clear_texture(coming_);
  coming_level_ = index;
  rows_there_ = 0;
  ++uploads_;
}

void ImageTexture::upload_strip() {
  const ImageLevel& copy = level(coming_level_);
  const int rows = std::min(strip_rows(copy), copy.height - rows_there_);
  strip_.resize(static_cast<std::size_t>(rows) * copy.row_bytes());
  copy.read(rows_there_, strip_);
  glBindTexture(GL_TEXTURE_2D, coming_);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
  glTexSubImage2D(GL_TEXTURE_2D, 0, 0, rows_there_, copy.width, rows, GL_RGBA, GL_UNSIGNED_BYTE,
                  strip_.data());
  rows_there_ += rows;
  if (rows_there_ < copy.height) return;
  glGenerateMipmap(GL_TEXTURE_2D);
  strip_ = {};
}

void ImageTexture::finish() {
  drop(texture_);
  texture_ = std::exchange(coming_, 0);
  shown_ = coming_level_;
}

void ImageTexture::context_lost() {
  texture_ = coming_ = 0;
  fence_ = nullptr;
}

}  // namespace lesion::viewer
