// The image that is shown, on the graphics card. Bringing 12 megapixels there takes longer than a
// finger may wait, so no more goes than the screen can show, in strips, and none before the
// graphics card is done with the last: a call that finds it busy waits for it. Until a finer copy
// is whole the coarser one stays.
#pragma once

#include <GLES3/gl3.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace lesion::viewer {

// One copy of an image, pixels R,G,B,A.
struct ImageLevel {
  // Writes the rows from `first` on, as many as `out` holds, from the top. The pixels stay outside
  // our memory, which never shrinks; they are read again after a lost context.
  using ReadRows = std::function<void(int first, std::span<std::uint8_t> out)>;

  int width = 0;
  int height = 0;
  ReadRows read;

  bool whole() const { return width > 0 && height > 0 && read; }
  std::size_t row_bytes() const { return static_cast<std::size_t>(width) * 4; }
};

class ImageTexture {
 public:
  ImageTexture() = default;
  ImageTexture(const ImageTexture&) = delete;
  ImageTexture& operator=(const ImageTexture&) = delete;

  // Another image, its copies from the finest to the coarsest. Nothing is uploaded yet.
  void set(std::vector<ImageLevel> levels);
  bool empty() const { return levels_.empty(); }
  // Of the finest copy.
  int width() const { return levels_.empty() ? 0 : levels_.front().width; }

  // What to draw from where the image is to be `wide` device pixels wide; uploads a copy of one
  // strip if there is none yet, and asks for the copy that has a pixel for each of the screen's. 0
  // for an empty image.
  GLuint texture(float wide);
  // texture() gives the finest copy: each of the image's pixels as it is.
  bool finest() const { return texture_ != 0 && shown_ == 0; }

  // Something that was asked for is on its way: upload() is to be called, in a task of its own.
  bool pending() const;
  // One turn: a strip, where the graphics card is ready for it. True where a finer copy is whole
  // with it, to be drawn now.
  bool upload();
  // All that is left, at once.
  void upload_rest();

  // Copies whose upload was begun.
  int uploads() const { return uploads_; }

  // The context is gone and with it the textures: texture() brings them back.
  void context_lost();

 private:
  const ImageLevel& level(std::size_t index) const { return levels_[index]; }
  std::size_t first_level() const;
  void begin(std::size_t index);
  void upload_strip();
  void finish();
  bool busy();
  void forget_fence();

  std::vector<ImageLevel> levels_;
  std::vector<std::uint8_t> strip_;
  GLuint texture_ = 0;
  std::size_t shown_ = 0;   // the level that texture_ holds
  std::size_t wanted_ = 0;  // the coarsest level that is fine enough for the screen
  GLuint coming_ = 0;       // is being filled
  std::size_t coming_level_ = 0;
  int rows_there_ = 0;
  GLsync fence_ = nullptr;  // after what was handed over last; null once it is through
  int uploads_ = 0;
};

}  // namespace lesion::viewer
