// Everything that is drawn with our own shaders: the image, one map over it, many maps as
// thumbnails. Keeps what it needs to come back after a lost context.
#pragma once

#include <GLES3/gl3.h>

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "wasm/viewer/gl/image_texture.h"
#include "wasm/viewer/gl/painter_shaders.h"
#include "wasm/viewer/state/answers.h"
#include "wasm/viewer/state/viewer_state.h"

namespace lesion::viewer {

// How a map is laid over the image.
struct OverlayUniforms {
  int filter = 0;
  Scale scale;
  float opacity = 0.7f;
  bool exact = false;
  int palette = 0;
  bool fill = true;
  std::array<float, 4> contours{};  // positions of the scale; 0 = none
  float contour_width = 1;          // device pixels
};

class Painter {
 public:
  // Draws with the shaders of another painter, and compiles none of its own.
  void share_shaders(const Painter& other) { shaders_ = other.shaders_; }
  // Compiles the shaders on the current context, where nobody who shares them has. False where it
  // refuses them.
  bool start() { return shaders_->start(); }

  // The image shown. Drawing it says what is needed of it; the owner brings the rest along.
  ImageTexture& image() { return image_; }
  const ImageTexture& image() const { return image_; }
  // Replaces one layer's maps. Uploaded once, when they are first shown.
  void set_maps(int layer, MapValues values);
  void forget_maps();
  void forget_maps(int layer);
  const MapValues* maps(int layer) const;

  // Draws into `rect`, nothing outside `clip` (device pixels). Each image pixel stays sharp from
  // 1:1 on; reduced, mipmaps keep it calm.
  void draw_image(const DeviceRect& rect, const DeviceRect& clip);
  void draw_overlay(int layer, const OverlayUniforms& uniforms, const DeviceRect& region,
                    const DeviceRect& clip);
  // One draw call for all.
  void draw_thumbnails(int layer, int palette, std::span<const Thumbnail> thumbnails,
                       const DeviceRect& clip);
  // Fills the canvas with one colour.
  void clear(float red, float green, float blue);

  void set_canvas(int width, int height);
  int canvas_width() const { return canvas_width_; }
  int canvas_height() const { return canvas_height_; }

  // The context is gone and with it all that GL held; start() brings everything back.
  void context_lost();

  int texture_uploads() const { return texture_uploads_ + image_.uploads(); }
  int draw_calls() const { return draw_calls_; }

 private:
  GLuint texture_of(int layer);
  void clip_to(const DeviceRect& clip) const;

  std::shared_ptr<PainterShaders> shaders_ = std::make_shared<PainterShaders>();
  int canvas_width_ = 1;
  int canvas_height_ = 1;
  ImageTexture image_;
  std::map<int, MapValues> maps_;
  std::map<int, GLuint> map_textures_;
  int texture_uploads_ = 0;
  int draw_calls_ = 0;
};

}  // namespace lesion::viewer
