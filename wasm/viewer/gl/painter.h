// Everything that is drawn with our own shaders: the picture, one map over it, many maps as
// thumbnails. Keeps what it needs to come back after a lost context.
#pragma once

#include <GLES3/gl3.h>

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "wasm/viewer/gl/picture_texture.h"
#include "wasm/viewer/gl/program.h"
#include "wasm/viewer/state/viewer_state.h"

namespace lesion::viewer {

// The values of one layer as they came, C,H,W; size() == channels * height * width.
struct MapValues {
  int channels = 0;
  int height = 0;
  int width = 0;
  std::vector<float> values;
};

// How a map is laid over the picture.
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

struct Thumbnail {
  DeviceRect rect;
  float filter = 0;
  float low = 0;
  float high = 1;
};

class Painter {
 public:
  // Compiles the shaders on the current context. False where it refuses them.
  bool start();

  // The picture shown. Drawing it says what is needed of it; the owner brings the rest along.
  PictureTexture& picture() { return picture_; }
  const PictureTexture& picture() const { return picture_; }
  // Replaces one layer's maps. Uploaded once, when they are first shown.
  void set_maps(int layer, MapValues values);
  void forget_maps();
  const MapValues* maps(int layer) const;

  // Draws into `rect`, nothing outside `clip` (device pixels). Each picture pixel stays sharp from
  // 1:1 on; reduced, mipmaps keep it calm.
  void draw_picture(const DeviceRect& rect, const DeviceRect& clip);
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

  int texture_uploads() const { return texture_uploads_ + picture_.uploads(); }
  int draw_calls() const { return draw_calls_; }

 private:
  GLuint texture_of(int layer);
  void clip_to(const DeviceRect& clip) const;

  Program picture_program_;
  Program overlay_program_;
  Program thumbnail_program_;
  GLuint empty_array_ = 0;  // vertex array without attributes
  GLuint thumbnail_array_ = 0;
  GLuint thumbnail_buffer_ = 0;

  int canvas_width_ = 1;
  int canvas_height_ = 1;
  PictureTexture picture_;
  std::map<int, MapValues> maps_;
  std::map<int, GLuint> map_textures_;
  int texture_uploads_ = 0;
  int draw_calls_ = 0;
};

}  // namespace lesion::viewer
